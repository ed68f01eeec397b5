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
      max(.minutes(5), min(spacing, .days(366)) * 2)
    }

    /// The longest time without any reading in which the policy is still asked: an hour, or four times as long as a reading
    /// stands where that is more.
    func longestSilence(_ spacing: SimulationDuration) -> SimulationDuration {
      max(.hours(1), staleAfter(spacing) * 4)
    }
  }

  /// The most syncs of one backtest: a year of one every 15 s, and some.
  public static let mostSyncs = 3_000_000

  /// The policy's name.
  public let name: String
  /// One record a sync, in order of time; `current` is what was recorded.
  public let decisions: [DecisionRecord]
  /// What the decisions come to.
  public let summary: BacktestSummary
  /// Times without any reading that were left out.
  public let silences: [Range<SimulationTime>]

  /// Asks `candidate` at every sync of the recording, from its first record to its last. A long time without any reading is
  /// left out.
  ///
  /// - Throws: `RunError` if the recording lacks what the policy looks at, or there would be too many syncs; `ManifestError`
  ///   if a metric of a manifest stands for nothing that was recorded.
  public init(_ candidate: BacktestCandidate, over metrics: RecordedMetrics, settings: Settings) throws {
    var (policy, needs) = try candidate.prepare(metrics.columns)
    let lacking = needs.subtracting(metrics.columns).sorted()
    guard lacking.isEmpty else {
      throw RunError(
        "\(candidate.name) looks at \(lacking.joined(separator: " and ")), which the recording does not have")
    }
    let parts = Self.parts(of: metrics, settings: settings)
    silences = zip(parts, parts.dropFirst()).map { $0.upperBound..<$1.lowerBound }
    let syncs = parts.reduce(0) { $0 + Int(($1.upperBound - $1.lowerBound) / settings.sync) + 1 }
    guard syncs <= Self.mostSyncs else {
      throw RunError(
        "the recording has \(syncs) syncs of \(settings.sync.seconds) s; allowed are \(Self.mostSyncs): a longer --sync, or a "
          + "part of the recording")
    }
    var service = RecordedService(metrics, needs: needs, settings: settings)
    var decisions: [DecisionRecord] = []
    decisions.reserveCapacity(syncs)
    var followed = settings.follows ? service.firstReplicas : nil
    for part in parts {
      var now = part.lowerBound
      while now <= part.upperBound {
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
    }
    name = candidate.name
    self.decisions = decisions
    summary = BacktestSummary(decisions, sync: settings.sync)
  }

  /// The times with readings, apart where there is a long silence.
  private static func parts(
    of metrics: RecordedMetrics, settings: Settings
  ) -> [ClosedRange<SimulationTime>] {
    let longest = settings.longestSilence(metrics.spacing)
    var parts: [ClosedRange<SimulationTime>] = []
    var start = metrics.times[0]
    var last = start
    for time in metrics.times.dropFirst() {
      if time - last > longest {
        parts.append(start...last)
        start = time
      }
      last = time
    }
    return parts + [start...last]
  }
}

extension Double {
  fileprivate var finite: Double? { isFinite ? self : nil }
}
