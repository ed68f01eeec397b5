import ClusterSimulation
import SimulationKernel

/// What a policy's answers over a recording come to.
public struct BacktestSummary: Sendable, Hashable, Codable {
  /// How often the policy was asked.
  public var syncs: Int
  /// Recorded replicas summed over time, in hours.
  public var recordedReplicaHours: Double
  /// Replicas asked for summed over time, in hours.
  public var askedReplicaHours: Double
  /// Syncs at which more was asked for than was there.
  public var syncsAbove: Int
  /// Syncs at which less was asked for than was there.
  public var syncsBelow: Int
  /// Most replicas asked for.
  public var peak: Int
  /// Most replicas recorded.
  public var recordedPeak: Int
  /// How often the answer differed from the one before.
  public var changes: Int
  /// How often the recorded replicas differed from those at the sync before.
  public var recordedChanges: Int
  /// How often each rule decided, the most frequent first, equally frequent ones by name.
  public var rules: [RuleCount]

  /// How often one rule decided.
  public struct RuleCount: Sendable, Hashable, Codable {
    /// The rule's name.
    public var rule: String
    /// How often it decided.
    public var count: Int
  }

  init(_ decisions: [DecisionRecord], sync: SimulationDuration) {
    let hours = sync.seconds / 3600
    syncs = decisions.count
    recordedReplicaHours = hours * Double(decisions.reduce(0) { $0 + $1.current })
    askedReplicaHours = hours * Double(decisions.reduce(0) { $0 + $1.desired })
    syncsAbove = decisions.count { $0.desired > $0.current }
    syncsBelow = decisions.count { $0.desired < $0.current }
    peak = decisions.map(\.desired).max() ?? 0
    recordedPeak = decisions.map(\.current).max() ?? 0
    changes = zip(decisions, decisions.dropFirst()).count { $0.desired != $1.desired }
    recordedChanges = zip(decisions, decisions.dropFirst()).count { $0.current != $1.current }
    rules = Dictionary(grouping: decisions, by: \.rule).map { RuleCount(rule: $0, count: $1.count) }
      .sorted { ($1.count, $0.rule) < ($0.count, $1.rule) }
  }

  /// The definitions of `metrics`.
  public static let definitions = [
    MetricDefinition(
      name: "recorded_replica_hours", unit: "h", better: "none", summary: "Recorded replicas over time."),
    MetricDefinition(
      name: "asked_replica_hours", unit: "h", better: "none", summary: "Replicas asked for over time."),
    MetricDefinition(
      name: "asked_above", unit: "%", better: "none", summary: "Syncs that asked for more than was recorded."),
    MetricDefinition(
      name: "asked_below", unit: "%", better: "none", summary: "Syncs that asked for less than was recorded."),
    MetricDefinition(
      name: "asked_peak", unit: "1", better: "none", summary: "Most replicas asked for at a sync."),
    MetricDefinition(
      name: "asked_changes", unit: "1", better: "none", summary: "Syncs whose answer differed from the last."),
  ]

  /// The figures that a results database stores.
  public var metrics: [MetricValue] {
    let share = 100 / Double(max(1, syncs))
    return [
      MetricValue(name: "recorded_replica_hours", value: recordedReplicaHours),
      MetricValue(name: "asked_replica_hours", value: askedReplicaHours),
      MetricValue(name: "asked_above", value: share * Double(syncsAbove)),
      MetricValue(name: "asked_below", value: share * Double(syncsBelow)),
      MetricValue(name: "asked_peak", value: Double(peak)),
      MetricValue(name: "asked_changes", value: Double(changes)),
    ]
  }
}
