import Glibc

/// The probability that a noncentral t draw exceeds `t`, with an absolute error below 10⁻¹².
///
/// For t ≥ 0 its complement is Φ(−δ) + ½ Σ (pⱼ I(x; j + ½, ν/2) + qⱼ I(x; j + 1, ν/2)) with x = t²/(ν + t²) and
/// Poisson-like weights of mean δ²/2. Here the tails of the beta functions are summed instead, which makes the first
/// term vanish, and only over the indices whose weight counts.
///
/// Source: Lenth, "Algorithm AS 243", Applied Statistics 38(1), 1989.
///
/// - Parameters:
///   - t: finite.
///   - degreesOfFreedom: ν, positive.
///   - noncentrality: δ, in −200...200.
public func noncentralTTail(_ t: Double, degreesOfFreedom: Double, noncentrality: Double) -> Double {
  precondition(t.isFinite, "t must be finite, is \(t)")
  precondition(degreesOfFreedom > 0, "degrees of freedom must be positive, are \(degreesOfFreedom)")
  precondition(abs(noncentrality) <= 200, "noncentrality must be in -200...200, is \(noncentrality)")
  if noncentrality == 0 { return studentTTail(t, degreesOfFreedom: degreesOfFreedom) }
  // P(T > t; δ) = P(T < −t; −δ)
  if t < 0 {
    return 1 - noncentralTTail(-t, degreesOfFreedom: degreesOfFreedom, noncentrality: -noncentrality)
  }
  let square = t * t
  let x = square / (degreesOfFreedom + square)
  let y = degreesOfFreedom / (degreesOfFreedom + square)
  let half = noncentrality * noncentrality / 2
  let term = { (j: Int) -> Double in
    let n = Double(j)
    let even = exp(n * log(half) - half - logGamma(n + 1))
    // δ/√2 · (δ²/2)^j e^{−δ²/2} / Γ(j + 3/2), whose sign is that of δ.
    let odd = exp((n + 0.5) * log(half) - half - logGamma(n + 1.5))
    let evenTail = incompleteBeta(a: n + 0.5, b: degreesOfFreedom / 2, x, complement: y).upper
    let oddTail = incompleteBeta(a: n + 1, b: degreesOfFreedom / 2, x, complement: y).upper
    return even * evenTail + (noncentrality > 0 ? odd : -odd) * oddTail
  }
  // A window of 9 standard deviations of the weights leaves out less than 10⁻¹⁵.
  let reach = Int(9 * half.squareRoot()) + 30
  let middle = Int(half)
  let sum = (max(0, middle - reach)...middle + reach).reduce(0.0) { $0 + term($1) }
  return min(1, max(0, sum / 2))
}
