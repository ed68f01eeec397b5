/// Precision against recall over all thresholds of a score.
public struct PrecisionRecallCurve: Sendable, Hashable {
  /// A threshold and what it gives.
  public struct Point: Sendable, Hashable {
    /// Cases of at least this score are called positive.
    public var threshold: Double
    /// Share right of what is called positive, and share called positive of what is.
    public var precision: Double, recall: Double
  }

  /// From the highest threshold to the lowest, one a different score.
  public let points: [Point]
  /// Σ (R_k − R_(k−1)) P_k, the average precision.
  public let averagePrecision: Double
  /// The area under recall against the false positive rate, equal scores counted half (Mann and Whitney); 0.5 without
  /// knowledge, not a number where all are positive.
  public let rocArea: Double
  /// The share of positives: what a score without knowledge reaches.
  public let baseRate: Double

  /// The curve of scores against the truth.
  ///
  /// - Precondition: As many of both, at least one positive.
  public init(scores: [Double], isPositive: [Bool]) {
    precondition(scores.count == isPositive.count && isPositive.contains(true), "\(scores.count) scores")
    let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    let positives = Double(isPositive.count { $0 })
    var points: [Point] = []
    let negatives = Double(scores.count) - positives
    var (right, area, last) = (0.0, 0.0, 0.0)
    var (ranked, wrong) = (0.0, 0.0)
    for (place, index) in order.enumerated() {
      if isPositive[index] { right += 1 }
      guard place + 1 == order.count || scores[order[place + 1]] != scores[index] else { continue }
      let point = Point(
        threshold: scores[index], precision: right / Double(place + 1), recall: right / positives)
      area += (point.recall - last) * point.precision
      let wrongNow = Double(place + 1) - right
      ranked += (wrongNow - wrong) * (last + point.recall) / 2
      wrong = wrongNow
      last = point.recall
      points.append(point)
    }
    self.points = points
    averagePrecision = area
    rocArea = ranked / negatives
    baseRate = positives / Double(scores.count)
  }
}
