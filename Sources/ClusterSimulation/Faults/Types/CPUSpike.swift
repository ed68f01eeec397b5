import Autoscaling
import SimulationKernel

/// A runaway thread takes CPU from the requests of a replica, whether that is busy or not.
struct CPUSpike: FaultType {
  /// Share of the replica's CPU.
  static let stolenShare = Magnitude(0.3, plus: 0.65)

  static let declaration = FaultDeclaration(
    .cpuSpike, strikes: .replicas(2), or: [.service],
    symptoms: FaultSymptoms(
      up: [.replicaCPU, .throttled, .replicaP95, .replicaErrors, .cpu],
      still: [.cacheHits, .diskWait, .memory, .retries, .restarts, .ready, .requests]),
    cause: "takes \(stolenShare) of the CPU of the struck containers",
    path: "speed falls by as much, CPU use rises by as much of `C`", plainKubernetes: "nothing",
    helps: "restart")

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    guard strike.strikes(place.container) else { return .healthy }
    let stolen = Self.stolenShare(strike.severity)
    return ReplicaCondition(
      speed: 1 - stolen, burnedCores: stolen * (engine.service.cpuLimit ?? engine.service.cpuRequest))
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.struck(by: record).map { .restart(replica: $0) }
  }
}
