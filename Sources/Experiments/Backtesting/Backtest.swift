import Autoscaling
import ClusterSimulation
import SimulationKernel
import Workloads

/// What a policy would have asked for at each sync, on metrics recorded of a live service: a dry run without a plant.
///
/// As it is, each sync shows the policy the replicas that were there, so every answer stands for itself. When the policy
/// is followed, its last answer counts as carried out at once, and the recorded totals are shared among those replicas.
/// Neither knows what the service would have done: CPU recorded at saturation hides the load behind it.
public struct Backtest: Sendable {
  /// How a recording is replayed.
  public struct Settings: Sendable, Hashable {
    /// Time between two syncs; positive.
    public var sync = SimulationDuration.seconds(15)
    /// From the end of a reading to when a policy can see it; not negative.
    public var lag = SimulationDuration.zero
    /// Whether the policy's own answers stand for the replicas that there are.
    public var follows = false

    /// The defaults: a sync every 15 s, no lag, replicas as recorded.
    public init() {}

    /// How long a reading stands when none follows: 5 minutes, or twice the usual spacing where that is more.
    func staleAfter(_ spacing: SimulationDuration) -> SimulationDuration {
      max(.minutes(5), spacing * 2)
    }
  }

  /// The policy's name.
  public let name: String
  /// One record a sync, in order of time; `current` is what was recorded.
  public let decisions: [DecisionRecord]
  /// What the decisions come to.
  public let summary: BacktestSummary

  /// Asks `candidate` at every sync of the recording, from its first record to its last.
  ///
  /// - Throws: `RunError` if the recording lacks what the policy looks at.
  public init(_ candidate: BacktestCandidate, over metrics: RecordedMetrics, settings: Settings) throws {
    let lacking = candidate.needs.subtracting(metrics.columns).map(\.rawValue).sorted()
    guard lacking.isEmpty else {
      throw RunError(
        "\(candidate.name) looks at \(lacking.joined(separator: " and ")), which the recording does not have")
    }
    var service = RecordedService(metrics, needs: candidate.needs, settings: settings)
    var policy = candidate.policy
    var decisions: [DecisionRecord] = []
    var followed = settings.follows ? metrics.records[0].replicas : nil
    var now = metrics.records[0].time
    let last = metrics.records[metrics.records.count - 1].time
    while now <= last {
      let observation = service.observe(at: now, replicas: followed)
      let decision = policy.decide(observation)
      decisions.append(
        DecisionRecord(
          time: now.seconds, current: service.recordedReplicas, desired: decision.desiredReplicas,
          rule: decision.reason.rule.description, signal: decision.reason.signal.finite,
          reference: decision.reason.reference.finite))
      if settings.follows { followed = decision.desiredReplicas }
      now = now + settings.sync
    }
    name = candidate.name
    self.decisions = decisions
    summary = BacktestSummary(decisions, sync: settings.sync)
  }
}

extension Double {
  fileprivate var finite: Double? { isFinite ? self : nil }
}
