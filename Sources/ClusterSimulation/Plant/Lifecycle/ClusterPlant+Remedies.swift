import SimulationKernel

extension ClusterPlant {
  /// Ends the container of a pod and starts it again without a back-off; false if its node does not answer or it is
  /// not on one.
  @discardableResult
  public mutating func restartNow<E: PlantEventCarrier>(pod: Int, scheduler: inout Scheduler<E>) -> Bool {
    guard pods[pod].state == .starting || pods[pod].state == .ready, let node = pods[pod].node,
      nodes[node].answers, pods[pod].step != .lost
    else { return false }
    endReadiness(pod, at: scheduler.now)
    notices.append(.podKilled(pod: pod, deployment: pods[pod].deployment, reason: .restarted))
    pods[pod].backOff = 0
    pods[pod].stamp &+= 1
    startContainer(pod, &scheduler)
    if deployments[pods[pod].deployment].rollout != nil { requestReconcile(pods[pod].deployment, &scheduler) }
    return true
  }

  /// Makes another pod of the same deployment, and ends this one when that is ready.
  ///
  /// False if it is on its way out, waits for a node, is being replaced, or a rollout is on its way.
  @discardableResult
  public mutating func replace<E: PlantEventCarrier>(pod: Int, scheduler: inout Scheduler<E>) -> Bool {
    let deployment = pods[pod].deployment
    guard pods[pod].state == .starting || pods[pod].state == .ready, deployments[deployment].rollout == nil,
      !deployments[deployment].replacements.contains(where: { $0.old == pod || $0.new == pod })
    else { return false }
    let new = createPod(deployment)
    deployments[deployment].replacements.append(.init(old: Int32(pod), new: Int32(new)))
    requestPlacement(&scheduler)
    return true
  }

  /// The stand-in of a pod is ready.
  mutating func endReplaced<E: PlantEventCarrier>(by pod: Int, _ scheduler: inout Scheduler<E>) {
    let deployment = pods[pod].deployment
    guard let index = deployments[deployment].replacements.firstIndex(where: { $0.new == pod }) else {
      return
    }
    let old = Int(deployments[deployment].replacements.remove(at: index).old)
    if pods[old].state != .terminating, pods[old].state != .gone { terminate(old, &scheduler) }
    requestReconcile(deployment, &scheduler)
  }

  /// A pod that stands in for another, or that another stands in for, exists no more.
  mutating func forgetReplacement<E: PlantEventCarrier>(of pod: Int, _ scheduler: inout Scheduler<E>) {
    let deployment = pods[pod].deployment
    let before = deployments[deployment].replacements.count
    deployments[deployment].replacements.removeAll { $0.old == pod || $0.new == pod }
    if deployments[deployment].replacements.count < before { requestReconcile(deployment, &scheduler) }
  }

  /// Removes a pod without grace, as the kubelet does on a node that is short of something; its deployment makes
  /// another.
  public mutating func evictNow<E: PlantEventCarrier>(pod: Int, scheduler: inout Scheduler<E>) {
    guard pods[pod].state == .starting || pods[pod].state == .ready else { return }
    kill(pod, reason: .evicted, at: scheduler.now)
    removePod(pod, &scheduler)
    requestReconcile(pods[pod].deployment, &scheduler)
  }

  /// Asks a pod to end, as preemption does; its deployment makes another. False if it is on its way out.
  @discardableResult
  public mutating func preempt<E: PlantEventCarrier>(pod: Int, scheduler: inout Scheduler<E>) -> Bool {
    guard pods[pod].state == .starting || pods[pod].state == .ready else { return false }
    evict(pod, &scheduler)
    return true
  }

  /// Orders a node of the first pool that may grow; false if none may.
  @discardableResult
  public mutating func orderNode<E: PlantEventCarrier>(scheduler: inout Scheduler<E>) -> Bool {
    guard
      let pool = pools.indices.first(where: {
        parameters.pools[$0].isAutoscaled && pools[$0].live.count < parameters.pools[$0].maxNodes
      })
    else { return false }
    lastOrder = scheduler.now
    boot(orderNode(pool: pool), &scheduler)
    return true
  }

  /// The version that a deployment makes or is changing to.
  public func targetVersion(of deployment: Int) -> Int {
    Int(deployments[deployment].rollout?.target ?? deployments[deployment].template)
  }

  /// The template of a version.
  public func template(ofVersion version: Int) -> PodTemplate { templates[version].source }

  /// Lets the containers of a version exit so many seconds after their start; nil for never.
  public mutating func setExit(after seconds: Double?, ofVersion version: Int) {
    templates[version].source.exitsAfter = seconds
  }

  /// Says whether the image of a version can be pulled.
  public mutating func setImageBroken(_ isBroken: Bool, ofVersion version: Int) {
    templates[version].isImageBroken = isBroken
  }

  /// Copies the image of a version to all nodes that are up; false if it has none.
  @discardableResult
  public mutating func copyImage(ofVersion version: Int, at now: SimulationTime) -> Bool {
    guard templates[version].image >= 0, let image = templates[version].source.image else { return false }
    for node in nodes.indices where nodes[node].answers {
      guard !nodes[node].images.contains(where: { $0.image == templates[version].image }) else { continue }
      let bandwidth = parameters.pools[Int(nodes[node].pool)].pullBandwidth
      nodes[node].images.append(
        .init(
          image: templates[version].image, availableAt: now + .seconds(rounding: image.bytes / bandwidth)))
    }
    return true
  }
}
