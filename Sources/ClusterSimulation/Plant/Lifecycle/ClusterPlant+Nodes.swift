import SimulationKernel
import Stochastics

extension ClusterPlant {
  /// A new booting node of a pool, in the zone whose turn it is.
  mutating func orderNode(pool: Int, capacity: Resources? = nil) -> Int {
    let ordinal = pools[pool].ordered
    let place = ordinal % poolZones[pool].count
    let node = nodes.count
    nodes.append(
      PlantNode(
        pool: pool, zone: poolZones[pool][place], group: 1 << UInt64(poolFirstGroup[pool] + place),
        ordinal: ordinal, capacity: capacity ?? parameters.pools[pool].capacity))
    pools[pool].ordered += 1
    pools[pool].live.append(Int32(node))
    booting.append(Int32(node))
    return node
  }

  mutating func bringUp<E: PlantEventCarrier>(_ node: Int, _ scheduler: inout Scheduler<E>) {
    nodes[node].state = .up
    nodes[node].emptySince = scheduler.now
    zoneNodes[Int(nodes[node].zone)] += 1
    Deployment.remove(Int32(node), from: &booting)
    notices.append(.nodeUp(node: node))
    reindex(node)
    let pool = Int(nodes[node].pool)
    if let spot = parameters.pools[pool].spot {
      var stream = RandomStream(
        seed: seed, purpose: .spotReclaim, entity: UInt64(pool), ordinal: UInt64(nodes[node].ordinal))
      let life = DurationLaw.exponential(mean: spot.meanLife).sample(from: &stream)
      scheduler.schedule(E(plant: PlantEvent(.reclaim(Int32(node)))), after: life, phase: .plant)
    }
  }

  mutating func nodeUp<E: PlantEventCarrier>(_ node: Int, _ scheduler: inout Scheduler<E>) {
    guard nodes[node].state == .booting else { return }
    bringUp(node, &scheduler)
    requestPlacement(&scheduler)
    requestScan(&scheduler)
  }

  /// Ends the life of a node that has no pods left.
  mutating func endNode<E: PlantEventCarrier>(_ node: Int, _ scheduler: inout Scheduler<E>) {
    guard nodes[node].state != .gone else { return }
    precondition(nodes[node].podCount == 0, "node \(node) ends with \(nodes[node].podCount) pods")
    switch nodes[node].state {
    case .booting: Deployment.remove(Int32(node), from: &booting)
    case .up: zoneNodes[Int(nodes[node].zone)] -= 1
    case .lost, .gone: break
    }
    nodes[node].state = .gone
    nodes[node].images = []
    Deployment.remove(Int32(node), from: &pools[Int(nodes[node].pool)].live)
    reindex(node)
    notices.append(.nodeGone(node: node))
    // With more than one pool, or a quota over all, a node that goes can make room for another.
    if pendingCount > 0, pools.count > 1 || parameters.autoscaler.coreQuota != nil { requestScan(&scheduler) }
  }

  /// Tells the index what is free on a node, or that it takes no pods.
  mutating func reindex(_ node: Int) {
    if nodes[node].isSchedulable {
      let room = nodes[node].free - nodes[node].reserved
      index.set(node, free: room, capacity: nodes[node].capacity, group: nodes[node].group)
    } else {
      index.remove(node)
    }
  }

  /// The end of the notice of a spot node, or the discovery of a failed one.
  mutating func nodeEnds<E: PlantEventCarrier>(_ node: Int, _ scheduler: inout Scheduler<E>) {
    clear(node, reason: .spotReclaim, &scheduler)
    endNode(node, &scheduler)
  }

  /// Removes all pods of a node at once; unless they died with it before, they are killed.
  mutating func clear<E: PlantEventCarrier>(
    _ node: Int, reason: KillReason, _ scheduler: inout Scheduler<E>
  ) {
    while nodes[node].firstPod >= 0 {
      let pod = Int(nodes[node].firstPod)
      if nodes[node].state != .lost { kill(pod, reason: reason, at: scheduler.now) }
      removePod(pod, &scheduler)
      requestReconcile(pods[pod].deployment, &scheduler)
    }
  }

  mutating func kill(_ pod: Int, reason: KillReason, at now: SimulationTime) {
    endReadiness(pod, at: now)
    notices.append(.podKilled(pod: pod, deployment: pods[pod].deployment, reason: reason))
  }
}
