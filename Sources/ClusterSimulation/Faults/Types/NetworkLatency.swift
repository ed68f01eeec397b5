import Autoscaling
import SimulationKernel

/// Packets of some nodes are late.
struct NetworkLatency: FaultType {
  /// What that adds to a request, in parts of the latency target.
  static let latencyFactor = Magnitude(0.6, plus: 1.4)

  static let declaration = FaultDeclaration(
    .networkLatency, strikes: .nodes(1),
    symptoms: FaultSymptoms(
      up: [.replicaP95, .p95], still: [.replicaErrors, .replicaCPU, .ready, .restarts, .errors]),
    cause: "(\(latencyFactor)) T more to the replicas of the nodes", path: "late answers, workers free",
    plainKubernetes: "nothing", helps: "move")

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    ReplicaCondition(
      networkLatency: Self.latencyFactor(strike.severity) * engine.service.objective.latencyTarget)
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.heldNodes(of: record).map { .moveReplicas(node: $0) }
  }
}
