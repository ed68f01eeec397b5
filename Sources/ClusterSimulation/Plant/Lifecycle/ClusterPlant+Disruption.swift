import SimulationKernel

extension ClusterPlant {
  /// Time between two tries to evict a pod whose budget forbids it (kubectl drain).
  static let evictionRetry = SimulationDuration.seconds(5)

  /// How many ready pods of a deployment may be evicted now.
  public func disruptionsAllowed(of deployment: Int) -> Int {
    guard let budget = deployments[deployment].parameters.budget else { return .max }
    return max(0, deployments[deployment].readyCount - budget.needed(of: deployments[deployment].desired))
  }

  /// Whether the budget lets a pod be evicted; one that is not ready may go if enough others are (the default
  /// unhealthyPodEvictionPolicy, IfHealthyBudget).
  func mayEvict(_ pod: Int) -> Bool {
    let deployment = pods[pod].deployment
    if pods[pod].state == .ready { return disruptionsAllowed(of: deployment) > 0 }
    guard let budget = deployments[deployment].parameters.budget else { return true }
    return deployments[deployment].readyCount >= budget.needed(of: deployments[deployment].desired)
  }

  /// Ends a pod gracefully and lets its deployment make another.
  mutating func evict<E: PlantEventCarrier>(_ pod: Int, _ scheduler: inout Scheduler<E>) {
    terminate(pod, &scheduler)
    requestReconcile(pods[pod].deployment, &scheduler)
  }

  /// Evicts what may be evicted from a draining node, and comes back for the rest.
  mutating func evictPods<E: PlantEventCarrier>(_ node: Int, _ scheduler: inout Scheduler<E>) {
    guard nodes[node].state == .up, nodes[node].isDraining else { return }
    var isBlocked = false
    for pod in pods(onNode: node) where pods[pod].state != .terminating {
      if mayEvict(pod) { evict(pod, &scheduler) } else { isBlocked = true }
    }
    guard isBlocked else { return }
    let event = PlantEvent(.drain(Int32(node)))
    scheduler.schedule(E(plant: event), after: Self.evictionRetry, phase: .control)
  }

  /// Keeps new pods off a node; false if it is not up or cordoned already.
  @discardableResult
  public mutating func cordon(node: Int) -> Bool {
    guard nodes[node].state == .up, !nodes[node].isCordoned else { return false }
    nodes[node].isCordoned = true
    reindex(node)
    return true
  }

  /// Lets new pods on a node again and ends its draining; false if it is not up, not cordoned or taken back.
  @discardableResult
  public mutating func uncordon<E: PlantEventCarrier>(node: Int, scheduler: inout Scheduler<E>) -> Bool {
    guard nodes[node].state == .up, nodes[node].isCordoned, !nodes[node].isReclaimed else { return false }
    nodes[node].isCordoned = false
    nodes[node].isDraining = false
    nodes[node].endsWhenEmpty = false
    reindex(node)
    requestPlacement(&scheduler)
    return true
  }

  /// Cordons a node and evicts its pods as their budgets allow; false if it is not up or drains already.
  @discardableResult
  public mutating func drain<E: PlantEventCarrier>(node: Int, scheduler: inout Scheduler<E>) -> Bool {
    guard nodes[node].state == .up, !nodes[node].isDraining else { return false }
    cordon(node: node)
    nodes[node].isDraining = true
    evictPods(node, &scheduler)
    return true
  }
}
