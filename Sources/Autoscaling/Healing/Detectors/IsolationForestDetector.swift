import Learning

/// An isolation forest over sliding windows of each replica's signals, fitted anew on the detector's own past.
///
/// Every row is scored by a forest that was fitted before it came (Liu, Ting & Zhou, "Isolation Forest", ICDM 2008). A
/// row is an anomaly if its score is above the contamination quantile of the forest's training rows by `margin`. Rows of
/// a replica with an anomaly are kept out of the training data for at most `holdOut` scrapes in a row: after that they
/// are what is normal now.
///
/// What it cannot see: replicas that are not ready, nodes, and every signal that was constant in training, on which no
/// cut can be made (errors, throttling, a full disk). Before the first fit it raises no alarm.
public struct IsolationForestDetector: AnomalyDetector {
  /// How it learns.
  public struct Settings: Sendable, Hashable, Codable {
    /// Trees, and rows that each is grown from.
    public var treeCount = 100, sampleSize = 256
    /// Share of the training rows above the threshold, 0…0.5.
    public var contamination = 0.001
    /// Added to the quantile, in units of the score, 0…1.
    public var margin = 0.02
    /// Rows (one a replica and scrape) that a fit sees at most, and from one fit to the next.
    public var window = 4096, refitInterval = 1440
    /// Scrapes for which rows of a replica with an anomaly stay out of training.
    public var holdOut = 80
    /// Decides samples and cuts.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}
  }

  /// How it learns.
  public let settings: Settings
  private var features = OutlierFeatures()
  private var stream: SlidingIsolationForest
  private var flagged: [Int: Int] = [:]
  private var last: (timestamp: Double, alarms: [Alarm])?

  /// A detector that has seen nothing.
  ///
  /// - Throws: `LearningError` where the settings will not do.
  public init(_ settings: Settings = Settings()) throws {
    self.settings = settings
    stream = try SlidingIsolationForest(
      IsolationForestConfiguration(
        treeCount: settings.treeCount, sampleSize: settings.sampleSize, contamination: settings.contamination,
        seed: settings.seed),
      featureCount: OutlierFeatures.names.count, window: settings.window,
      refitInterval: settings.refitInterval)
  }

  /// Fits so far.
  public var fitCount: Int { stream.fitCount }

  /// One alarm for each replica whose window is an anomaly, with its score.
  public mutating func alarms(_ observation: HealthObservation) -> [Alarm] {
    if let last, last.timestamp >= observation.timestamp { return last.alarms }
    var alarms: [Alarm] = []
    var counts: [Int: Int] = [:]
    // all rows of a scrape meet the same forest
    let forest = stream.forest
    for (replica, row) in features.read(observation) {
      if let forest {
        let score = forest.score(for: row)
        if score > forest.threshold + settings.margin {
          alarms.append(Alarm(.replica(replica), score: score))
          counts[replica] = (flagged[replica] ?? 0) + 1
        }
      }
      if let count = counts[replica], count <= settings.holdOut { continue }
      // the row is finite and of the right length, which is all that can be wrong with it
      _ = try? stream.next(row)
    }
    flagged = counts
    last = (observation.timestamp, alarms)
    return alarms
  }
}
