import Autoscaling
import SimulationKernel

/// Connections leak, or, with the service as scope, those of a shared backend are too few.
struct ConnectionPoolExhausted: FaultType {
  /// Seconds until all connections of a replica have leaked.
  static let leakTime = Magnitude.shrinking(300, by: 0.8)
  /// Share of the connections in use at full load that a shared backend still gives.
  static let sharedShare = Magnitude(0.7, minus: 0.6)

  static let declaration = FaultDeclaration(
    .connectionPoolExhausted, strikes: .replicas(2), or: [.service],
    drawn: [(.service, 0.3), (.replicas, 0.7)],
    symptoms: FaultSymptoms(
      up: [.connections, .errors, .p95], down: [.replicaCPU], still: [.ready, .restarts, .cacheHits]),
    cause:
      "connections leak over \(leakTime) seconds; scope service: a shared backend gives \(sharedShare) of those in use",
    path: "workers without connection take no request", plainKubernetes: "nothing",
    helps: "restart; not more replicas where shared")

  static let ticks = true

  /// Connections that a shared backend has left: of those that the replicas of the onset could use, so that more
  /// replicas get fewer each.
  private var shared = 0

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    let used = Double(cluster.engine.service.workers * cluster.readyPods.count)
    shared = Int((Self.sharedShare(strike.severity) * used).rounded())
  }

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    let workers = engine.service.workers
    if strike.specification.scope == .service {
      return ReplicaCondition(lostWorkers: max(0, workers - shared / max(1, place.ready)))
    }
    guard strike.strikes(place.container) else { return .healthy }
    let left = engine.connections - leaked(strike, now, engine)
    return ReplicaCondition(lostWorkers: min(workers, max(0, workers - Int(max(0, left)))))
  }

  func containerEffect(
    on container: Container, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ContainerCondition {
    guard strike.strikes(container) else { return ContainerCondition() }
    return ContainerCondition(leakedConnections: leaked(strike, now, engine))
  }

  private func leaked(_ strike: FaultStrike, _ now: SimulationTime, _ engine: FaultEngine) -> Double {
    engine.connections * strike.age(at: now) / Self.leakTime(strike.severity)
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.struck(by: record).map { .restart(replica: $0) }
  }
}
