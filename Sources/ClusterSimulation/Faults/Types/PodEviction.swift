import Autoscaling
import SimulationKernel

/// Nodes are taken back, or replicas pushed out.
struct PodEviction: FaultType {
  static let declaration = FaultDeclaration(
    .podEviction, strikes: .nodes(1), or: [.replicas], longestEpisode: 240,
    symptoms: FaultSymptoms(up: [.queue], down: [.nodesReady], still: [.restarts, .errors]),
    cause: "scope nodes: taken back with notice; scope replicas: preempted",
    path: "capacity drops at once", plainKubernetes: "replaced, may wait for a node",
    helps: "order nodes, where there is no room")

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    for struck in strike.replicas { cluster.preempt(pod: Int(struck.pod), &scheduler) }
    for node in strike.nodes { cluster.reclaim(node: Int(node), &scheduler) }
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] { [.orderNode] }
}
