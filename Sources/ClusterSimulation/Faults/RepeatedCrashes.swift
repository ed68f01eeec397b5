import SimulationKernel

/// Crashes of the replicas that a fault struck, each at once and again some time after it has come back.
struct RepeatedCrashes: Sendable {
  /// Seconds for which a replica is ready before it crashes again.
  static let pause = 30

  /// How often each of the replicas has crashed, in their order.
  private var counts: [Int] = []

  init() {}

  /// Crashes the replicas that are ready and due, as far as `isMeant` says so of the pod and its crashes so far.
  mutating func strike(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, reason: KillReason,
    _ scheduler: inout Scheduler<ClusterEvent>, isMeant: (PlantPod, Int, FaultEngine) -> Bool
  ) {
    while counts.count < strike.replicas.count { counts.append(0) }
    for (index, replica) in strike.replicas.enumerated() {
      let pod = cluster.pod(Int(replica.pod))
      let isDue = counts[index] == 0 || (scheduler.now - pod.readySince).seconds >= Double(Self.pause)
      guard pod.state == .ready, isDue, isMeant(pod, counts[index], cluster.engine) else { continue }
      if cluster.crash(pod: Int(replica.pod), reason: reason, &scheduler) { counts[index] += 1 }
    }
  }
}
