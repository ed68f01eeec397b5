import Stochastics

/// How far a point is from the median of the prefix in robust standard deviations, the largest over the features.
///
/// z = 0.6745 |x − median| / MAD, of which Iglewicz & Hoaglin ("How to Detect and Handle Outliers", ASQC 1993) call more
/// than 3.5 an outlier. Where more than half of the values are equal the MAD is 0; then the mean absolute deviation
/// times 1.2533 stands for MAD / 0.6745, as they propose, and for a constant feature any other value is 10⁶ off at most.
public struct RobustZScore: SeriesDetectorConfiguration {
  /// What tables call it.
  public let name = "robust z-score"
  /// The score above which Iglewicz and Hoaglin call a point an outlier.
  public static let usualThreshold = 3.5

  /// The detector has no hyperparameters.
  public init() {}

  /// A detector that knows median and scale of each feature of the prefix.
  public func fit(_ prefix: FeatureTable) throws -> any SeriesDetector {
    guard prefix.rowCount >= 2 else {
      throw LearningError("A robust z-score needs a prefix of at least 2 points, not \(prefix.rowCount).")
    }
    let centers = (0..<prefix.featureCount).map { feature -> (median: Double, scale: Double) in
      let first = feature * prefix.rowCount
      let values = prefix.values[first..<first + prefix.rowCount].map(Double.init).sorted()
      let median = quantile(ofSorted: values, 0.5)
      let distances = values.map { abs($0 - median) }.sorted()
      let deviation = quantile(ofSorted: distances, 0.5) / 0.6745
      let mean = distances.reduce(0, +) / Double(distances.count)
      return (median, deviation > 0 ? deviation : 1.2533 * mean)
    }
    return RobustZScoreDetector(medians: centers.map(\.median), scales: centers.map(\.scale))
  }
}

private struct RobustZScoreDetector: SeriesDetector {
  let medians: [Double]
  let scales: [Double]

  func score(_ row: [Float]) -> Double {
    var highest = 0.0
    for (feature, value) in row.enumerated() {
      let distance = abs(Double(value) - medians[feature])
      highest = max(highest, distance == 0 ? 0 : min(1e6, distance / scales[feature]))
    }
    return highest
  }
}
