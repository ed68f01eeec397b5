/// The isolation forest's score of the last `lags` points, fitted on all such stretches of the prefix.
public struct SeriesIsolationForest: SeriesDetectorConfiguration {
  /// The forest; with `extensionLevel` the extended one.
  public var forest: IsolationForestConfiguration
  /// Points that a row of the forest holds, at least 1.
  public var lags: Int
  /// What tables call it.
  public var name: String { forest.extensionLevel == nil ? "isolation forest" : "extended isolation forest" }

  /// A detector of the given forest and lags.
  public init(_ forest: IsolationForestConfiguration = IsolationForestConfiguration(), lags: Int = 1) {
    self.forest = forest
    self.lags = lags
  }

  /// A forest over the prefix.
  public func fit(_ prefix: FeatureTable) throws -> any SeriesDetector {
    guard lags >= 1, prefix.rowCount > lags else {
      throw LearningError("lags must be in 1..<\(prefix.rowCount), the points of the prefix, are \(lags).")
    }
    var columns: [Float] = []
    let count = prefix.rowCount - lags + 1
    for lag in 0..<lags {
      for feature in 0..<prefix.featureCount {
        let first = feature * prefix.rowCount + lag
        columns += prefix.values[first..<first + count]
      }
    }
    let table = try FeatureTable(
      columnMajor: columns, rowCount: count, featureCount: lags * prefix.featureCount)
    return IsolationForestSeriesDetector(forest: try forest.fit(table), lags: lags)
  }
}

private struct IsolationForestSeriesDetector: SeriesDetector {
  let forest: IsolationForest
  let lags: Int
  private var recent: [Float] = []

  init(forest: IsolationForest, lags: Int) {
    self.forest = forest
    self.lags = lags
  }

  mutating func score(_ row: [Float]) -> Double {
    recent += row
    if recent.count > forest.featureCount { recent.removeFirst(row.count) }
    guard recent.count == forest.featureCount else { return 0 }
    return forest.score(for: recent.map { $0 + 0 })
  }
}
