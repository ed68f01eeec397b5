@testable import ClusterSimulation

extension ClusterPlant {
  /// The node for the next pod of a deployment by a scan of all nodes, with every filter and score worked out
  /// from the parameters and the list of pods; -1 if none is fit.
  func slowChoice(_ deployment: Int, template: Int) -> Int {
    let rules = parameters.deployments[deployment]
    let requests = templates[template].source.requests
    func zone(_ node: PlantNode) -> String {
      let pool = parameters.pools[Int(node.pool)]
      return pool.zones[Int(node.ordinal) % pool.zones.count]
    }
    func accepts(_ pool: PoolParameters) -> Bool {
      pool.taints.allSatisfy { rules.tolerations.contains($0) }
        && rules.nodeSelector.allSatisfy { pool.labels.contains($0) }
    }
    var (counts, least) = ([String: Int](), 0)
    if rules.zoneSkew != nil {
      // Zones that count: with a node that is up, of some pool that accepts the pods.
      let possible = Set(parameters.pools.filter(accepts).flatMap(\.zones))
      let zones = Set(nodes.filter { $0.state == .up }.map(zone)).intersection(possible)
      for pod in pods where pod.deployment == deployment && pod.state != .gone {
        if let node = pod.node { counts[zone(nodes[node]), default: 0] += 1 }
      }
      least = zones.map { counts[$0, default: 0] }.min() ?? 0
    }
    var (best, bestScore) = (-1, Int64.min)
    for (number, node) in nodes.enumerated() where node.state == .up && !node.isCordoned {
      let room = node.capacity - node.podRequests - node.backgroundRequests - node.reserved
      guard accepts(parameters.pools[Int(node.pool)]), requests.fits(in: room) else { continue }
      if let skew = rules.zoneSkew, counts[zone(node), default: 0] + 1 - least > skew { continue }
      let cpu = 2048 * max(0, node.capacity.cpu - room.cpu) / max(1, node.capacity.cpu)
      let memory = 2048 * max(0, node.capacity.memory - room.memory) / max(1, node.capacity.memory)
      let score = parameters.placement == .mostAllocated ? cpu + memory : -(cpu + memory)
      if score > bestScore { (best, bestScore) = (number, score) }
    }
    return best
  }
}
