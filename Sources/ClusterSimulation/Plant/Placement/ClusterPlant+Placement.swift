import SimulationKernel

extension ClusterPlant {
  mutating func requestPlacement<E: PlantEventCarrier>(_ scheduler: inout Scheduler<E>) {
    guard !placementDue, pendingCount > 0 else { return }
    placementDue = true
    scheduler.schedule(E(plant: PlantEvent(.placement)), at: scheduler.now, phase: .placement)
  }

  /// The node that a pod of the template goes to; -1 if none has room.
  func chooseNode(template: Int) -> Int {
    let compiled = templates[template]
    return index.first(compiled.source.requests, groups: openGroups(Int(compiled.deployment)))
  }

  /// The pools and zones that a deployment's next pod may go to. Without a limit on zone skew that never
  /// changes.
  func openGroups(_ number: Int) -> UInt64 {
    let deployment = deployments[number]
    guard let skew = deployment.parameters.zoneSkew else { return deployment.groups }
    let zones = zoneNames.indices.filter { zoneNodes[$0] > 0 && zoneGroups[$0] & deployment.groups != 0 }
    let least = zones.map { deployment.zoneCounts[$0] }.min() ?? 0
    return zones.reduce(0) {
      deployment.zoneCounts[$1] + 1 - least <= skew ? $0 | zoneGroups[$1] & deployment.groups : $0
    }
  }

  /// Binds what pending pods have a node, by priority, then by age; pushes out lower pods where that helps.
  mutating func placePending<E: PlantEventCarrier>(_ scheduler: inout Scheduler<E>) {
    let waiting = byPriority.filter { !deployments[$0].pending.isEmpty }
    var cursors = Array(repeating: 0, count: waiting.count)
    // The template that found no node: others of it need not try. -1 if none.
    var blocked = Array(repeating: Int32(-1), count: waiting.count)
    var failed = false
    while let place = nextWaiting(waiting, cursors) {
      let pod = Int(deployments[waiting[place]].pending[cursors[place]])
      cursors[place] += 1
      if pods[pod].nominated >= 0 {
        if placeNominated(pod, &scheduler) { continue }
        // Those it waits for may still be leaving.
        if pods[pod].nominated >= 0 { continue }
      }
      let template = pods[pod].template
      guard blocked[place] != template else { continue }
      let node = chooseNode(template: Int(template))
      if node >= 0 {
        bind(pod, to: node, at: scheduler.now)
        startContainer(pod, &scheduler)
      } else if !preempt(for: pod, &scheduler) {
        blocked[place] = template
        failed = true
      }
    }
    for deployment in waiting { dropBoundFromPending(deployment) }
    if failed { requestScan(&scheduler) }
  }

  /// The position of the deployment whose turn it is; nil once all pending pods had theirs.
  private func nextWaiting(_ waiting: [Int], _ cursors: [Int]) -> Int? {
    var (best, oldest, priority) = (Int?.none, Int32.max, Int.min)
    for (place, number) in waiting.enumerated() where cursors[place] < deployments[number].pending.count {
      let own = parameters.deployments[number].priority
      if own < priority { break }
      let pod = deployments[number].pending[cursors[place]]
      if pod < oldest { (best, oldest, priority) = (place, pod, own) }
    }
    return best
  }

  mutating func dropBoundFromPending(_ deployment: Int) {
    deployments[deployment].pending.removeAll { pods[Int($0)].state != .pending }
  }
}
