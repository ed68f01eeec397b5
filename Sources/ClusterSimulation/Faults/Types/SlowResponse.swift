import Autoscaling
import SimulationKernel

/// A dependency is slow.
struct SlowResponse: FaultType {
  /// What it adds to a request, in parts of the latency target.
  static let latencyFactor = Magnitude(0.6, plus: 1.4)

  static let declaration = FaultDeclaration(
    .slowResponse, strikes: .service,
    symptoms: FaultSymptoms(
      up: [.p95, .errors, .connections], down: [.cpu], still: [.ready, .restarts, .cacheHits]),
    cause: "a dependency adds (\(latencyFactor)) T", path: "workers are held without CPU",
    plainKubernetes: "nothing", helps: "breaker, where `hasBreaker`")

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    guard !engine.interventions.isBreakerOpen(at: now) else { return .healthy }
    return ReplicaCondition(
      heldLatency: Self.latencyFactor(strike.severity) * engine.service.objective.latencyTarget)
  }

  func leastErrors(of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine) -> Double {
    engine.interventions.isBreakerOpen(at: now) ? engine.parameters.fallbackErrors : 0
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    [.tripBreaker(seconds: 150)]
  }
}
