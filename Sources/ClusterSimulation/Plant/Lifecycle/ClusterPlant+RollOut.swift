import SimulationKernel

extension ClusterPlant {
  /// Replaces the pods of a deployment by those of a new template: a rolling update, step by step if a canary
  /// is asked for.
  ///
  /// A rollout already on its way is given up for this one.
  public mutating func rollOut<E: PlantEventCarrier>(
    _ deployment: Int, to template: PodTemplate, canary: CanaryPlan? = nil, scheduler: inout Scheduler<E>
  ) {
    rollOut(
      deployment, toVersion: addVersion(template, of: deployment), canary: canary, scheduler: &scheduler)
  }

  /// Adds a version of a deployment's pods, which is not rolled out yet; returns its number.
  public mutating func addVersion(
    _ template: PodTemplate, of deployment: Int, isImageBroken: Bool = false
  ) -> Int {
    let version = Int(compile(template, deployment: deployment))
    templates[version].isImageBroken = isImageBroken
    return version
  }

  /// Replaces the pods of a deployment by those of one of its versions, as `rollOut(_:to:canary:scheduler:)` does.
  public mutating func rollOut<E: PlantEventCarrier>(
    _ deployment: Int, toVersion version: Int, canary: CanaryPlan? = nil, scheduler: inout Scheduler<E>
  ) {
    begin(
      deployment,
      Deployment.Rollout(
        stable: deployments[deployment].template, target: Int32(version),
        steps: canary.map { Array($0.steps.dropFirst()) } ?? [], percent: canary?.steps.first ?? 100,
        pause: .seconds(rounding: canary?.pause ?? 0)), &scheduler)
  }

  /// Goes back to the version before the present one or, while a rollout is on its way, before that; false if there is
  /// none.
  @discardableResult
  public mutating func restorePrevious<E: PlantEventCarrier>(
    _ deployment: Int, scheduler: inout Scheduler<E>
  ) -> Bool {
    if deployments[deployment].rollout != nil {
      guard deployments[deployment].rollout?.isReturn == false else { return false }
      return rollBack(deployment, scheduler: &scheduler)
    }
    let previous = deployments[deployment].previous
    guard previous >= 0 else { return false }
    begin(
      deployment,
      Deployment.Rollout(
        stable: deployments[deployment].template, target: previous, steps: [], percent: 100, pause: .zero,
        isReturn: true), &scheduler)
    return true
  }

  /// Goes back to the version before the rollout that is on its way, by a rolling update; false if none is.
  @discardableResult
  public mutating func rollBack<E: PlantEventCarrier>(_ deployment: Int, scheduler: inout Scheduler<E>)
    -> Bool
  {
    guard let rollout = deployments[deployment].rollout else { return false }
    begin(
      deployment,
      Deployment.Rollout(
        stable: rollout.stable, target: rollout.stable, steps: [], percent: 100, pause: .zero,
        isReturn: true), &scheduler)
    return true
  }

  private mutating func begin<E: PlantEventCarrier>(
    _ deployment: Int, _ rollout: Deployment.Rollout, _ scheduler: inout Scheduler<E>
  ) {
    deployments[deployment].rolloutStamp &+= 1
    deployments[deployment].replacements = []
    deployments[deployment].rollout = rollout
    advanceRollout(deployment, &scheduler)
  }

  /// The watch over a canary step is over.
  mutating func nextCanaryStep<E: PlantEventCarrier>(_ deployment: Int, _ scheduler: inout Scheduler<E>) {
    guard var rollout = deployments[deployment].rollout else { return }
    rollout.isWatching = false
    rollout.percent = rollout.steps.isEmpty ? 100 : rollout.steps.removeFirst()
    deployments[deployment].rollout = rollout
    advanceRollout(deployment, &scheduler)
  }

  /// How many active pods there are of a rollout's target and of other versions.
  struct RolloutCounts {
    var new = 0
    var newReady = 0
    var old = 0
    var oldReady = 0
  }

  func rolloutCounts(_ deployment: Int, target: Int32) -> RolloutCounts {
    var counts = RolloutCounts()
    for pod in deployments[deployment].live {
      let (state, isNew) = (pods[Int(pod)].state, pods[Int(pod)].template == target)
      guard state != .terminating else { continue }
      let isReady = state == .ready ? 1 : 0
      if isNew { counts.new += 1 } else { counts.old += 1 }
      if isNew { counts.newReady += isReady } else { counts.oldReady += isReady }
    }
    return counts
  }

  /// Makes and ends as many pods as surge and unavailability allow now, as the deployment controller does.
  mutating func advanceRollout<E: PlantEventCarrier>(_ deployment: Int, _ scheduler: inout Scheduler<E>) {
    guard let rollout = deployments[deployment].rollout else { return }
    let parameters = deployments[deployment].parameters
    let desired = deployments[deployment].desired
    let surge = parameters.maxSurge.roundedUp(of: desired)
    var unavailable = parameters.maxUnavailable.roundedDown(of: desired)
    if surge == 0, unavailable == 0 { unavailable = 1 }
    let goal = (rollout.percent * desired + 99) / 100
    let target = rollout.target
    var changed = true
    while changed {
      changed = false
      let counts = rolloutCounts(deployment, target: target)
      let total = counts.new + counts.old
      let more = min(goal - counts.new, desired + surge - total)
      let moreOld = min(desired - goal - counts.old, desired - total)
      for _ in 0..<max(0, more) { _ = createPod(deployment, template: target) }
      for _ in 0..<max(0, moreOld) { _ = createPod(deployment, template: rollout.stable) }
      if more > 0 || moreOld > 0 {
        requestPlacement(&scheduler)
        changed = true
        continue
      }
      if counts.new > goal {
        for pod in victims(counts.new - goal, deployment, among: { $0.template == target }) {
          terminate(pod, &scheduler)
        }
        changed = true
        continue
      }
      let count = olderPodsToEnd(
        counts, excess: counts.old - (desired - goal), minAvailable: desired - unavailable)
      for pod in victims(count, deployment, among: { $0.template != target }) { terminate(pod, &scheduler) }
      changed = count > 0
    }
    closeRolloutStep(deployment, goal: goal, &scheduler)
  }

  /// First those that are not ready, as far as the new ones that are not ready yet leave room for it; then
  /// ready ones, as far as enough stay (deployment controller, reconcileOldReplicaSets).
  private func olderPodsToEnd(_ counts: RolloutCounts, excess: Int, minAvailable: Int) -> Int {
    let room = counts.new + counts.old - minAvailable - (counts.new - counts.newReady)
    guard excess > 0, room > 0 else { return 0 }
    let unhealthy = min(excess, room, counts.old - counts.oldReady)
    let spare = max(0, counts.newReady + counts.oldReady - minAvailable)
    return unhealthy + min(excess - unhealthy, spare)
  }

  private mutating func closeRolloutStep<E: PlantEventCarrier>(
    _ deployment: Int, goal: Int, _ scheduler: inout Scheduler<E>
  ) {
    guard let rollout = deployments[deployment].rollout, !rollout.isWatching else { return }
    let desired = deployments[deployment].desired
    let counts = rolloutCounts(deployment, target: rollout.target)
    guard counts.newReady == goal, counts.new == goal, counts.old <= desired - goal else { return }
    if rollout.percent < 100 {
      deployments[deployment].rollout?.isWatching = true
      notices.append(.canaryWatched(deployment: deployment, percent: rollout.percent))
      let stamp = deployments[deployment].rolloutStamp
      let event = PlantEvent(.canaryStep(Int32(deployment), stamp: stamp))
      scheduler.schedule(E(plant: event), after: rollout.pause, phase: .control)
    } else {
      if rollout.target != deployments[deployment].template || rollout.isReturn {
        deployments[deployment].previous = rollout.isReturn ? -1 : deployments[deployment].template
      }
      deployments[deployment].template = rollout.target
      deployments[deployment].rollout = nil
      notices.append(.rolloutFinished(deployment: deployment))
    }
  }
}
