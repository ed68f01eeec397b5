import SimulationKernel

extension ClusterPlant {
  mutating func createPod(_ deployment: Int, template: Int32? = nil) -> Int {
    let version = template ?? deployments[deployment].template
    let pod = pods.count
    pods.append(
      PlantPod(
        template: version, deployment: Int32(deployment), ordinal: Int32(deployments[deployment].created)))
    deployments[deployment].created += 1
    deployments[deployment].live.append(Int32(pod))
    deployments[deployment].pending.append(Int32(pod))
    templates[Int(version)].liveCount += 1
    pendingCount += 1
    notices.append(.podCreated(pod: pod, deployment: deployment))
    return pod
  }

  /// Puts a pending pod on a node that has room. Its deployment's pending list is the caller's to mend.
  mutating func bind(_ pod: Int, to node: Int, at now: SimulationTime) {
    releaseReservation(of: pod)
    let template = Int(pods[pod].template)
    pods[pod].state = .starting
    pods[pod].step = .startingUp
    pods[pod].nodeIndex = Int32(node)
    pods[pod].startTime = now
    pods[pod].readySince = now
    pods[pod].previousOnNode = -1
    pods[pod].nextOnNode = nodes[node].firstPod
    if nodes[node].firstPod >= 0 { pods[Int(nodes[node].firstPod)].previousOnNode = Int32(pod) }
    if nodes[node].isEmpty { nodes[node].unneededSince = .distantFuture }
    nodes[node].firstPod = Int32(pod)
    nodes[node].podCount += 1
    nodes[node].podRequests += templates[template].source.requests
    deployments[pods[pod].deployment].zoneCounts[Int(nodes[node].zone)] += 1
    pendingCount -= 1
    reindex(node)
  }

  /// Takes a pod out of existence.
  mutating func removePod<E: PlantEventCarrier>(_ pod: Int, _ scheduler: inout Scheduler<E>) {
    let (deployment, node) = (pods[pod].deployment, Int(pods[pod].nodeIndex))
    endReadiness(pod, at: scheduler.now)
    switch pods[pod].state {
    case .terminating: deployments[deployment].terminatingCount -= 1
    case .pending:
      releaseReservation(of: pod)
      deployments[deployment].removePending(Int32(pod))
      pendingCount -= 1
    default: break
    }
    pods[pod].state = .gone
    pods[pod].step = .none
    pods[pod].stamp &+= 1
    deployments[deployment].removeLive(Int32(pod))
    templates[Int(pods[pod].template)].liveCount -= 1
    if node >= 0 { unlink(pod, from: node, at: scheduler.now) }
    if !deployments[deployment].replacements.isEmpty { forgetReplacement(of: pod, &scheduler) }
    notices.append(.podGone(pod: pod, deployment: deployment))
    guard node >= 0 else { return }
    if nodes[node].endsWhenEmpty, nodes[node].isEmpty { endNode(node, &scheduler) }
    requestPlacement(&scheduler)
    if parameters.pools[Int(nodes[node].pool)].isAutoscaled { requestScan(&scheduler) }
  }

  private mutating func unlink(_ pod: Int, from node: Int, at now: SimulationTime) {
    let (next, previous) = (pods[pod].nextOnNode, pods[pod].previousOnNode)
    if previous >= 0 { pods[Int(previous)].nextOnNode = next } else { nodes[node].firstPod = next }
    if next >= 0 { pods[Int(next)].previousOnNode = previous }
    nodes[node].podCount -= 1
    nodes[node].podRequests -= templates[Int(pods[pod].template)].source.requests
    deployments[pods[pod].deployment].zoneCounts[Int(nodes[node].zone)] -= 1
    if nodes[node].isEmpty { nodes[node].emptySince = now }
    reindex(node)
  }

  mutating func becomeReady<E: PlantEventCarrier>(_ pod: Int, _ scheduler: inout Scheduler<E>) {
    let deployment = pods[pod].deployment
    pods[pod].state = .ready
    pods[pod].step = .running
    pods[pod].readySince = scheduler.now
    deployments[deployment].readyCount += 1
    notices.append(.podReady(pod: pod, deployment: deployment))
    if deployments[deployment].rollout != nil { requestReconcile(deployment, &scheduler) }
    if !deployments[deployment].replacements.isEmpty { endReplaced(by: pod, &scheduler) }
  }

  /// A hung pod has failed its readiness probe.
  mutating func becomeUnready<E: PlantEventCarrier>(_ pod: Int, _ scheduler: inout Scheduler<E>) {
    endReadiness(pod, at: scheduler.now)
    let deployment = pods[pod].deployment
    if deployments[deployment].rollout != nil { requestReconcile(deployment, &scheduler) }
  }

  /// A pod whose container runs has failed its readiness probe too often; nothing happens to one that is not ready.
  mutating func failReadiness<E: PlantEventCarrier>(of pod: Int, scheduler: inout Scheduler<E>) {
    if pods[pod].state == .ready { becomeUnready(pod, &scheduler) }
  }

  /// A pod whose container runs and that had failed its readiness probe passes it again.
  mutating func passReadiness<E: PlantEventCarrier>(of pod: Int, scheduler: inout Scheduler<E>) {
    if pods[pod].state == .starting, pods[pod].step == .running { becomeReady(pod, &scheduler) }
  }

  /// Makes a ready pod not ready; does nothing to others.
  mutating func endReadiness(_ pod: Int, at now: SimulationTime) {
    guard pods[pod].state == .ready else { return }
    pods[pod].state = .starting
    pods[pod].readySince = now
    deployments[pods[pod].deployment].readyCount -= 1
    notices.append(.podUnready(pod: pod, deployment: pods[pod].deployment))
  }

  /// Asks a pod to end: a pending one is gone at once, others after their grace.
  mutating func terminate<E: PlantEventCarrier>(_ pod: Int, _ scheduler: inout Scheduler<E>) {
    guard pods[pod].state != .pending else { return removePod(pod, &scheduler) }
    precondition(
      pods[pod].state != .terminating && pods[pod].state != .gone, "pod \(pod) was deleted twice")
    endReadiness(pod, at: scheduler.now)
    pods[pod].state = .terminating
    pods[pod].step = .ending
    pods[pod].stamp &+= 1
    pods[pod].readySince = scheduler.now
    deployments[pods[pod].deployment].terminatingCount += 1
    notices.append(.podTerminating(pod: pod, deployment: pods[pod].deployment))
    if !deployments[pods[pod].deployment].replacements.isEmpty { forgetReplacement(of: pod, &scheduler) }
    schedulePodStep(pod, after: templates[Int(pods[pod].template)].grace, &scheduler)
  }

  mutating func schedulePodStep<E: PlantEventCarrier>(
    _ pod: Int, after delay: SimulationDuration, _ scheduler: inout Scheduler<E>
  ) {
    let event = PlantEvent(.podStep(Int32(pod), stamp: pods[pod].stamp))
    scheduler.schedule(E(plant: event), after: delay, phase: .plant)
  }
}
