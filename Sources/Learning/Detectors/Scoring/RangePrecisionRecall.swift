/// Precision and recall of ranges.
///
/// Source: Tatbul et al., "Precision and Recall for Time Series", NeurIPS 2018. Of each true range a part `existence` is
/// earned by touching it, the rest by overlap, weighted by place and divided by the number of ranges that overlap it;
/// precision is the same the other way round, without existence.
public struct RangePrecisionRecall: Sendable, Hashable {
  /// Which places in a range count most.
  public enum Bias: String, Sendable, Hashable, CaseIterable {
    /// All alike.
    case flat
    /// The first ones.
    case front
    /// Those in the middle.
    case middle
    /// The last ones.
    case back

    /// δ of place 1…length.
    func weight(_ place: Int, of length: Int) -> Double {
      switch self {
      case .flat: 1
      case .front: Double(length - place + 1)
      case .middle: 2 * place <= length ? Double(place) : Double(length - place + 1)
      case .back: Double(place)
      }
    }
  }

  /// 0…1.
  public let precision: Double
  /// 0…1.
  public let recall: Double

  /// 2 P R / (P + R), 0 where both are 0.
  public var f1: Double { precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0 }

  /// The measures of flags against the truth, both (N).
  ///
  /// - Parameters:
  ///   - flags: What a detector said of each point (N).
  ///   - anomalies: What each point was (N).
  ///   - existence: α of the recall, 0…1.
  ///   - recallBias: Which places of a true range count most.
  ///   - precisionBias: Which places of a flagged range count most.
  ///   - dividesByCount: Whether a range that several overlap earns the overlap divided by their number (γ = 1/x), or
  ///     all of it (γ = 1).
  public init(
    flags: [Bool], anomalies: [Bool], existence: Double = 0, recallBias: Bias = .flat,
    precisionBias: Bias = .flat, dividesByCount: Bool = false
  ) {
    precondition(flags.count == anomalies.count, "\(flags.count) flags, \(anomalies.count) labels")
    let (said, true_) = (anomalyRanges(flags), anomalyRanges(anomalies))
    func reward(_ ranges: [ClosedRange<Int>], _ others: [ClosedRange<Int>], _ alpha: Double, _ bias: Bias)
      -> Double
    {
      guard !ranges.isEmpty else { return 0 }
      var sum = 0.0
      for range in ranges {
        let overlaps = others.filter { $0.overlaps(range) }.map { $0.clamped(to: range) }
        let whole = range.reduce(0) { $0 + bias.weight($1 - range.lowerBound + 1, of: range.count) }
        let earned = overlaps.joined().reduce(0) {
          $0 + bias.weight($1 - range.lowerBound + 1, of: range.count)
        }
        let share = dividesByCount && overlaps.count > 1 ? 1 / Double(overlaps.count) : 1
        sum += alpha * (overlaps.isEmpty ? 0 : 1) + (1 - alpha) * share * earned / whole
      }
      return sum / Double(ranges.count)
    }
    precision = reward(said, true_, 0, precisionBias)
    recall = reward(true_, said, existence, recallBias)
  }
}
