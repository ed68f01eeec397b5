extension ClusterPlant {
  /// Pods of a deployment that are not gone, in order of creation.
  public func livePods(of deployment: Int) -> [Int32] { deployments[deployment].live }

  /// The replicas asked for (spec.replicas).
  public func desiredReplicas(of deployment: Int) -> Int { deployments[deployment].desired }

  /// Pods that take requests.
  public func readyCount(of deployment: Int) -> Int { deployments[deployment].readyCount }

  /// Pods that exist and are not terminating (status.replicas).
  public func activeCount(of deployment: Int) -> Int { deployments[deployment].activeCount }

  /// Pods that wait for a node.
  public func pendingCount(of deployment: Int) -> Int { deployments[deployment].pending.count }

  /// Pods that exist, pending and terminating ones included: what the pod cost counts.
  public func billedPods(of deployment: Int) -> Int { deployments[deployment].live.count }

  /// Pods ever made.
  public func createdCount(of deployment: Int) -> Int { deployments[deployment].created }

  /// Nodes of a pool that are billed: ordered and not gone.
  public func billedNodes(ofPool pool: Int) -> Int { pools[pool].live.count }

  /// Nodes of all pools that are billed.
  public var billedNodes: Int { pools.reduce(0) { $0 + $1.live.count } }

  /// Nodes that take pods.
  public var schedulableNodes: Int { index.count }

  /// The pool a node belongs to.
  public func pool(ofNode node: Int) -> Int { Int(nodes[node].pool) }

  /// The name of the zone a node is in.
  public func zone(ofNode node: Int) -> String { zoneNames[Int(nodes[node].zone)] }

  /// The template a pod was made from.
  public func template(ofPod pod: Int) -> PodTemplate { templates[Int(pods[pod].template)].source }

  /// Pods bound to a node, the latest first.
  public func pods(onNode node: Int) -> [Int] {
    var (found, pod) = ([Int](), nodes[node].firstPod)
    while pod >= 0 {
      found.append(Int(pod))
      pod = pods[Int(pod)].nextOnNode
    }
    return found
  }

  /// Whether a change of version is on its way.
  public func isRollingOut(_ deployment: Int) -> Bool { deployments[deployment].rollout != nil }

  /// What all billed nodes cost, USD a second.
  public var nodeCostRate: Double { pools.reduce(0) { $0 + Double($1.live.count) * $1.price } }

  /// What the billed spot nodes cost, USD a second; part of `nodeCostRate`.
  public var spotCostRate: Double {
    pools.indices.reduce(0) {
      parameters.pools[$1].spot == nil ? $0 : $0 + Double(pools[$1].live.count) * pools[$1].price
    }
  }

  /// What the CPU and memory requested by all existing pods cost, USD a second.
  public var podCostRate: Double { templates.reduce(0) { $0 + Double($1.liveCount) * $1.price } }

  /// What the CPU and memory requested by the existing pods of a deployment cost, USD a second.
  public func podCostRate(of deployment: Int) -> Double {
    templates.reduce(0) {
      Int($1.deployment) == deployment ? $0 + Double($1.liveCount) * $1.price : $0
    }
  }
}
