import Autoscaling
import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let remedyFailures = RandomPurpose("fault remedy failures")
}

/// The healing policy of a run, with a record of all that it said and asked for.
struct HealingDesk: Sendable {
  /// Seconds between two decisions.
  var period: Double { setup.period }
  private(set) var alarms: [AlarmRecord] = []
  private(set) var remedies: [RemedyRecord] = []
  private(set) var suppressions: [SuppressionCount] = []
  private let seed: UInt64
  private var setup: HealingSetup
  /// How often each kind of remedy was carried out: which draw decides on the next failure.
  private var counts = Array(repeating: 0, count: Remedy.Kind.allCases.count)

  init(_ setup: HealingSetup, seed: UInt64) { (self.setup, self.seed) = (setup, seed) }

  /// Lets the policy decide; returns the numbers of the remedies that it asked for, with the seconds until each is
  /// carried out.
  ///
  /// - Parameter truth: The active faults, which only a healer sees that could not exist.
  mutating func decide(on observation: HealthObservation, truth: [FaultRecord], at now: SimulationTime)
    -> [(number: Int, delay: Double)]
  {
    setup.truth?.show(truth)
    let decision = setup.policy.heal(observation)
    for alarm in decision.alarms { alarms.append(AlarmRecord(time: now.seconds, alarm: alarm)) }
    for action in decision.suppressed { count(action) }
    return decision.actions.map { action in
      remedies.append(
        RemedyRecord(requested: now.seconds, ended: nil, action: action, outcome: .pending))
      let delay = setup.remedies.delayFactor * RemedyParameters.usualDelay(of: action.remedy.kind)
      return (remedies.count - 1, delay)
    }
  }

  /// The remedy of a number, and whether a draw says that it fails: one of its own for each kind and time, so that one
  /// remedy more in another arm changes no other's.
  mutating func attempt(_ number: Int) -> (remedy: Remedy, fails: Bool) {
    let remedy = remedies[number].action.remedy
    let kind = Remedy.Kind.allCases.firstIndex(of: remedy.kind) ?? 0
    var stream = RandomStream(
      seed: seed, purpose: .remedyFailures, entity: UInt64(kind), ordinal: UInt64(counts[kind]))
    counts[kind] += 1
    return (remedy, stream.nextUnit() < setup.remedies.failureShare)
  }

  /// Notes how a remedy ended.
  mutating func close(_ number: Int, _ outcome: RemedyRecord.Outcome, at now: SimulationTime) {
    remedies[number].ended = now.seconds
    remedies[number].outcome = outcome
  }

  private mutating func count(_ suppressed: SuppressedAction) {
    let kind = suppressed.action.remedy.kind
    if let index = suppressions.firstIndex(where: {
      $0.guardName == suppressed.guardName && $0.remedy == kind
    }) {
      suppressions[index].count += 1
    } else {
      suppressions.append(SuppressionCount(guardName: suppressed.guardName, remedy: kind, count: 1))
    }
  }
}
