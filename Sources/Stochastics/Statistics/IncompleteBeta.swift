import Glibc

/// The regularized incomplete beta functions: I(x; a, b) is the distribution function of a beta draw, and 1 − I its
/// tail.
///
/// Both are computed without the subtraction that would cost the smaller one its digits.
///
/// - Parameters:
///   - a: the first shape, positive.
///   - b: the second shape, positive.
///   - x: where, in 0...1.
///   - complement: 1 − x, for callers that know it better than by subtraction.
public func incompleteBeta(
  a: Double, b: Double, _ x: Double, complement: Double? = nil
) -> (lower: Double, upper: Double) {
  precondition(a > 0 && b > 0, "a and b must be positive, are \(a) and \(b)")
  precondition(x >= 0 && x <= 1, "x must be in 0...1, is \(x)")
  let y = complement ?? 1 - x
  if x == 0 { return (0, 1) }
  if y == 0 { return (1, 0) }
  let front = betaFront(a: a, b: b, x, y)
  // Below the mean of a + 1 and b + 1 the fraction for the lower part converges fast, above it that for the upper.
  if x * (a + b + 2) < a + 1 {
    let lower = front * betaFraction(a: a, b: b, x, y)
    return (lower, 1 - lower)
  }
  let upper = front * betaFraction(a: b, b: a, y, x)
  return (1 - upper, upper)
}

/// x^a y^b / B(a, b), by Loader's deviances, which also is xy times the density.
func betaFront(a: Double, b: Double, _ x: Double, _ y: Double) -> Double {
  let n = a + b
  // nx − a = −(ny − b) is the excess; taken where the smaller of x and y gives it exactly.
  let excess = x < y ? n * x - a : b - n * y
  let deviance =
    a * excessOverLog(excess / a, ratio: n * x / a) + b * excessOverLog(-excess / b, ratio: n * y / b)
  let remainder = stirlingRemainder(n) - stirlingRemainder(a) - stirlingRemainder(b)
  return (a / n * b / (2 * .pi)).squareRoot() * exp(remainder - deviance)
}

/// The continued fraction of I(x; a, b) B(a, b) / (x^a y^b).
///
/// Source: DiDonato & Morris, "Algorithm 708", ACM TOMS 18(3), 1992, equation 9.
private func betaFraction(a: Double, b: Double, _ x: Double, _ y: Double) -> Double {
  continuedFraction { step in
    let m = Double(step)
    if step == 0 { return (1, a * (a * y - b * x + 1) / (a + 1)) }
    let before = a + 2 * m - 1
    let numerator = (a + m - 1) * (a + b + m - 1) * m * (b - m) * x * x / (before * before)
    let rising = m * (b - m) * x / before
    let falling = (a + m) * (a * y - b * x + 1 + m * (1 + y)) / (before + 2)
    return (numerator, m + rising + falling)
  }
}
