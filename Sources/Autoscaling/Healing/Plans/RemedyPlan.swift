/// What is done about each type: a ladder of steps, of which the next is taken when the one before has not helped.
public struct RemedyPlan: Sendable, Hashable, Codable {
  /// Steps for one type, in the order in which they are tried; each is one or more remedies at once.
  public struct Ladder: Sendable, Hashable, Codable {
    /// What it is for; nil for alarms whose type is open.
    public var type: AnomalyType?
    /// The steps.
    public var steps: [[RemedyRecipe]]

    /// A ladder of the given steps.
    public init(_ type: AnomalyType?, _ steps: [[RemedyRecipe]]) {
      self.type = type
      self.steps = steps
    }
  }

  /// The table, each type once.
  public var ladders: [Ladder]

  /// A plan of the given ladders; a type without one gets that for open types, and nothing where there is none.
  public init(_ ladders: [Ladder]) { self.ladders = ladders }

  /// The steps for a type; those for an open one where it has none of its own.
  public func steps(for type: AnomalyType?) -> [[RemedyRecipe]] {
    let ladder = ladders.first { $0.type == type } ?? ladders.first { $0.type == nil }
    return ladder?.steps ?? []
  }

  /// The last column of the table of types (`docs/anomalies.md`), with what may help where that did not. The generic
  /// remedy of an open type is a restart of the replica that stands out, then another in its place, then another node.
  public static let standard: RemedyPlan = {
    let surge = RemedyRecipe.scaleOut(factor: 1.5, seconds: 600)
    return RemedyPlan([
      Ladder(nil, [[.restartReplica], [.replaceReplica], [.moveReplicas]]),
      Ladder(.cpuSpike, [[.restartReplica], [.replaceReplica], [.moveReplicas]]),
      Ladder(.memoryLeak, [[.rollingRestart], [.rollingRestart], [.rollBack]]),
      Ladder(.oomKill, [[.raiseLimits], [surge]]),
      Ladder(.podCrash, [[.replaceReplica], [.replaceReplica], [.rollBack]]),
      Ladder(.crashLoop, [[.rollBack], [.pinImage]]),
      Ladder(.imagePullError, [[.pinImage], [.rollBack]]),
      Ladder(.containerHang, [[.restartReplica], [.replaceReplica], [.moveReplicas]]),
      Ladder(.deadlock, [[.restartReplica], [.replaceReplica], [.moveReplicas]]),
      Ladder(
        .connectionPoolExhausted, [[.restartReplica], [.replaceReplica], [.holdReplicas(seconds: 300)]]),
      Ladder(.cpuThrottling, [[.raiseLimits], [surge]]),
      Ladder(.cacheThrashing, [[surge], [.scaleOut(factor: 2, seconds: 900)]]),
      Ladder(.slowResponse, [[.tripBreaker(seconds: 300)]]),
      Ladder(.highErrorRate, [[.rollBack], [.rollingRestart]]),
      Ladder(
        .retryStorm, [[.shedLoad(share: 0.8, seconds: 60)], [.shedLoad(share: 0.9, seconds: 120), surge]]),
      Ladder(.serviceUnavailable, [[.rollBack, .holdReplicas(seconds: 300)], [.rollBack]]),
      Ladder(.dnsResolutionFailure, [[.restartDNS], [.restartDNS]]),
      Ladder(.networkLatency, [[.moveReplicas]]),
      Ladder(.networkPartition, [[.fenceNode], [.orderNode]]),
      Ladder(.nodeNotReady, [[.fenceNode], [.orderNode]]),
      Ladder(.podEviction, [[.orderNode], [.orderNode]]),
      Ladder(.resourceContention, [[.moveReplicas]]),
      Ladder(.memoryPressure, [[.moveReplicas], [.drainNode]]),
      Ladder(.diskFull, [[.cleanDisk], [.moveReplicas]]),
      Ladder(.diskIOBottleneck, [[.moveReplicas]]),
    ])
  }()

  /// The generic remedy alone, whatever the type: what is left to a detector without a diagnosis.
  public static let generic = RemedyPlan([Ladder(nil, RemedyPlan.standard.steps(for: nil))])
}
