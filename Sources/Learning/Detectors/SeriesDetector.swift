/// How a detector over numeric series is made: plain hyperparameters that fitting on a prefix turns into a detector.
public protocol SeriesDetectorConfiguration: Sendable {
  /// What tables call the detector.
  var name: String { get }

  /// A detector that has seen `prefix` (N × D) and nothing else; what is normal should make up most of it.
  ///
  /// - Throws: `LearningError` where the hyperparameters or the prefix will not do.
  func fit(_ prefix: FeatureTable) throws -> any SeriesDetector
}

/// Gives each point of a multivariate series, as it comes, a score: the higher, the stranger.
///
/// Scores order points; they are no probabilities. A detector is a value with a memory of its own, and sees nothing of the
/// future.
public protocol SeriesDetector: Sendable {
  /// The score of the next point, finite.
  ///
  /// - Parameter row: D finite values.
  mutating func score(_ row: [Float]) -> Double
}

extension SeriesDetectorConfiguration {
  /// The scores of all points of a series, one after the other, by a detector fitted on its first `prefix` points.
  ///
  /// The points of the prefix are scored too, so that the detector's memory is full when the rest comes.
  ///
  /// - Throws: `LearningError`.
  public func scores(_ series: FeatureTable, prefix: Int) throws -> [Double] {
    guard (2...max(2, series.rowCount)).contains(prefix), series.rowCount >= 2 else {
      throw LearningError("The prefix must have 2...\(series.rowCount) of the series' points, not \(prefix).")
    }
    var detector = try fit(series.selecting(rows: Array(0..<prefix)))
    return (0..<series.rowCount).map { detector.score(series.row($0)) }
  }
}
