/// The bias-corrected and accelerated (BCa) interval from bootstrap replicates.
///
/// Second-order accurate for large samples. With few units it covers too little, and with heavy tails less than the
/// percentile interval does, since the acceleration then follows the largest value: measured 89 % for normal and 83 %
/// for heavy-tailed effects of 8 workloads at a nominal 95 %.
///
/// Source: Efron, "Better Bootstrap Confidence Intervals", JASA 82(397), 1987; acceleration by the jackknife.
///
/// - Parameters:
///   - estimate: the statistic of the sample itself.
///   - sorted: its replicates, ascending.
///   - leftOut: the statistic without each unit in turn.
///   - confidence: between 0 and 1.
func biasCorrectedInterval(
  estimate: Double, sorted: [Double], leftOut: [Double], confidence: Double
) -> Result<ClosedRange<Double>, IntervalUndefined> {
  precondition(confidence > 0 && confidence < 1, "confidence must be between 0 and 1, is \(confidence)")
  guard leftOut.count >= IntervalUndefined.fewestForBiasCorrection else {
    return .failure(.tooFewUnits(leftOut.count, needed: IntervalUndefined.fewestForBiasCorrection))
  }
  let centre = arithmeticMean(leftOut)
  let squares = leftOut.reduce(0) { $0 + (centre - $1) * (centre - $1) }
  guard !areAllEqual(leftOut), squares > 0, sorted.first != sorted.last else { return .failure(.noSpread) }
  let below = sorted.reduce(0.0) { $0 + ($1 < estimate ? 1 : $1 == estimate ? 0.5 : 0) }
  let share = below / Double(sorted.count)
  guard share > 0 && share < 1 else { return .failure(.estimateBeyondReplicates) }
  let cubes = leftOut.reduce(0) { $0 + (centre - $1) * (centre - $1) * (centre - $1) }
  let acceleration = cubes / (6 * squares * squares.squareRoot())
  let bias = normalQuantile(share)
  let end = { (level: Double) -> Double in
    let shifted = bias + normalQuantile(level)
    let place = bias + shifted / (1 - acceleration * shifted)
    return quantile(ofSorted: sorted, normalDistribution(place))
  }
  let outside = (1 - confidence) / 2
  return .success(end(outside)...end(1 - outside))
}

/// Why an interval does not exist.
public enum IntervalUndefined: Error, Equatable, Sendable, CustomStringConvertible {
  /// A pair has no effect; the sentence says which.
  case undefinedEffect(String)
  /// Too few units for this kind of interval at this confidence.
  case tooFewUnits(Int, needed: Int)
  /// All values are equal, so that nothing can be resampled.
  case noSpread
  /// All replicates lie on one side of the estimate.
  case estimateBeyondReplicates

  /// The fewest units for a BCa interval: 5 have 126 distinct resamples, 4 only 35.
  public static let fewestForBiasCorrection = 5

  /// What is missing, in one sentence.
  public var description: String {
    switch self {
    case .undefinedEffect(let reason): reason
    case .tooFewUnits(let count, let needed):
      "\(count) workloads are too few for this interval; at least \(needed) are needed"
    case .noSpread: "all workloads have the same effect, so there is nothing to resample"
    case .estimateBeyondReplicates: "all bootstrap replicates lie on one side of the estimate"
    }
  }
}
