import SimulationKernel

extension ClusterPlant {
  /// Cuts a node off: its pods run on and answer nothing, leave the endpoints when it counts as not ready, and are
  /// replaced when they have tolerated that long enough. It takes no new pods.
  ///
  /// False if it is not up or cut off already.
  @discardableResult
  public mutating func cutOff<E: PlantEventCarrier>(node: Int, scheduler: inout Scheduler<E>) -> Bool {
    guard nodes[node].state == .up, !nodes[node].isUnreachable else { return false }
    nodes[node].isUnreachable = true
    reindex(node)
    for pod in pods(onNode: node) where pods[pod].state != .terminating {
      notices.append(.podUnreachable(pod: pod, deployment: pods[pod].deployment))
    }
    awaitNotReady(node, &scheduler)
    return true
  }

  /// Lets a node that was cut off answer again, with the pods that are still bound to it; false if it was not.
  @discardableResult
  public mutating func reconnect<E: PlantEventCarrier>(node: Int, scheduler: inout Scheduler<E>) -> Bool {
    guard nodes[node].state == .up, nodes[node].isUnreachable else { return false }
    nodes[node].isUnreachable = false
    nodes[node].isNotReady = false
    nodes[node].stamp &+= 1
    reindex(node)
    for pod in pods(onNode: node).reversed() where pods[pod].state != .terminating {
      notices.append(.podReachable(pod: pod, deployment: pods[pod].deployment))
      if pods[pod].state == .starting, pods[pod].step == .running { becomeReady(pod, &scheduler) }
    }
    requestPlacement(&scheduler)
    return true
  }

  /// Takes a node that does not answer out of the cluster: its pods are replaced at once.
  ///
  /// One that is only cut off stays, empty. False if it answers.
  @discardableResult
  public mutating func fence<E: PlantEventCarrier>(node: Int, scheduler: inout Scheduler<E>) -> Bool {
    guard nodes[node].state == .lost || (nodes[node].state == .up && nodes[node].isUnreachable) else {
      return false
    }
    if !nodes[node].isNotReady { countAsNotReady(node, &scheduler) }
    replacePods(ofNode: node, &scheduler)
    return true
  }

  /// Says whether a node is short of memory or disk; one that is takes no new pods.
  public mutating func setPressure<E: PlantEventCarrier>(
    _ isShort: Bool, ofNode node: Int, scheduler: inout Scheduler<E>
  ) {
    guard nodes[node].state == .up, nodes[node].isUnderPressure != isShort else { return }
    nodes[node].isUnderPressure = isShort
    reindex(node)
    if !isShort { requestPlacement(&scheduler) }
  }

  mutating func awaitNotReady<E: PlantEventCarrier>(_ node: Int, _ scheduler: inout Scheduler<E>) {
    nodes[node].stamp &+= 1
    scheduler.schedule(
      E(plant: PlantEvent(.nodeNotReady(Int32(node), stamp: nodes[node].stamp))),
      after: .seconds(rounding: parameters.nodeFailureDetection), phase: .plant)
  }

  /// A node has not answered for so long that it counts as not ready.
  mutating func countAsNotReady<E: PlantEventCarrier>(_ node: Int, _ scheduler: inout Scheduler<E>) {
    guard nodes[node].state == .lost || nodes[node].isUnreachable else { return }
    nodes[node].isNotReady = true
    for pod in pods(onNode: node) where pods[pod].state != .terminating {
      if nodes[node].state == .lost {
        kill(pod, reason: .nodeFailure, at: scheduler.now)
      } else {
        endReadiness(pod, at: scheduler.now)
      }
      if deployments[pods[pod].deployment].rollout != nil {
        requestReconcile(pods[pod].deployment, &scheduler)
      }
    }
    scheduler.schedule(
      E(plant: PlantEvent(.nodeEvicts(Int32(node), stamp: nodes[node].stamp))),
      after: .seconds(rounding: parameters.notReadyToleration), phase: .plant)
  }

  /// The pods of a node that is not ready are replaced; a node that has died is gone.
  mutating func replacePods<E: PlantEventCarrier>(ofNode node: Int, _ scheduler: inout Scheduler<E>) {
    clear(node, reason: .nodeFailure, &scheduler)
    nodes[node].stamp &+= 1
    if nodes[node].state == .lost { endNode(node, &scheduler) }
  }
}
