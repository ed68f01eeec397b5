import Autoscaling
import SimulationKernel

/// Bursts of allocation pass the memory limit. The burst comes again as long as the load is the same, unless there is
/// room for it.
struct OOMKill: FaultType {
  static let declaration = FaultDeclaration(
    .oomKill, strikes: .replicas(2), or: [.service],
    symptoms: FaultSymptoms(
      up: [.restarts, .queue], down: [.ready], still: [.cacheHits, .diskWait, .nodesReady]),
    cause:
      "a burst kills the container at the onset and \(RepeatedCrashes.pause) s after each time it is ready again",
    path: "requests in it lost", plainKubernetes: "restart with back-off", helps: "raise the limit")

  static let ticks = true

  private var crashes = RepeatedCrashes()

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) { tick(strike, on: &cluster, &scheduler) }

  mutating func tick(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    crashes.strike(strike, on: &cluster, reason: .outOfMemory, &scheduler) { pod, _, engine in
      !engine.interventions.isRaised(version: pod.version)
    }
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] { [.raiseLimits] }
}
