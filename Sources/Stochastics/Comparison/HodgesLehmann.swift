/// The Hodges–Lehmann estimate: the median of the means of all pairs of values, each with itself too.
///
/// Source: Hodges & Lehmann, "Estimates of Location Based on Rank Tests", Ann. Math. Statist. 34(2), 1963.
///
/// - Precondition: `values` is not empty.
public func hodgesLehmannEstimate(_ values: [Double]) -> Double {
  quantile(ofSorted: walshAverages(values), 0.5)
}

/// The interval of the pseudo-median that inverts the exact signed-rank test.
///
/// It covers at least as often as stated for every continuous symmetric distribution. Ties widen its coverage.
///
/// Source: Hollander & Wolfe, "Nonparametric Statistical Methods", 2nd ed. 1999, section 3.3.
///
/// - Parameters:
///   - values: not empty, finite; at most 1,000, since the distribution takes cubic time.
///   - confidence: between 0 and 1.
/// - Returns: nil where there are too few values for the confidence.
public func hodgesLehmannInterval(_ values: [Double], confidence: Double = 0.95) -> ClosedRange<Double>? {
  precondition(!values.isEmpty && values.count <= 1000, "values must be 1 to 1000, are \(values.count)")
  precondition(confidence > 0 && confidence < 1, "confidence must be between 0 and 1, is \(confidence)")
  let averages = walshAverages(values)
  let distribution = SignedRankDistribution(count: values.count)
  // The ranks are doubled, so only even sums occur. The slack keeps 1 − 0.95 from losing a rank to rounding.
  let outside = (1 - confidence) / 2 * (1 + 1e-12)
  var below = 0
  var probability = 0.0
  while true {
    probability += distribution.probabilities[2 * below]
    if probability > outside { break }
    below += 1
  }
  if below == 0 { return nil }
  return averages[below - 1]...averages[averages.count - below]
}

/// (xᵢ + xⱼ)/2 for i ≤ j, ascending.
private func walshAverages(_ values: [Double]) -> [Double] {
  precondition(!values.isEmpty, "no estimate from no values")
  var averages: [Double] = []
  averages.reserveCapacity(values.count * (values.count + 1) / 2)
  for (place, value) in values.enumerated() {
    for other in values[place...] { averages.append((value + other) / 2) }
  }
  return averages.sorted()
}
