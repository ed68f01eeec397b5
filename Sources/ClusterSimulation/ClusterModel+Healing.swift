import Autoscaling
import SimulationKernel

extension ClusterModel {
  /// Lets the healing policy decide on what can be known now.
  mutating func heal(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard let period = healing?.period else { return }
    let now = scheduler.now
    scheduler.schedule(.fault(.heal), after: .seconds(rounding: period), phase: .control)
    guard let observation = health?.observation(at: now), isMeasured(now) else { return }
    let truth = faults?.activeRecords ?? []
    for (number, delay) in healing?.decide(on: observation, truth: truth, at: now) ?? [] {
      scheduler.schedule(.fault(.remedy(Int32(number))), after: .seconds(rounding: delay), phase: .plant)
    }
  }

  /// Carries a remedy out, unless the draw says that it fails.
  mutating func carryOut(_ number: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let (remedy, fails) = healing?.attempt(number) else { return }
    let isDone = !fails && apply(remedy, &scheduler)
    healing?.close(number, fails ? .failed : isDone ? .done : .refused, at: scheduler.now)
  }

  /// Takes away what a remedy takes from causes and lets it act; false if there is nothing to change.
  private mutating func apply(_ remedy: Remedy, _ scheduler: inout Scheduler<ClusterEvent>) -> Bool {
    let isEased = faults?.ease(by: remedy, at: scheduler.now) == true
    return act(remedy, &scheduler) || isEased
  }

  /// Changes the plant, or what policies and clients may do, as a remedy does; false if there is nothing to change.
  private mutating func act(_ remedy: Remedy, _ scheduler: inout Scheduler<ClusterEvent>) -> Bool {
    let now = scheduler.now
    switch remedy {
    case .restart(let pod): return isOwn(pod) && plant.restartNow(pod: pod, scheduler: &scheduler)
    case .replace(let pod): return isOwn(pod) && plant.replace(pod: pod, scheduler: &scheduler)
    case .rollingRestart: return renew(&scheduler, raises: false)
    case .raiseLimits: return renew(&scheduler, raises: true)
    case .rollBack: return plant.restorePrevious(0, scheduler: &scheduler)
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
    // what they act on is in the cause alone
    case .restartDNS, .cleanDisk: return false
    case .shedLoad(let share, let seconds):
      let end = lasting(seconds, &scheduler)
      faults?.interventions.shed(share, until: end)
      return true
    case .tripBreaker(let seconds):
      guard faults?.parameters.hasBreaker == true else { return false }
      let end = lasting(seconds, &scheduler)
      faults?.interventions.tripBreaker(until: end)
      return true
    case .holdReplicas(let seconds):
      let end = lasting(seconds, &scheduler)
      faults?.interventions.hold(until: end)
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
    let end = lasting(seconds, &scheduler)
    faults?.interventions.keep(atLeast: floor, until: end)
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
    if raises || faults?.interventions.isRaised(version: present) == true {
      faults?.interventions.raise(version: version)
    }
    faults?.renewVersion(from: present, to: version)
    return true
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
