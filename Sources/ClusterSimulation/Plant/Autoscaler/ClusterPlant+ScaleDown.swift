import SimulationKernel

extension ClusterPlant {
  /// Releases nodes that have been empty for long enough, and drains at most one whose few pods fit
  /// elsewhere.
  mutating func shrinkPools<E: PlantEventCarrier>(_ scheduler: inout Scheduler<E>) {
    let now = scheduler.now
    let delay = parameters.autoscaler.delayAfterAdd
    let isTooSoon = lastOrder.map { (now - $0).seconds < delay } ?? false
    var (looksAgain, mayDrain) = (false, true)
    for pool in pools.indices where parameters.pools[pool].isAutoscaled {
      let least = parameters.pools[pool].minNodes
      var hasUnneeded = false
      for number in pools[pool].live {
        let node = Int(number)
        guard nodes[node].state == .up, !nodes[node].isReclaimed, !nodes[node].endsWhenEmpty else { continue }
        // A node that is kept for a pod is not free to go, though its victims may have left.
        let isEmpty = nodes[node].isEmpty && nodes[node].reserved == .zero
        guard isEmpty || isUnderused(node) && canBeEmptied(node) else {
          nodes[node].unneededSince = .distantFuture
          continue
        }
        if nodes[node].unneededSince == .distantFuture {
          nodes[node].unneededSince = isEmpty ? nodes[node].emptySince : now
        }
        let isDue = (now - nodes[node].unneededSince).seconds >= unneededTime && !isTooSoon
        guard isDue, pools[pool].live.count > least + leaving(pool), isEmpty || mayDrain else {
          hasUnneeded = true
          continue
        }
        if isEmpty {
          endNode(node, &scheduler)
        } else {
          mayDrain = false
          nodes[node].endsWhenEmpty = true
          drain(node: node, scheduler: &scheduler)
        }
      }
      if hasUnneeded, pools[pool].live.count > least { looksAgain = true }
    }
    if looksAgain { requestScan(&scheduler) }
  }

  /// Nodes of a pool that end when they are empty.
  private func leaving(_ pool: Int) -> Int {
    guard parameters.autoscaler.utilizationThreshold > 0 else { return 0 }
    return pools[pool].live.reduce(0) { $0 + (nodes[Int($1)].endsWhenEmpty ? 1 : 0) }
  }

  /// Whether the larger of the shares of CPU and memory requested is below the threshold.
  private func isUnderused(_ node: Int) -> Bool {
    let threshold = parameters.autoscaler.utilizationThreshold
    guard threshold > 0, nodes[node].backgroundCount == 0, !nodes[node].isDraining else { return false }
    let (used, capacity) = (nodes[node].podRequests, nodes[node].capacity)
    return Double(used.cpu) < threshold * Double(capacity.cpu)
      && Double(used.memory) < threshold * Double(capacity.memory)
  }

  /// Whether all pods of a node would find another node, and their budgets let them go together.
  mutating func canBeEmptied(_ node: Int) -> Bool {
    guard nodes[node].reserved == .zero else { return false }
    let leaving = pods(onNode: node).filter { pods[$0].state != .terminating }
    var ready = Array(repeating: 0, count: deployments.count)
    for pod in leaving {
      if pods[pod].state == .ready {
        ready[pods[pod].deployment] += 1
        if ready[pods[pod].deployment] > disruptionsAllowed(of: pods[pod].deployment) { return false }
      } else if !mayEvict(pod) {
        return false
      }
    }
    index.remove(node)
    var moved: [Int] = []
    for pod in leaving {
      let other = chooseNode(template: Int(pods[pod].template))
      guard other >= 0 else { break }
      nodes[other].reserved += requests(of: pod)
      reindex(other)
      moved.append(other)
    }
    for (pod, other) in zip(leaving, moved) {
      nodes[other].reserved -= requests(of: pod)
      reindex(other)
    }
    reindex(node)
    return moved.count == leaving.count
  }
}
