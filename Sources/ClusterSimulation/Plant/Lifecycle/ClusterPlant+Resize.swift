import SimulationKernel

extension ClusterPlant {
  /// Changes what the next pods of a deployment request; those that there are keep what they have.
  ///
  /// Nothing happens while a rollout is on its way, whose two versions say what pods request.
  public mutating func resize(_ deployment: Int, to requests: Resources) {
    let version = Int(deployments[deployment].template)
    guard deployments[deployment].rollout == nil, templates[version].source.requests != requests else {
      return
    }
    var template = templates[version].source
    template.requests = requests
    // a recommendation that comes back is the version that it was
    let isBroken = templates[version].isImageBroken
    let known = templates.firstIndex {
      $0.deployment == deployment && $0.source == template && $0.isImageBroken == isBroken
    }
    deployments[deployment].template = Int32(
      known ?? addVersion(template, of: deployment, isImageBroken: isBroken))
  }

  /// Evicts pods whose requests are out of date, oldest first, so that they come back with what new ones request.
  ///
  /// After the VPA's updater with its defaults: a pod goes whose request is outside the bounds or, after twelve hours, a tenth
  /// off in sum of both resources; two replicas at least are asked for, half of them stay ready, and budgets are kept. Pods on
  /// their way to be ready are waited for.
  ///
  /// Source: flags of the updater of Kubernetes' vertical-pod-autoscaler 1.7: `pod-update-threshold` 0.1,
  /// `in-recommendation-bounds-eviction-lifetime-threshold` 12h, `min-replicas` 2, `eviction-tolerance` 0.5.
  public mutating func evictMissized<E: PlantEventCarrier>(
    _ deployment: Int, from lower: Resources, to upper: Resources, scheduler: inout Scheduler<E>
  ) {
    let desired = deployments[deployment].desired
    guard deployments[deployment].rollout == nil, desired > 1 else { return }
    let target = templates[Int(deployments[deployment].template)].source.requests
    var room = deployments[deployment].readyCount - (desired - desired / 2)
    for number in deployments[deployment].live {
      let pod = Int(number)
      let has = requests(of: pod)
      guard has != target, pods[pod].state == .ready || pods[pod].state == .pending else { continue }
      let isOutside = !(lower.fits(in: has) && has.fits(in: upper))
      let isOld =
        pods[pod].state == .ready && pods[pod].startTime + .hours(12) <= scheduler.now
        && Self.difference(has, target) >= 0.1
      guard isOutside || isOld else { continue }
      if pods[pod].state == .ready {
        guard room > 0, mayEvict(pod) else { continue }
        room -= 1
      }
      evict(pod, &scheduler)
    }
  }

  private static func difference(_ has: Resources, _ target: Resources) -> Double {
    abs(Double(target.cpu - has.cpu)) / Double(max(1, has.cpu))
      + abs(Double(target.memory - has.memory)) / Double(max(1, has.memory))
  }
}
