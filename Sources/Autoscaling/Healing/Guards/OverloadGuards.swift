/// Lets no remedy take capacity away while the median utilization is above a bound.
///
/// Remedies that add capacity first (replace, move), that give replicas more (limits), undo a change, shed load or touch no
/// replica pass.
public struct OverloadGuard: HealingGuard {
  /// CPU used over CPU requested, 0…1.
  public let bound: Double
  /// Its name in counts.
  public var name: String { "overload" }

  /// A guard with the given bound.
  public init(bound: Double = 0.8) { self.bound = bound }

  /// Nil for a restart, rolling restart or drain above the bound.
  public mutating func review(
    _ action: HealingAction, against alarm: Alarm, _ observation: HealthObservation
  ) -> HealingAction? {
    switch action.remedy {
    case .restart, .rollingRestart, .drain: observation.medianUtilization > bound ? nil : action
    default: action
    }
  }
}

/// Turns a restart into a replacement that is started first, where the rest could not carry the load meanwhile.
public struct SurgeFirstGuard: HealingGuard {
  /// The utilization that the rest may reach, 0…1.
  public let bound: Double
  /// Its name in counts.
  public var name: String { "surge first" }

  /// A guard with the given bound.
  public init(bound: Double = 0.8) { self.bound = bound }

  /// The action itself, or a replacement of the same replica; it suppresses nothing.
  public mutating func review(
    _ action: HealingAction, against alarm: Alarm, _ observation: HealthObservation
  ) -> HealingAction? {
    guard case .restart(let replica) = action.remedy,
      observation.replicas.contains(where: { $0.replica == replica && $0.isReady })
    else { return action }
    let ready = Double(observation.service.readyReplicas)
    let rest = observation.medianUtilization * ready / max(1, ready - 1)
    guard ready <= 1 || rest > bound else { return action }
    return HealingAction(.replace(replica: replica), reason: action.reason + "; surge first")
  }
}

/// Lets nothing be done on a mere suspicion: without a type, only while the service misses its objective.
public struct HarmGuard: HealingGuard {
  /// Share of late or failed requests, 0…1.
  public let violationShare: Double
  /// Its name in counts.
  public var name: String { "no harm" }

  /// A guard with the given share.
  public init(violationShare: Double = 0.02) { self.violationShare = violationShare }

  /// Nil for an alarm of open type while fewer requests violate the objective.
  public mutating func review(
    _ action: HealingAction, against alarm: Alarm, _ observation: HealthObservation
  ) -> HealingAction? {
    alarm.suspected == nil && observation.service.violationShare < violationShare ? nil : action
  }
}
