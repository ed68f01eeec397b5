import SimulationKernel

extension ClusterPlant {
  /// Adds a machine that is up at once; returns the index of its node.
  ///
  /// - Precondition: the pool is not autoscaled.
  public mutating func addMachine<E: PlantEventCarrier>(
    _ capacity: Resources, pool: Int, scheduler: inout Scheduler<E>
  ) -> Int {
    precondition(
      !parameters.pools[pool].isAutoscaled, "pool \(parameters.pools[pool].name) is autoscaled")
    let node = orderNode(pool: pool, capacity: capacity)
    bringUp(node, &scheduler)
    requestPlacement(&scheduler)
    return node
  }

  /// Takes a machine out of the cell with its background tasks; its pods are killed.
  ///
  /// False if it has gone before.
  @discardableResult
  public mutating func removeMachine<E: PlantEventCarrier>(_ node: Int, scheduler: inout Scheduler<E>) -> Bool
  {
    guard nodes[node].state != .gone else { return false }
    clear(node, reason: .machineRemoved, &scheduler)
    endNode(node, &scheduler)
    return true
  }

  /// Changes what a machine has; its newest pods are killed if all no longer fit.
  ///
  /// - Precondition: it is up.
  public mutating func updateMachine<E: PlantEventCarrier>(
    _ node: Int, capacity: Resources, scheduler: inout Scheduler<E>
  ) {
    precondition(nodes[node].state == .up, "machine \(node) is \(nodes[node].state)")
    nodes[node].capacity = capacity
    while !nodes[node].podRequests.fits(in: capacity) {
      let pod = Int(nodes[node].firstPod)
      kill(pod, reason: .machineRemoved, at: scheduler.now)
      removePod(pod, &scheduler)
      requestReconcile(pods[pod].deployment, &scheduler)
    }
    reindex(node)
    requestPlacement(&scheduler)
  }

  /// Puts a background task on a given machine, whether it fits or not; false if the machine has gone.
  ///
  /// O(log n).
  @discardableResult
  public mutating func placeBackground(_ requests: Resources, on node: Int) -> Bool {
    guard nodes[node].state != .gone else { return false }
    nodes[node].backgroundRequests += requests
    nodes[node].backgroundCount += 1
    reindex(node)
    return true
  }

  /// Lets the scheduler put a background task on a node of one of the pools of `deployment`'s kind, or of any
  /// pool; nil if none has room.
  ///
  /// O(log n).
  public mutating func placeBackground(_ requests: Resources, like deployment: Int? = nil) -> Int? {
    let node = index.first(requests, groups: deployment.map { deployments[$0].groups } ?? .max)
    guard node >= 0 else { return nil }
    placeBackground(requests, on: node)
    return node
  }

  /// Takes a background task off its machine; does nothing if the machine has gone.
  ///
  /// O(log n).
  ///
  /// - Precondition: such a task is on it.
  public mutating func removeBackground<E: PlantEventCarrier>(
    _ requests: Resources, from node: Int, scheduler: inout Scheduler<E>
  ) {
    guard nodes[node].state != .gone else { return }
    precondition(
      nodes[node].backgroundCount > 0 && requests.fits(in: nodes[node].backgroundRequests),
      "no such task on machine \(node): \(nodes[node].backgroundCount) tasks")
    nodes[node].backgroundRequests -= requests
    nodes[node].backgroundCount -= 1
    if nodes[node].isEmpty { nodes[node].emptySince = scheduler.now }
    reindex(node)
    if nodes[node].endsWhenEmpty, nodes[node].isEmpty { return endNode(node, &scheduler) }
    if pendingCount > 0, nodes[node].isSchedulable, wakesPending(node) { requestPlacement(&scheduler) }
    if nodes[node].isEmpty, parameters.pools[Int(nodes[node].pool)].isAutoscaled { requestScan(&scheduler) }
  }

  /// Whether the first pending pod of some deployment has room on the node now.
  private func wakesPending(_ node: Int) -> Bool {
    let room = nodes[node].free
    for deployment in deployments where nodes[node].group & deployment.groups != 0 {
      if let pod = deployment.pending.first, requests(of: Int(pod)).fits(in: room) { return true }
    }
    return false
  }
}
