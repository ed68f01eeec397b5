import Autoscaling
import SimulationKernel

/// A new version answers part of its requests with errors.
struct HighErrorRate: FaultType {
  /// Share of the answers that are errors.
  static let errorShare = Magnitude(0.1, plus: 0.8)

  static let declaration = FaultDeclaration(
    .highErrorRate, strikes: .service,
    symptoms: FaultSymptoms(
      up: [.errors, .replicaErrors], down: [.sent], still: [.replicaCPU, .cacheHits, .diskWait, .restarts]),
    cause: "a rolling update to a version whose answers are errors with share \(errorShare)",
    path: "errors, nothing else", plainKubernetes: "nothing", helps: "roll back")

  private var version = -1

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) { version = cluster.rollOut(isImageBroken: false, &scheduler) { _ in } }

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    guard place.container.version == version else { return .healthy }
    return ReplicaCondition(errorShare: Self.errorShare(strike.severity))
  }

  mutating func versionIsRenewed(from old: Int, to new: Int) { if version == old { version = new } }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] { [.rollBack] }
}
