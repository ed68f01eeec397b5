import Glibc

/// The exact confidence interval of a probability from counted successes.
///
/// It covers the true probability at least as often as stated, for every probability and number of trials.
///
/// Source: Clopper & Pearson, "The Use of Confidence or Fiducial Limits", Biometrika 26(4), 1934.
///
/// - Parameters:
///   - successes: in 0...`trials`.
///   - trials: positive.
///   - confidence: the coverage, between 0 and 1.
public func binomialInterval(
  successes: Int, trials: Int, confidence: Double = 0.95
) -> ClosedRange<Double> {
  precondition(trials > 0, "trials must be positive, are \(trials)")
  precondition(successes >= 0 && successes <= trials, "successes must be in 0...\(trials), are \(successes)")
  precondition(confidence > 0 && confidence < 1, "confidence must be between 0 and 1, is \(confidence)")
  let outside = (1 - confidence) / 2
  let (hits, misses) = (Double(successes), Double(trials - successes))
  let lower = successes == 0 ? 0 : betaQuantile(outside, a: hits, b: misses + 1)
  // The upper bound of the hits is the lower bound of the misses, seen from the other end.
  let upper = misses == 0 ? 1 : 1 - betaQuantile(outside, a: misses, b: hits + 1)
  return lower...upper
}

/// The quantile of the beta distribution at the level `p`, with a relative error below 10⁻¹⁰ where it is below ½ and
/// its distance from 1 with such an error where it is above.
///
/// - Precondition: `p` in 0...1; `a` and `b` are positive.
public func betaQuantile(_ p: Double, a: Double, b: Double) -> Double {
  precondition(p >= 0 && p <= 1, "p must be in 0...1, is \(p)")
  precondition(a > 0 && b > 0, "a and b must be positive, are \(a) and \(b)")
  if p == 0 || p == 1 { return p }
  let isLower = p <= 0.5
  let logOdds = logConcaveRoot(start: log(a / b)) { v in
    let x = 1 / (1 + exp(-v))
    let y = 1 / (1 + exp(v))
    let weight = incompleteBeta(a: a, b: b, x, complement: y)
    let density = betaFront(a: a, b: b, x, y)
    return isLower
      ? (log(weight.lower / p), density / weight.lower)
      : (log(weight.upper / (1 - p)), -density / weight.upper)
  }
  return 1 / (1 + exp(-logOdds))
}
