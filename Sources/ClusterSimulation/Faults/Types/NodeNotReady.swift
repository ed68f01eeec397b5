import Autoscaling
import SimulationKernel

/// Nodes die, for good. They take no new pods from that moment on, before anybody knows.
struct NodeNotReady: FaultType {
  static let declaration = FaultDeclaration(
    .nodeNotReady, strikes: .nodes(1),
    symptoms: FaultSymptoms(up: [.errors], down: [.ready, .nodesReady], still: [.restarts, .diskPressure]),
    cause: "the nodes die, for good", path: "the same", plainKubernetes: "the same",
    helps: "fence, order a node")

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) { for node in strike.nodes { cluster.fail(node: Int(node), &scheduler) } }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    record.nodes.map { .fence(node: $0) } + [.orderNode]
  }
}
