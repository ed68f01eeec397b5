import Autoscaling
import SimulationKernel

/// Workers block one by one.
struct Deadlock: FaultType {
  /// Seconds until all workers of a replica are blocked.
  static let time = Magnitude.shrinking(300, by: 0.8)

  static let declaration = FaultDeclaration(
    .deadlock, strikes: .replicas(2), or: [.service],
    symptoms: FaultSymptoms(
      up: [.replicaErrors, .replicaP95, .connections], down: [.replicaCPU, .sent],
      still: [.ready, .restarts, .nodesReady, .memory]),
    cause: "workers block one by one over \(time) seconds", path: "fewer workers, then none",
    plainKubernetes: "liveness restart if `livenessNeedsWorker`", helps: "restart")

  static let ticks = true

  mutating func tick(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    guard cluster.engine.parameters.livenessNeedsWorker,
      strike.age(at: scheduler.now) >= Self.time(strike.severity)
    else { return }
    for struck in strike.replicas where cluster.pod(Int(struck.pod)).starts == struck.starts {
      cluster.hang(pod: Int(struck.pod), &scheduler)
    }
  }

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    guard strike.strikes(place.container) else { return .healthy }
    let blocked = min(1, strike.age(at: now) / Self.time(strike.severity))
    return ReplicaCondition(lostWorkers: Int((blocked * Double(engine.service.workers)).rounded()))
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.struck(by: record).map { .restart(replica: $0) }
  }
}
