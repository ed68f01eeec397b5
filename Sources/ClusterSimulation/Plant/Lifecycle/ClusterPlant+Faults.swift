import SimulationKernel

extension ClusterPlant {
  /// Ends the process of a pod, which is started again after its back-off; false if no container of it runs.
  @discardableResult
  public mutating func crash<E: PlantEventCarrier>(
    pod: Int, reason: KillReason = .crash, scheduler: inout Scheduler<E>
  ) -> Bool {
    guard runs(pod, at: scheduler.now) else { return false }
    restart(pod, reason: reason, &scheduler)
    return true
  }

  /// Lets a pod answer nothing from now on: its readiness probe takes it out of service, its liveness probe
  /// restarts it.
  ///
  /// False if no container of it runs or it hangs already.
  @discardableResult
  public mutating func hang<E: PlantEventCarrier>(pod: Int, scheduler: inout Scheduler<E>) -> Bool {
    guard runs(pod, at: scheduler.now), pods[pod].step != .hung else { return false }
    let template = templates[Int(pods[pod].template)].source
    let start = pods[pod].containerStart
    pods[pod].step = .hung
    pods[pod].stamp &+= 1
    if pods[pod].state == .ready, let probe = template.readiness {
      let event = PlantEvent(.podUnready(Int32(pod), stamp: pods[pod].stamp))
      let found = probe.detection(after: scheduler.now, start: start)
      scheduler.schedule(E(plant: event), at: found, phase: .plant)
    }
    if let probe = template.liveness {
      let found = probe.detection(after: scheduler.now, start: start)
      schedulePodStep(pod, after: found - scheduler.now, &scheduler)
    }
    return true
  }

  /// Whether a container of the pod runs, ready or not.
  func runs(_ pod: Int, at now: SimulationTime) -> Bool {
    switch pods[pod].step {
    case .running, .hung: true
    case .startingUp: pods[pod].containerStart <= now
    default: false
    }
  }

  /// Ends a node that boots; nil if it is up, else whether there was something to end.
  private mutating func endBeforeUp<E: PlantEventCarrier>(_ node: Int, _ scheduler: inout Scheduler<E>)
    -> Bool?
  {
    switch nodes[node].state {
    case .up: return nil
    case .lost, .gone: return false
    case .booting:
      endNode(node, &scheduler)
      requestScan(&scheduler)
      return true
    }
  }

  /// Lets a node fail: its pods answer nothing at once, leave the endpoints when it counts as not ready, and are replaced
  /// when they have tolerated that long enough.
  ///
  /// A booting node never comes up. False if the node has ended.
  @discardableResult
  public mutating func fail<E: PlantEventCarrier>(node: Int, scheduler: inout Scheduler<E>) -> Bool {
    if let isOver = endBeforeUp(node, &scheduler) { return isOver }
    nodes[node].state = .lost
    zoneNodes[Int(nodes[node].zone)] -= 1
    reindex(node)
    for pod in pods(onNode: node) {
      guard pods[pod].state != .terminating else {
        kill(pod, reason: .nodeFailure, at: scheduler.now)
        continue
      }
      notices.append(.podUnreachable(pod: pod, deployment: pods[pod].deployment))
      pods[pod].step = .lost
      pods[pod].stamp &+= 1
    }
    awaitNotReady(node, &scheduler)
    return true
  }

  /// Gives a node notice that it is taken back: its pods are ended gracefully, and what is left when the
  /// notice is over is killed.
  ///
  /// A booting node ends at once. False if it is not up or booting, or has had its notice.
  ///
  /// The notice is that of the pool's spot terms, or 120 s.
  @discardableResult
  public mutating func reclaim<E: PlantEventCarrier>(node: Int, scheduler: inout Scheduler<E>) -> Bool {
    if let isOver = endBeforeUp(node, &scheduler) { return isOver }
    guard !nodes[node].isReclaimed else { return false }
    nodes[node].isReclaimed = true
    nodes[node].isCordoned = true
    reindex(node)
    let terms = parameters.pools[Int(nodes[node].pool)].spot
    let notice = SimulationDuration.seconds(rounding: terms?.notice ?? 120)
    for pod in pods(onNode: node) where pods[pod].state != .terminating {
      evict(pod, &scheduler)
    }
    scheduler.schedule(E(plant: PlantEvent(.nodeEnds(Int32(node)))), after: notice, phase: .plant)
    return true
  }
}
