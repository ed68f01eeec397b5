import Autoscaling
import SimulationKernel

/// A new version exits at start.
struct CrashLoop: FaultType {
  /// Seconds from the start of a container to its exit.
  static let exitsAfter = 2.0

  static let declaration = FaultDeclaration(
    .crashLoop, strikes: .service,
    symptoms: FaultSymptoms(
      up: [.restarts, .queue, .replicaCPU], down: [.ready], still: [.nodesReady, .cacheHits]),
    cause: "a rolling update to a version that exits \(Int(exitsAfter)) s after start",
    path: "a quarter of the replicas is missing", plainKubernetes: "back-off 10 to 300 s",
    helps: "roll back")

  private var version = -1

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    version = cluster.rollOut(isImageBroken: false, &scheduler) { $0.exitsAfter = Self.exitsAfter }
  }

  mutating func end(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) { cluster.mendStart(ofVersion: version) }

  mutating func versionIsRenewed(from old: Int, to new: Int) { if version == old { version = new } }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] { [.rollBack] }
}
