/// Something that can be done about an anomaly. Replicas and nodes are known by the numbers of the observation.
///
/// Every remedy takes time, can fail, and costs what the plant bills; see `RemedyParameters` of the simulator. One that
/// has nothing to act on is recorded as refused.
public enum Remedy: Sendable, Hashable, Codable {
  /// Kills the container of a replica and starts it again at once, in place.
  case restart(replica: Int)
  /// Replaces all replicas by equal ones, a rolling update.
  case rollingRestart
  /// Makes another replica, and ends this one when that is ready.
  case replace(replica: Int)
  /// Gives all replicas twice the CPU and memory limit, by a rolling update.
  case raiseLimits
  /// Goes back to the version before the latest, and to the configuration of the service before its latest change.
  case rollBack
  /// Keeps new replicas off a node and evicts those on it, as far as budgets allow.
  case drain(node: Int)
  /// Keeps new replicas off a node and replaces those on it, each ended when its successor is ready.
  case moveReplicas(node: Int)
  /// Lets new replicas on a node again.
  case uncordon(node: Int)
  /// Takes a node that does not answer out of the cluster; its replicas are replaced at once.
  case fence(node: Int)
  /// Orders another node of the first pool that may grow.
  case orderNode
  /// Copies the last image that works to all nodes and goes back to the version that uses it.
  case pinImage
  /// Restarts the cluster's name servers.
  case restartDNS
  /// Removes what fills the disk of a node.
  case cleanDisk(node: Int)
  /// Refuses a share of the requests, 0…1, for so many seconds.
  case shedLoad(share: Double, seconds: Double)
  /// Answers without the dependency for so many seconds, where the service has a circuit breaker.
  case tripBreaker(seconds: Double)
  /// Lets nobody lower the replica count for so many seconds.
  case holdReplicas(seconds: Double)
  /// Asks for at least so many replicas for so many seconds, whatever the autoscaler wants, up to the service's most.
  case scaleOut(replicas: Int, seconds: Double)

  /// What kind of remedy it is, without its object.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// See the remedies of the same names.
    case restart, rollingRestart, replace, raiseLimits, rollBack, drain, moveReplicas, uncordon, fence
    case orderNode, pinImage, restartDNS, cleanDisk, shedLoad, tripBreaker, holdReplicas, scaleOut
  }

  /// What kind of remedy it is.
  public var kind: Kind {
    switch self {
    case .restart: .restart
    case .rollingRestart: .rollingRestart
    case .replace: .replace
    case .raiseLimits: .raiseLimits
    case .rollBack: .rollBack
    case .drain: .drain
    case .moveReplicas: .moveReplicas
    case .uncordon: .uncordon
    case .fence: .fence
    case .orderNode: .orderNode
    case .pinImage: .pinImage
    case .restartDNS: .restartDNS
    case .cleanDisk: .cleanDisk
    case .shedLoad: .shedLoad
    case .tripBreaker: .tripBreaker
    case .holdReplicas: .holdReplicas
    case .scaleOut: .scaleOut
    }
  }
}
