import SimulationKernel

extension ClusterPlant {
  /// Sets spec.replicas: makes pods, or ends the pending, then the starting, then the ready, each the newest
  /// first.
  ///
  /// - Precondition: `replicas` is not negative.
  public mutating func scale<E: PlantEventCarrier>(
    _ deployment: Int, to replicas: Int, scheduler: inout Scheduler<E>
  ) {
    precondition(replicas >= 0, "\(replicas) replicas")
    deployments[deployment].desired = replicas
    adjust(deployment, &scheduler)
  }

  /// Makes up for pods that were lost, and takes a rollout further, later at this instant.
  mutating func requestReconcile<E: PlantEventCarrier>(_ deployment: Int, _ scheduler: inout Scheduler<E>) {
    guard !deployments[deployment].reconcileDue else { return }
    deployments[deployment].reconcileDue = true
    let event = PlantEvent(.reconcile(Int32(deployment)))
    scheduler.schedule(E(plant: event), at: scheduler.now, phase: .control)
  }

  mutating func reconcile<E: PlantEventCarrier>(_ deployment: Int, _ scheduler: inout Scheduler<E>) {
    deployments[deployment].reconcileDue = false
    adjust(deployment, &scheduler)
  }

  private mutating func adjust<E: PlantEventCarrier>(_ deployment: Int, _ scheduler: inout Scheduler<E>) {
    guard deployments[deployment].rollout == nil else { return advanceRollout(deployment, &scheduler) }
    let wanted = deployments[deployment].desired + deployments[deployment].replacements.count
    let missing = wanted - deployments[deployment].activeCount
    if missing > 0 {
      for _ in 0..<missing { _ = createPod(deployment) }
      requestPlacement(&scheduler)
    } else if missing < 0 {
      for pod in victims(-missing, deployment, among: { _ in true }) { terminate(pod, &scheduler) }
    }
  }

  /// The pods that a scale-in of `count` ends, as the ReplicaSet controller ranks them: lower states, then
  /// newer ones.
  func victims(_ count: Int, _ deployment: Int, among isCandidate: (PlantPod) -> Bool) -> [Int] {
    var found: [Int] = []
    for state in [PlantPod.State.pending, .starting, .ready] {
      for pod in deployments[deployment].live.reversed() {
        if found.count >= count { return found }
        if pods[Int(pod)].state == state, isCandidate(pods[Int(pod)]) { found.append(Int(pod)) }
      }
    }
    return found
  }
}
