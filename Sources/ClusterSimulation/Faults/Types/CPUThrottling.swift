import Autoscaling
import SimulationKernel

/// The CPU limit is too low.
struct CPUThrottling: FaultType {
  /// The limit, in parts of what all workers use when busy.
  static let quotaShare = Magnitude(0.9, minus: 0.6)

  static let declaration = FaultDeclaration(
    .cpuThrottling, strikes: .service,
    symptoms: FaultSymptoms(
      up: [.throttled, .p95, .errors], down: [.cpu], still: [.ready, .restarts, .cacheHits, .diskWait]),
    cause: "CPU limit at \(quotaShare) of what all workers use",
    path: "fewer workers at full speed, throttled share rises", plainKubernetes: "nothing",
    helps: "raise the limit (a rolling update)")

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    guard !engine.interventions.isRaised(version: place.container.version) else { return .healthy }
    return ReplicaCondition(quota: quota(strike, engine))
  }

  func containerEffect(
    on container: Container, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ContainerCondition {
    guard !engine.interventions.isRaised(version: container.version) else { return ContainerCondition() }
    return ContainerCondition(cpuLimit: quota(strike, engine))
  }

  /// What the limit leaves, in cores.
  private func quota(_ strike: FaultStrike, _ engine: FaultEngine) -> Double {
    let service = engine.service
    return Self.quotaShare(strike.severity) * Double(service.workers) * service.cpuTime / service.serviceTime
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] { [.raiseLimits] }
}
