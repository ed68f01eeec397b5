/// A remedy without its object, which it gets from an alarm.
public enum RemedyRecipe: Sendable, Hashable, Codable {
  /// Restart or replace the replica that the alarm is about.
  case restartReplica, replaceReplica
  /// Move, drain or clean the node that the alarm is about, or on which its replica is; fence it.
  case moveReplicas, drainNode, cleanDisk, fenceNode
  /// Remedies of the service; see `Remedy`.
  case rollingRestart, raiseLimits, rollBack, orderNode, pinImage, restartDNS
  /// Refuse a share of the requests, 0…1, for so many seconds.
  case shedLoad(share: Double, seconds: Double)
  /// Answer without the dependency for so many seconds.
  case tripBreaker(seconds: Double)
  /// Let nobody lower the replica count for so many seconds.
  case holdReplicas(seconds: Double)
  /// Keep at least `factor` times the replicas that are asked for now, for so many seconds.
  case scaleOut(factor: Double, seconds: Double)

  /// The remedy for an alarm; nil where it has no such object, or nothing runs there.
  public func remedy(for alarm: Alarm, _ seen: HealthObservation) -> Remedy? {
    switch self {
    case .restartReplica: replica(alarm).map { .restart(replica: $0) }
    case .replaceReplica: replica(alarm).map { .replace(replica: $0) }
    case .moveReplicas: occupiedNode(alarm, seen).map { .moveReplicas(node: $0) }
    case .drainNode: occupiedNode(alarm, seen).map { .drain(node: $0) }
    case .cleanDisk: node(alarm, seen).map { .cleanDisk(node: $0) }
    case .fenceNode: node(alarm, seen).map { .fence(node: $0) }
    case .rollingRestart: .rollingRestart
    case .raiseLimits: .raiseLimits
    case .rollBack: .rollBack
    case .orderNode: .orderNode
    case .pinImage: .pinImage
    case .restartDNS: .restartDNS
    case .shedLoad(let share, let seconds): .shedLoad(share: share, seconds: seconds)
    case .tripBreaker(let seconds): .tripBreaker(seconds: seconds)
    case .holdReplicas(let seconds): .holdReplicas(seconds: seconds)
    case .scaleOut(let factor, let seconds):
      .scaleOut(
        replicas: Int((factor * Double(seen.service.desiredReplicas)).rounded(.up)), seconds: seconds)
    }
  }

  private func replica(_ alarm: Alarm) -> Int? {
    if case .replica(let number) = alarm.subject { number } else { nil }
  }

  private func node(_ alarm: Alarm, _ seen: HealthObservation) -> Int? {
    switch alarm.subject {
    case .node(let number): number
    case .replica(let number): seen.replicas.first { $0.replica == number }?.node
    case .service: nil
    }
  }

  private func occupiedNode(_ alarm: Alarm, _ seen: HealthObservation) -> Int? {
    node(alarm, seen).flatMap { node in
      seen.replicas.contains { $0.node == node && !$0.isTerminating } ? node : nil
    }
  }
}
