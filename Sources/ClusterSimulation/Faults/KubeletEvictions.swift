import SimulationKernel

/// What the kubelet does on nodes that are short of something: they take no new pods, and it evicts one pod after another,
/// those first that use the most beyond their request.
struct KubeletEvictions: Sendable {
  private var latest = SimulationTime.zero

  init() {}

  /// Relieves the nodes of a fault that are short. At most one pod of all of them is evicted in an eviction period.
  mutating func relieve<Cluster: FaultedCluster>(
    _ strike: FaultStrike, of cluster: inout Cluster, _ scheduler: inout Scheduler<ClusterEvent>,
    isShort: (Int, Cluster) -> Bool
  ) {
    let period = cluster.engine.parameters.evictionPeriod
    for node in strike.nodes.map(Int.init) where cluster.isUp(node: node) && isShort(node, cluster) {
      cluster.press(node: node, &scheduler)
      guard (scheduler.now - latest).seconds >= period else { continue }
      if cluster.evictGreediest(onNode: node, &scheduler) { latest = scheduler.now }
    }
  }
}
