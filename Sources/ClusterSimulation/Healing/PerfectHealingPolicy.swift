import Autoscaling

/// Knows the truth about the active faults and asks for the remedy that helps, at the first look after the onset.
///
/// No such policy could be deployed: it reads what the simulator injected. It bounds what any detector and diagnosis could
/// gain with the same remedies, and shows what each remedy is worth when it comes at the right moment. It asks for a
/// remedy again after `patience` if the service level is still missed, or memory or a disk fills anew.
public struct PerfectHealingPolicy: HealingPolicy {
  /// Remedies for a fault, given what the cluster looks like.
  public typealias Cure = @Sendable (FaultRecord, HealthObservation) -> [Remedy]

  /// Seconds before the same remedy is asked for again.
  public var patience = 120.0
  private let truth: FaultTruth
  private let cure: Cure
  private var asked: [(remedy: Remedy, time: Double)] = []

  init(_ truth: FaultTruth, cure: @escaping Cure) {
    self.truth = truth
    self.cure = cure
  }

  /// An alarm for each active fault, and the cures of those that were not asked for just now.
  public mutating func heal(_ observation: HealthObservation) -> HealingDecision {
    var decision = HealingDecision()
    let now = observation.now
    let patience = patience
    let isMissed = observation.service.violationShare > 0.05
    asked.removeAll { now - $0.time >= patience && (isMissed || $0.remedy.mendsGrowth) }
    for record in truth.faults {
      decision.alarms.append(Alarm(.service, suspected: record.specification.type))
      for remedy in cure(record, observation) where !asked.contains(where: { $0.remedy == remedy }) {
        asked.append((remedy, now))
        decision.actions.append(HealingAction(remedy, reason: "truth"))
      }
    }
    return decision
  }

  /// The remedy that helps against each type, as its file says; none where nothing does.
  public static let helpingRemedies: Cure = { record, seen in
    FaultTypes.type(of: record.specification.type)?.cure(record, seen) ?? []
  }
}

extension Remedy {
  /// Whether what it mends grows again, and is looked at before it hurts.
  fileprivate var mendsGrowth: Bool { self == .rollingRestart || kind == .cleanDisk }
}

extension HealingSetup {
  /// A healer that knows the truth; see `PerfectHealingPolicy`.
  public static func perfect(
    period: Double = 15, remedies: RemedyParameters = RemedyParameters(),
    cure: @escaping PerfectHealingPolicy.Cure = PerfectHealingPolicy.helpingRemedies
  ) -> HealingSetup {
    let truth = FaultTruth()
    var setup = HealingSetup(
      PerfectHealingPolicy(truth, cure: cure), period: period, remedies: remedies)
    setup.truth = truth
    return setup
  }
}
