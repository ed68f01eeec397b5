import Autoscaling
import SimulationKernel

/// An image cannot be pulled: that of a new version, or, with the cluster as scope, any.
struct ImagePullError: FaultType {
  static let declaration = FaultDeclaration(
    .imagePullError, strikes: .service, or: [.cluster], drawn: [(.service, 0.5), (.cluster, 0.5)],
    symptoms: FaultSymptoms(up: [.queue, .replicaCPU], down: [.ready], still: [.restarts, .nodesReady]),
    cause: "a rolling update to a tag that does not exist; scope cluster: no registry",
    path: "new replicas never start", plainKubernetes: "back-off 10 to 300 s", helps: "pin the last image")

  private var version = -1

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    if strike.specification.scope == .cluster { return cluster.setRegistry(isDown: true) }
    version = cluster.rollOut(isImageBroken: true, &scheduler) { template in
      // a tag that does not exist; no node can have it
      template.image = ContainerImage(
        name: "missing \(strike.number)", bytes: template.image?.bytes ?? 1e8)
    }
  }

  mutating func end(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    guard strike.specification.scope == .cluster else { return cluster.mendImage(ofVersion: version) }
    // the registry is back when the last of the faults that took it away is over
    cluster.setRegistry(
      isDown: cluster.engine.active.contains {
        $0.cause is Self && $0.strike.specification.scope == .cluster
      })
  }

  mutating func versionIsRenewed(from old: Int, to new: Int) { if version == old { version = new } }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] { [.pinImage] }
}
