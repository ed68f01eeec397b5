import Stochastics

/// Says no to remedies that would do harm, or turns them into gentler ones.
///
/// A guard is a value with a memory of its own. Guards are asked in their order; what the last lets through is asked for.
public protocol HealingGuard: Sendable {
  /// Its name in counts of suppressed actions.
  var name: String { get }

  /// The action to ask for instead (as a rule, the same); nil to suppress it.
  ///
  /// - Parameters:
  ///   - action: What is about to be asked for.
  ///   - alarm: What it is asked for against.
  ///   - observation: What the cluster looks like.
  mutating func review(_ action: HealingAction, against alarm: Alarm, _ observation: HealthObservation)
    -> HealingAction?

  /// Takes note of an action that every guard let through.
  mutating func note(_ action: HealingAction, _ observation: HealthObservation)
}

extension HealingGuard {
  /// Keeps nothing.
  public mutating func note(_ action: HealingAction, _ observation: HealthObservation) {}
}

/// An action that was not asked for, and why.
public struct SuppressedAction: Sendable, Hashable, Codable {
  /// What would have been asked for.
  public var action: HealingAction
  /// The name of the guard that said no.
  public var guardName: String

  /// An action that a guard of the given name suppressed.
  public init(_ action: HealingAction, guardName: String) {
    self.action = action
    self.guardName = guardName
  }
}

extension Remedy {
  /// Replicas that it ends, before or after others have taken their place.
  func endedReplicas(_ seen: HealthObservation) -> Int {
    switch self {
    case .restart, .replace: 1
    case .drain(let node), .moveReplicas(let node):
      seen.replicas.count { $0.node == node && !$0.isTerminating }
    case .rollingRestart, .raiseLimits, .rollBack: seen.service.replicas
    case .uncordon, .fence, .orderNode, .pinImage, .restartDNS, .cleanDisk, .shedLoad, .tripBreaker,
      .holdReplicas, .scaleOut:
      0
    }
  }

  /// Whether it ends replicas of the service.
  var isDisruptive: Bool {
    switch self {
    case .restart, .replace, .drain, .moveReplicas, .rollingRestart, .raiseLimits, .rollBack: true
    default: false
    }
  }
}

extension HealthObservation {
  /// Median over the ready replicas of CPU used over CPU requested, as a horizontal autoscaler has it; 0 for none.
  var medianUtilization: Double {
    median(
      replicas.filter { $0.isReady && $0.memory > 0 && !$0.isTerminating }
        .map { $0.cpuUsed / max($0.cpuRequest, 1e-9) }) ?? 0
  }
}
