import Autoscaling
import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let remedyFailures = RandomPurpose("fault remedy failures")
}

extension ClusterModel {
  /// Lets the healing policy decide on what can be known now.
  mutating func heal(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard var healing = faults?.healing else { return }
    let now = scheduler.now
    scheduler.schedule(.fault(.heal), after: .seconds(rounding: healing.period), phase: .control)
    guard let observation = faults?.health?.observation(at: now), isMeasured(now) else { return }
    if let truth = healing.truth, let engine = faults {
      truth.show(engine.records.filter { record in engine.active.contains { $0.number == record.number } })
    }
    let decision = healing.policy.heal(observation)
    faults?.healing = healing
    for alarm in decision.alarms { faults?.alarms.append(AlarmRecord(time: now.seconds, alarm: alarm)) }
    for action in decision.suppressed { faults?.count(action) }
    for action in decision.actions {
      let number = faults?.remedies.count ?? 0
      faults?.remedies.append(
        RemedyRecord(requested: now.seconds, ended: nil, action: action, outcome: .pending))
      let delay = healing.remedies.delayFactor * RemedyParameters.usualDelay(of: action.remedy.kind)
      scheduler.schedule(.fault(.remedy(Int32(number))), after: .seconds(rounding: delay), phase: .plant)
    }
  }

  /// Carries a remedy out, unless the draw says that it fails.
  mutating func carryOut(_ number: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let engine = faults, let healing = engine.healing else { return }
    let remedy = engine.remedies[number].action.remedy
    let kind = Remedy.Kind.allCases.firstIndex(of: remedy.kind) ?? 0
    var stream = RandomStream(
      seed: inputs.seed, purpose: .remedyFailures, entity: UInt64(kind),
      ordinal: UInt64(engine.remedyCounts[kind]))
    faults?.remedyCounts[kind] += 1
    let fails = stream.nextUnit() < healing.remedies.failureShare
    let isDone = !fails && apply(remedy, &scheduler)
    faults?.remedies[number].ended = scheduler.now.seconds
    faults?.remedies[number].outcome = fails ? .failed : isDone ? .done : .refused
  }

  /// Changes the plant or the services as a remedy does; false if there is nothing to change.
  private mutating func apply(_ remedy: Remedy, _ scheduler: inout Scheduler<ClusterEvent>) -> Bool {
    let now = scheduler.now
    switch remedy {
    case .restart(let pod): return isOwn(pod) && plant.restartNow(pod: pod, scheduler: &scheduler)
    case .replace(let pod): return isOwn(pod) && plant.replace(pod: pod, scheduler: &scheduler)
    case .rollingRestart: return renew(&scheduler, raises: false)
    case .raiseLimits: return renew(&scheduler, raises: true)
    case .rollBack: return rollBackEverything(&scheduler)
    case .drain(let node):
      return plant.nodes.indices ~= node && plant.drain(node: node, scheduler: &scheduler)
    case .moveReplicas(let node): return moveReplicas(from: node, &scheduler)
    case .uncordon(let node):
      return plant.nodes.indices ~= node && plant.uncordon(node: node, scheduler: &scheduler)
    case .fence(let node):
      return plant.nodes.indices ~= node && plant.fence(node: node, scheduler: &scheduler)
    case .orderNode: return plant.orderNode(scheduler: &scheduler)
    case .pinImage:
      let isBack = plant.isRollingOut(0) && plant.restorePrevious(0, scheduler: &scheduler)
      return plant.copyImage(ofVersion: plant.targetVersion(of: 0), at: now) || isBack
    case .restartDNS: return cure { $0.type == .dnsResolutionFailure }
    case .cleanDisk(let node):
      return changeFaults(where: { $0.type == .diskFull && $0.strikes(node: node) }) { $0.growsSince = now }
    case .shedLoad(let share, let seconds):
      faults?.shedShare = min(1, max(0, share))
      let end = lasting(seconds, &scheduler)
      faults?.shedUntil = end
      return true
    case .tripBreaker(let seconds):
      guard faults?.parameters.hasBreaker == true else { return false }
      let end = lasting(seconds, &scheduler)
      faults?.breakerUntil = end
      return true
    case .holdReplicas(let seconds):
      let end = lasting(seconds, &scheduler)
      faults?.heldUntil = end
      return true
    case .scaleOut(let replicas, let seconds): return scaleOut(to: replicas, seconds, &scheduler)
    }
  }

  /// Asks for so many replicas at once, and keeps the policy from asking for fewer until the time is over.
  private mutating func scaleOut(
    to replicas: Int, _ seconds: Double, _ scheduler: inout Scheduler<ClusterEvent>
  ) -> Bool {
    let floor = min(replicas, states[0].parameters.maxReplicas)
    guard floor >= states[0].desired else { return false }
    faults?.floor = floor
    let end = lasting(seconds, &scheduler)
    faults?.floorUntil = end
    guard floor > states[0].desired else { return true }
    if isMeasured(scheduler.now) { states[0].meter.countScaleWrite() }
    states[0].desired = floor
    plant.scale(0, to: floor, scheduler: &scheduler)
    follow(0, scheduler.now)
    return true
  }

  private func isOwn(_ pod: Int) -> Bool { plant.pods.indices ~= pod && plant.pods[pod].deployment == 0 }

  private func lasting(_ seconds: Double, _ scheduler: inout Scheduler<ClusterEvent>) -> SimulationTime {
    let end = scheduler.now + .seconds(rounding: max(0, seconds))
    scheduler.schedule(.fault(.remedyEnds), at: end, phase: .plant)
    return end
  }

  /// A rolling update to an equal version, or to one with twice the limits.
  private mutating func renew(_ scheduler: inout Scheduler<ClusterEvent>, raises: Bool) -> Bool {
    guard !plant.isRollingOut(0) else { return false }
    let present = plant.targetVersion(of: 0)
    let version = rollOutVersion(plant.template(ofVersion: present), &scheduler, isTried: false)
    if raises || faults?.raisedVersions.contains(present) == true { faults?.raisedVersions.append(version) }
    // equal to the present one in all that a fault of the version does
    let numbers = (faults?.active.indices).map(Array.init) ?? []
    for index in numbers where faults?.active[index].version == present {
      faults?.active[index].version = version
    }
    return true
  }

  private mutating func rollBackEverything(_ scheduler: inout Scheduler<ClusterEvent>) -> Bool {
    let isCured = cure { $0.type == .serviceUnavailable }
    return plant.restorePrevious(0, scheduler: &scheduler) || isCured
  }

  private mutating func cure(where isMeant: (ActiveFault) -> Bool) -> Bool {
    changeFaults(where: isMeant) { $0.isCured = true }
  }

  private mutating func changeFaults(
    where isMeant: (ActiveFault) -> Bool, _ change: (inout ActiveFault) -> Void
  ) -> Bool {
    guard let active = faults?.active else { return false }
    let meant = active.indices.filter { isMeant(active[$0]) && !active[$0].isCured }
    for index in meant { if faults != nil { change(&faults!.active[index]) } }
    return !meant.isEmpty
  }

  /// Keeps new pods off a node and replaces those of the measured service on it, each when its stand-in is ready.
  private mutating func moveReplicas(from node: Int, _ scheduler: inout Scheduler<ClusterEvent>) -> Bool {
    guard plant.nodes.indices ~= node, plant.nodes[node].state == .up else { return false }
    plant.cordon(node: node)
    var isMoved = false
    for pod in plant.pods(onNode: node).reversed() where isOwn(pod) {
      if plant.replace(pod: pod, scheduler: &scheduler) { isMoved = true }
    }
    return isMoved
  }
}
