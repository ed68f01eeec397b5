import Autoscaling
import Foundation
import SimulationKernel

/// The working set outgrows the cache.
struct CacheThrashing: FaultType {
  /// CPU and time that a request takes when the cache misses, in parts of the usual.
  static let workFactor = Magnitude(1.2, plus: 1.3)
  /// The time constant in which the cache of a new container fills, in seconds.
  static let fillTime = 60.0

  static let declaration = FaultDeclaration(
    .cacheThrashing, strikes: .service,
    symptoms: FaultSymptoms(
      up: [.replicaCPU, .p95], down: [.cacheHits], still: [.ready, .restarts, .memory, .diskWait]),
    cause:
      "CPU and time of a request times \(workFactor); in a container younger than minutes up to twice that",
    path: "capacity falls", plainKubernetes: "nothing",
    helps: "more replicas; a restart makes it worse")

  static let ticks = true

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    let age = (now - place.container.start).seconds
    let cold = (1 + exp(-max(0, age) / Self.fillTime)).inFiftieths
    return ReplicaCondition(workFactor: Self.workFactor(strike.severity) * cold)
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    // half as many replicas again, for as long as CPU is short
    guard seen.service.violationShare > 0.05 else { return [] }
    return [.scaleOut(replicas: 3 * seen.service.desiredReplicas / 2, seconds: 300)]
  }
}
