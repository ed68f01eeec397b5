/// An isolation forest over a stream: it is fitted anew every so many rows, on the last rows.
///
/// A row is scored by the forest that was there before it came, so that it does not vouch for itself. Before the
/// first fit there is no score.
public struct SlidingIsolationForest: Sendable {
  /// What each fit uses; turn t of the stream has random numbers of its own.
  public let configuration: IsolationForestConfiguration
  /// D: features that a row has.
  public let featureCount: Int
  /// w: the last rows that a fit sees.
  public let window: Int
  /// k: rows from one fit to the next; the first is after k rows.
  public let refitInterval: Int
  /// The forest of now; nil before the first fit.
  public private(set) var forest: IsolationForest?
  /// Fits so far.
  public private(set) var fitCount = 0
  /// Rows so far.
  public private(set) var rowCount = 0

  /// (w × D) the last rows; row r of the stream is at r mod w.
  private var ring: [Float]

  /// A stream before its first row.
  ///
  /// - Parameters:
  ///   - configuration: See `configuration`.
  ///   - featureCount: D.
  ///   - window: w, at least 2.
  ///   - refitInterval: k, at least 2.
  /// - Throws: `LearningError` where one of them will not do.
  public init(
    _ configuration: IsolationForestConfiguration, featureCount: Int, window: Int, refitInterval: Int
  ) throws {
    if let problem = configuration.problem {
      throw LearningError("The isolation forest cannot be fitted: \(problem)")
    }
    guard window >= 2, refitInterval >= 2, (1...510).contains(featureCount),
      configuration.extensionLevel ?? 0 < featureCount
    else {
      throw LearningError(
        "A sliding isolation forest needs window and refitInterval of at least 2 and 1...510 features, more than "
          + "extensionLevel; they are \(window), \(refitInterval) and \(featureCount).")
    }
    self.configuration = configuration
    self.featureCount = featureCount
    self.window = window
    self.refitInterval = refitInterval
    ring = Array(repeating: 0, count: window * featureCount)
  }

  /// Scores the next row, then takes it into the window and fits anew where it is time.
  ///
  /// - Returns: The score, in 0…1; nil before the first fit.
  /// - Throws: `LearningError` where the row has not D finite features; the stream is then as before.
  public mutating func next(_ row: [Float]) throws -> Double? {
    guard row.count == featureCount, row.allSatisfy(\.isFinite) else {
      throw LearningError(
        "Row \(rowCount) of the stream must have \(featureCount) finite features, is \(row).")
    }
    let score = forest?.score(for: row)
    let place = rowCount % window * featureCount
    for feature in 0..<featureCount { ring[place + feature] = row[feature] + 0 }
    rowCount += 1
    if rowCount % refitInterval == 0 {
      let count = min(rowCount, window)
      let rows = (rowCount - count..<rowCount).map { $0 % window }
      let columns = (0..<featureCount).flatMap { feature in rows.map { ring[$0 * featureCount + feature] } }
      let table = try FeatureTable(columnMajor: columns, rowCount: count, featureCount: featureCount)
      forest = try configuration.fit(table, turn: fitCount, threads: 1)
      fitCount += 1
    }
    return score
  }
}
