import Autoscaling
import SimulationKernel

/// A process makes no progress, and its probes are still answered.
struct ContainerHang: FaultType {
  static let declaration = FaultDeclaration(
    .containerHang, strikes: .replicas(2), or: [.service],
    symptoms: FaultSymptoms(
      up: [.replicaErrors, .replicaP95, .connections, .errors], down: [.replicaCPU, .sent],
      still: [.ready, .restarts, .nodesReady, .memory]),
    cause: "no progress in the struck containers", path: "requests to them time out, CPU 0",
    plainKubernetes: "nothing", helps: "restart")

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition { ReplicaCondition(isStalled: strike.strikes(place.container)) }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.struck(by: record).map { .restart(replica: $0) }
  }
}
