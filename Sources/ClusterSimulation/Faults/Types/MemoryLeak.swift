import Autoscaling
import SimulationKernel

/// Resident memory grows steadily, up to the limit. Leaked memory is free again when the fault is over.
struct MemoryLeak: FaultType {
  /// Seconds until the limit is reached.
  static let leakTime = Magnitude.shrinking(900, by: 0.85)
  /// From this share of the limit on the collector runs more often, and takes this share of the speed at the limit, a
  /// range further.
  static let collectorFrom = 0.8, collectorRange = 0.2, collectorShare = 0.6

  static let declaration = FaultDeclaration(
    .memoryLeak, strikes: .service, or: [.replicas], drawn: [(.service, 0.5), (.replicas, 0.5)],
    symptoms: FaultSymptoms(
      up: [.memory, .restarts, .replicaP95], still: [.cacheHits, .diskWait, .diskUsed]),
    cause: "memory reaches the limit \(leakTime) seconds after onset or start of the container",
    path: "collector slows from 80 % of the limit to speed 0.4, then the kill; leaks again",
    plainKubernetes: "restart with back-off", helps: "rolling restart in time")

  static let ticks = true

  mutating func tick(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    let now = scheduler.now
    for pod in cluster.readyPods {
      let limit = cluster.engine.memoryLimit(ofVersion: cluster.pod(pod).version)
      guard cluster.memory(ofPod: pod, now) >= limit else { continue }
      _ = cluster.crash(pod: pod, reason: .outOfMemory, &scheduler)
    }
  }

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    let share = place.memory / engine.memoryLimit(ofVersion: place.container.version)
    let collecting = min(1, max(0, (share - Self.collectorFrom) / Self.collectorRange))
    return ReplicaCondition(speed: (1 - Self.collectorShare * collecting).inFiftieths)
  }

  func containerEffect(
    on container: Container, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ContainerCondition {
    guard strike.specification.scope == .service || strike.strikes(pod: container.pod) else {
      return ContainerCondition()
    }
    let room = max(0, engine.usualMemoryLimit - engine.service.memory(requestsInside: 0))
    let seconds = max(0, (now - max(strike.start, container.start)).seconds)
    return ContainerCondition(leakedMemory: room * seconds / Self.leakTime(strike.severity))
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    // in time, not at once: each restart begins the leak anew
    let isFull = seen.replicas.contains { $0.memory > 0.65 * ($0.memoryLimit ?? .infinity) }
    return isFull ? [.rollingRestart] : []
  }
}
