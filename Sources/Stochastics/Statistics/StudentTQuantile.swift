import Glibc

/// The quantile of Student's t distribution at the level `p`, with a relative error below 10⁻¹⁰.
///
/// - Parameters:
///   - p: the level, in 10⁻¹⁰⁰...1, or 0; the ends give ∓`.infinity`.
///   - degreesOfFreedom: at least 1, whole or not.
public func studentTQuantile(_ p: Double, degreesOfFreedom: Double) -> Double {
  precondition(p >= 0 && p <= 1, "p must be in 0...1, is \(p)")
  precondition(degreesOfFreedom >= 1, "degrees of freedom must be at least 1, are \(degreesOfFreedom)")
  if p == 0.5 { return 0 }
  let tail = min(p, 1 - p)
  if tail == 0 { return p == 0 ? -.infinity : .infinity }
  // Far beyond it the square of the quantile would overflow.
  precondition(tail >= 1e-100, "p must be 0 or at least 1e-100, is \(p)")
  let a = degreesOfFreedom / 2
  // Near the middle the weight between 0 and t is solved for, since the tail is a rounded half there.
  let isCentral = tail > 0.25
  let target = isCentral ? 2 * abs(p - 0.5) : 2 * tail
  let guess = max(abs(normalQuantile(p)), 1e-300)
  let logSize = logConcaveRoot(start: log(guess)) { v in
    let square = exp(2 * v) / degreesOfFreedom
    let x = 1 / (1 + square)
    let y = square / (1 + square)
    let weight = incompleteBeta(a: a, b: 0.5, x, complement: y)
    // The weight within ±t grows by x^a y^½ / B per v, times 2.
    let density = 2 * betaFront(a: a, b: 0.5, x, y)
    return isCentral
      ? (log(weight.upper / target), density / weight.upper)
      : (log(weight.lower / target), -density / weight.lower)
  }
  return p < 0.5 ? -exp(logSize) : exp(logSize)
}
