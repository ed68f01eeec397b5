import Foundation

/// Turns observations, as they come, into rows of numbers that tell what is wrong with a service.
///
/// Every signal is in units that mean the same for every service (shares, logarithms of ratios), pooled over replicas and
/// nodes (median, outliers, share off) and held against a slow baseline of its own, since nobody tells it when a fault
/// began. It looks at nothing but the observations so far, and the same observations give the same rows.
///
/// What cannot be measured (latency without requests, a limit that is not set) is 0: as usual.
public struct HealthFeatures: Sendable {
  /// Scrapes before the first row.
  public static let warmUp = 12
  /// Scrapes that slopes and the worst of the last minutes look back over; five minutes of 15 s.
  static let memory = 20
  /// Scrapes that slopes are taken over.
  static let slope = 8

  /// The features, in the order of the rows.
  public static let catalogue: [HealthFeature] = {
    var features = HealthFeatures()
    var row = HealthFeatureRow(keepsNames: true)
    let blank = HealthObservation(
      now: 0, timestamp: 0, window: 15, service: ServiceHealth(), replicas: [], nodes: [])
    features.fill(&row, HealthFrame(blank))
    return row.catalogue
  }()

  /// The names of the features, in the order of the rows.
  public static let names = catalogue.map(\.name)

  var replicaBaselines = [SlowBaseline](repeating: SlowBaseline(), count: ReplicaSignals.kinds.count)
  var serviceBaselines = [SlowBaseline](repeating: SlowBaseline(), count: ServiceBaseline.allCases.count)
  /// The last frames, oldest first, at most `memory`.
  var frames: [HealthFrame] = []
  /// When each replica that is not ready was first seen so; by number.
  var waitingSince: [Int: Double] = [:]
  private var count = 0

  /// Before the first observation.
  public init() {}

  /// The row of the newest scrape; nil where the scrape is not newer than the last, or fewer than `warmUp` have come.
  public mutating func next(_ observation: HealthObservation) -> [Double]? {
    if let last = frames.last, observation.timestamp <= last.time { return nil }
    let frame = HealthFrame(observation)
    follow(observation)
    var row = HealthFeatureRow()
    fill(&row, frame)
    learn(frame)
    frames.append(frame)
    if frames.count > Self.memory { frames.removeFirst() }
    count += 1
    return count > Self.warmUp ? row.values : nil
  }

  private mutating func fill(_ row: inout HealthFeatureRow, _ frame: HealthFrame) {
    addReplicas(&row, frame)
    addService(&row, frame)
    addLife(&row, frame)
    addNodes(&row, frame)
    addTrends(&row, frame)
    addRecent(&row, frame)
  }

  private mutating func learn(_ frame: HealthFrame) {
    for kind in replicaBaselines.indices { replicaBaselines[kind].take(frame.medians[kind]) }
    for kind in ServiceBaseline.allCases { serviceBaselines[kind.rawValue].take(frame.value(kind)) }
  }

  private mutating func follow(_ observation: HealthObservation) {
    var waiting: [Int: Double] = [:]
    for health in observation.replicas where !health.isReady && !health.isTerminating {
      waiting[health.replica] = waitingSince[health.replica] ?? observation.timestamp
    }
    waitingSince = waiting
  }
}

/// The median of what is finite; not a number where nothing is. Half the sum of the middle two rather than what `median(_:)`
/// interpolates: the last bit differs now and then, and classifiers that were trained on these features go by it.
func medianOfFinite(_ values: [Double]) -> Double {
  let sorted = values.filter(\.isFinite).sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
