import Autoscaling
import SimulationKernel

/// A neighbour on the node takes CPU.
struct ResourceContention: FaultType {
  /// Share of the node's CPU.
  static let stolenShare = Magnitude(0.3, plus: 0.65)

  static let declaration = FaultDeclaration(
    .resourceContention, strikes: .nodes(1),
    symptoms: FaultSymptoms(
      up: [.nodeCPU, .replicaP95], down: [.replicaCPU], still: [.ready, .restarts, .cacheHits]),
    cause: "a neighbour takes \(stolenShare) of the nodes' CPU", path: "speed of the replicas there",
    plainKubernetes: "nothing", helps: "move")

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition { ReplicaCondition(speed: 1 - Self.stolenShare(strike.severity)) }

  func nodeEffect(of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine) -> NodeCondition {
    NodeCondition(stolenCPU: Self.stolenShare(strike.severity))
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.heldNodes(of: record).map { .moveReplicas(node: $0) }
  }
}
