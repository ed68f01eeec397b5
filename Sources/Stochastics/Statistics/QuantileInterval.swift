/// The ranks of the order statistics between which a quantile lies with the given confidence, whatever the continuous
/// distribution of the independent samples.
///
/// The number of samples below the quantile is binomial; each side misses with at most half of 1 − confidence.
///
/// Source: David & Nagaraja, "Order Statistics", 3rd ed. 2003, section 7.1.
///
/// - Parameters:
///   - p: the level of the quantile, between 0 and 1.
///   - count: the number of samples, positive.
///   - confidence: the coverage, between 0 and 1.
/// - Returns: indices into the ascending samples; nil where there are too few samples for a bound on both sides.
public func quantileIntervalIndices(
  _ p: Double, count: Int, confidence: Double = 0.95
) -> ClosedRange<Int>? {
  precondition(count > 0, "count must be positive, is \(count)")
  precondition(p > 0 && p < 1, "p must be between 0 and 1, is \(p)")
  precondition(confidence > 0 && confidence < 1, "confidence must be between 0 and 1, is \(confidence)")
  let outside = (1 - confidence) / 2
  // The sample of index i is above the quantile if at most i are below it.
  let lower = firstIndex(below: count) { binomialTails($0, count, p).atMost > outside } - 1
  let upper = firstIndex(below: count) { binomialTails($0, count, p).above <= outside }
  return lower >= 0 && upper < count ? lower...upper : nil
}

/// The order statistics of `sorted` between which its quantile lies with the given confidence.
///
/// - Precondition: that of `quantileIntervalIndices`; `sorted` is ascending.
/// - Returns: nil where there are too few samples for a bound on both sides.
public func quantileInterval(
  ofSorted sorted: [Double], _ p: Double, confidence: Double = 0.95
) -> ClosedRange<Double>? {
  guard let indices = quantileIntervalIndices(p, count: sorted.count, confidence: confidence) else {
    return nil
  }
  return sorted[indices.lowerBound]...sorted[indices.upperBound]
}

/// The probabilities that a binomial count is at most `successes`, and that it is more.
private func binomialTails(_ successes: Int, _ trials: Int, _ p: Double) -> (atMost: Double, above: Double) {
  if successes >= trials { return (1, 0) }
  let beta = incompleteBeta(a: Double(successes + 1), b: Double(trials - successes), p)
  return (beta.upper, beta.lower)
}

/// The first index in 0..<`count` that fulfils a condition which all after it fulfil too, else `count`.
private func firstIndex(below count: Int, where holds: (Int) -> Bool) -> Int {
  var low = 0
  var high = count
  while low < high {
    let middle = low + (high - low) / 2
    if holds(middle) { high = middle } else { low = middle + 1 }
  }
  return low
}
