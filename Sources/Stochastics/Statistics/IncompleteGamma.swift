import Glibc

/// The regularized incomplete gamma functions: P(a, x) is the distribution function of a gamma draw of shape a and
/// scale 1, and Q(a, x) = 1 − P(a, x) its tail.
///
/// Both are computed without the subtraction that would cost the smaller one its digits.
///
/// - Precondition: `shape` is positive and `x` at least 0.
public func incompleteGamma(shape: Double, _ x: Double) -> (lower: Double, upper: Double) {
  precondition(shape > 0, "shape must be positive, is \(shape)")
  precondition(x >= 0, "x must not be negative, is \(x)")
  if x == 0 { return (0, 1) }
  if x == .infinity { return (1, 0) }
  let front = gammaFront(shape, x)
  if x < shape + 1 {
    let lower = front * lowerSeries(shape, x)
    return (lower, 1 - lower)
  }
  let upper = front * upperFraction(shape, x)
  return (1 - upper, upper)
}

/// x^a e^−x / Γ(a), by Loader's deviance, which also is x times the density.
func gammaFront(_ shape: Double, _ x: Double) -> Double {
  (shape / (2 * .pi)).squareRoot()
    * exp(-shape * excessOverLog((x - shape) / shape, ratio: x / shape) - stirlingRemainder(shape))
}

/// The series Σ x^n / (a (a + 1) … (a + n)) (DLMF 8.7.1).
private func lowerSeries(_ shape: Double, _ x: Double) -> Double {
  var term = 1 / shape
  var sum = term
  var divisor = shape
  while term > sum * 0x1p-54 {
    divisor += 1
    term *= x / divisor
    sum += term
  }
  return sum
}

/// The continued fraction 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − …)) (DLMF 8.9.2), by Lentz's method.
private func upperFraction(_ shape: Double, _ x: Double) -> Double {
  continuedFraction { step in
    let n = Double(step)
    return (step == 0 ? 1 : -n * (n - shape), x + 1 - shape + 2 * n)
  }
}

/// The value of a₀/(b₀ + a₁/(b₁ + …)), with `part(n)` giving (aₙ, bₙ).
///
/// Source: Lentz, Applied Optics 15(3), 1976, with the changes of Thompson & Barnett, J. Comput. Phys. 64, 1986.
///
/// - Precondition: converges within a million steps.
func continuedFraction(_ part: (Int) -> (Double, Double)) -> Double {
  let tiny = 1e-300
  var value = tiny
  var numerator = tiny
  var inverse = 0.0
  for step in 0..<1_000_000 {
    let (a, b) = part(step)
    inverse = b + a * inverse
    if inverse == 0 { inverse = tiny }
    inverse = 1 / inverse
    numerator = b + a / numerator
    if numerator == 0 { numerator = tiny }
    let factor = numerator * inverse
    value *= factor
    if step > 0 && abs(factor - 1) < 0x1p-51 { return value }
  }
  preconditionFailure("continued fraction does not converge, is at \(value)")
}
