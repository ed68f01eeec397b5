import Autoscaling
import SimulationKernel

/// The process exits, some times.
struct PodCrash: FaultType {
  /// How often each replica crashes.
  static let count = Magnitude.counted(1, plus: 3)

  static let declaration = FaultDeclaration(
    .podCrash, strikes: .replicas(2), or: [.service], longestEpisode: 240,
    symptoms: FaultSymptoms(up: [.restarts, .queue], still: [.cacheHits, .diskWait, .nodesReady]),
    cause: "\(count) crashes, each \(RepeatedCrashes.pause) s after ready", path: "requests in it lost",
    plainKubernetes: "restart with back-off", helps: "replacement at once")

  static let ticks = true

  private var crashes = RepeatedCrashes()

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) { tick(strike, on: &cluster, &scheduler) }

  mutating func tick(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    let most = Int(Self.count(strike.severity))
    crashes.strike(strike, on: &cluster, reason: .crash, &scheduler) { _, crashes, _ in crashes < most }
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.struck(by: record).map { .replace(replica: $0) }
  }
}
