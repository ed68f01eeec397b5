import Glibc

/// The quantile of the chi-square distribution at the level `p`, with a relative error below 10⁻¹⁰.
///
/// - Parameters:
///   - p: the level, in 0...1; the ends give 0 and `.infinity`.
///   - degreesOfFreedom: positive, whole or not.
public func chiSquareQuantile(_ p: Double, degreesOfFreedom: Double) -> Double {
  2 * gammaQuantile(p, shape: degreesOfFreedom / 2)
}

/// The quantile of the gamma distribution of the given shape and scale 1 at the level `p`, with a relative error below
/// 10⁻¹⁰.
///
/// - Parameters:
///   - p: the level, in 0...1; the ends give 0 and `.infinity`.
///   - shape: positive.
public func gammaQuantile(_ p: Double, shape: Double) -> Double {
  precondition(p >= 0 && p <= 1, "p must be in 0...1, is \(p)")
  precondition(shape > 0, "shape must be positive, is \(shape)")
  if p == 0 { return 0 }
  if p == 1 { return .infinity }
  let start = logStart(p, shape)
  // Down there all but the first term of the series is below a rounding, and the guess is the quantile.
  if start < -37 { return exp(start) }
  let isLower = p <= 0.5
  let logSize = logConcaveRoot(start: start) { v in
    let x = exp(v)
    let weight = incompleteGamma(shape: shape, x)
    let density = gammaFront(shape, x)
    return isLower
      ? (log(weight.lower / p), density / weight.lower)
      : (log(weight.upper / (1 - p)), -density / weight.upper)
  }
  return exp(logSize)
}

/// The log of a first guess: by Wilson & Hilferty (PNAS 17(12), 1931) or, where that is not well above 0, from the
/// first term of the series, p Γ(a + 1) = x^a.
private func logStart(_ p: Double, _ shape: Double) -> Double {
  let ninth = 1 / (9 * shape)
  let root = 1 - ninth + normalQuantile(p) * ninth.squareRoot()
  if root > 0.3 { return log(shape) + 3 * log(root) }
  return (log(p) + logGamma(shape + 1)) / shape
}
