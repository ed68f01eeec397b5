import Autoscaling
import SimulationKernel

/// Nodes cannot be reached. Replicas that are pushed off them meanwhile do not come back with them.
struct NetworkPartition: FaultType {
  static let declaration = FaultDeclaration(
    .networkPartition, strikes: .nodes(1),
    symptoms: FaultSymptoms(
      up: [.errors], down: [.ready, .nodesReady], still: [.restarts, .memoryPressure]),
    cause: "the nodes cannot be reached",
    path: "requests time out until 50 s, replaced after 300 s more; comes back at the end",
    plainKubernetes: "the same", helps: "fence")

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) { for node in strike.nodes { cluster.cutOff(node: Int(node), &scheduler) } }

  mutating func end(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    let others = cluster.engine.active.filter { $0.cause is Self }.map(\.strike)
    for node in strike.nodes where !others.contains(where: { $0.nodes.contains(node) }) {
      cluster.reconnect(node: Int(node), &scheduler)
    }
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    record.nodes.map { .fence(node: $0) }
  }
}
