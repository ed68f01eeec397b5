import Autoscaling
import SimulationKernel

extension ClusterModel {
  /// Lets a service's policy decide and its scale be written.
  mutating func sync(_ service: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    let now = scheduler.now
    let desired = states[service].desired
    let decision = states[service].decide(at: now, pods: plant.livePods(of: service), of: plant)
    if failure == nil { failure = states[service].policy.failure }
    if let request = decision.request { resize(service, by: request, &scheduler) }
    let limits = states[service].parameters.limits
    var wanted = min(max(decision.desiredReplicas, limits.lowerBound), limits.upperBound)
    if service == 0, let interventions = faults?.interventions {
      wanted = interventions.replicas(wanted: wanted, present: desired, at: now)
    }
    guard wanted != desired else { return }
    if isMeasured(now) {
      states[service].meter.countScaleWrite()
      if inputs.keepsDecisions {
        let reason = decision.reason
        states[service].decisions.append(
          DecisionRecord(
            time: now.seconds, current: desired, desired: wanted, rule: reason.rule.description,
            signal: reason.signal.isNaN ? nil : reason.signal,
            reference: reason.reference.isNaN ? nil : reason.reference))
      }
    }
    states[service].desired = wanted
    plant.scale(service, to: wanted, scheduler: &scheduler)
    follow(service, now)
  }

  /// Lets new replicas request what a VPA recommends, and once a minute evicts those that request something else.
  ///
  /// Limits, faults and healers go by what the service declares, and what a replica uses does not depend on its request.
  private mutating func resize(
    _ service: Int, by recommended: RequestRecommendation,
    _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    // no more than the largest node has, or nothing could be placed any more
    let room = plant.parameters.pools.map(\.capacity).max { $0.cpu < $1.cpu } ?? .zero
    plant.resize(service, to: Resources(recommended.target, atMost: room))
    if let last = states[service].lastEviction, scheduler.now < last + .minutes(1) { return }
    states[service].lastEviction = scheduler.now
    plant.evictMissized(
      service, from: Resources(recommended.lowerBound, atMost: room),
      to: Resources(recommended.upperBound, atMost: room), scheduler: &scheduler)
  }

  /// Passes on to the services what has become of their pods.
  mutating func takeNotices(_ scheduler: inout Scheduler<ClusterEvent>) {
    let now = scheduler.now
    for notice in plant.takeNotices() {
      switch notice {
      case .podReady(let pod, let service):
        services.addReplica(pod, of: service, scheduler: &scheduler)
        states[service].metrics.podIsReady(
          pod, meter: services.cpuMeter(ofPod: pod, of: service, at: now))
        follow(service, now)
        watchProbes(of: pod, service: service, &scheduler)
        faults?.podIsReady(pod)
        health?.podIsReady(pod, meter: services.cpuMeter(ofPod: pod, of: service, at: now))
      case .podUnready(let pod, let service):
        if service == 0 { ejection?.forget(pod) }
        services.drainReplica(pod, of: service, scheduler: &scheduler)
        follow(service, now)
      case .podKilled(let pod, let service, _):
        probes.end(pod)
        services.removeReplica(pod, of: service, isLost: true, scheduler: &scheduler)
      case .podGone(let pod, let service):
        probes.end(pod)
        services.removeReplica(pod, of: service, isLost: false, scheduler: &scheduler)
      case .podUnreachable, .podReachable: faults?.touch()
      case .podTerminating(let pod, _): probes.end(pod)
      case .podCreated, .nodeUp, .nodeGone, .canaryWatched, .rolloutFinished: break
      }
    }
  }

  /// Begins a rollout of the measured service.
  mutating func rollOut(_ index: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    let service = inputs.parameters.service
    let rollout = service.rollouts[index]
    latestRollout = rollout
    plant.rollOut(0, to: service.template(of: rollout), canary: rollout.canary, scheduler: &scheduler)
    takeNotices(&scheduler)
  }

  /// Rolls back, if a rollout is on its way and the window that closes now was bad.
  mutating func judgeRollout(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard let limit = latestRollout?.rollBackAbove, plant.isRollingOut(0) else { return }
    let window = states[0].window
    guard window.arrived > 0, window.violating / window.arrived > limit else { return }
    latestRollout = nil
    plant.rollBack(0, scheduler: &scheduler)
    takeNotices(&scheduler)
  }

  mutating func scrape(_ service: Int, _ now: SimulationTime) {
    if faults?.isCollectorPaused(at: now) == true { return states[service].metrics.skip() }
    let details = states[service].readsDetails ? scrapedDetails(of: service) : nil
    let services = services
    // numbers of their own: the parameters are too large to be copied at each scrape
    let (idle, each) = (
      states[service].parameters.memory(requestsInside: 0), states[service].parameters.requestMemory
    )
    let isTaken = states[service].metrics.scrape(
      at: now, pods: plant.livePods(of: service), of: plant, waiting: services.waiting(at: service),
      details: details,
      meter: { services.cpuMeter(ofPod: $0, of: service, at: now) },
      memory: {
        // asked for each replica at each scrape, so not where it is multiplied by nothing
        each > 0 ? idle + services.requestsInside(pod: $0, of: service) * each : idle
      })
    if isTaken, service == 0, health != nil { takeHealth(now) }
  }

  /// Crashes the containers that use more memory than their limit. Looked at with every scrape: an excess that comes and
  /// goes between two is not seen.
  mutating func killWhatOutgrewItsMemory(_ service: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let limit = states[service].parameters.memoryLimit, states[service].parameters.requestMemory > 0
    else { return }
    let parameters = states[service].parameters
    for pod in plant.livePods(of: service) where plant.pods[Int(pod)].state == .ready {
      let inside = services.requestsInside(pod: Int(pod), of: service)
      if parameters.memory(requestsInside: inside) > limit {
        plant.crash(pod: Int(pod), scheduler: &scheduler)
        states[service].meter.countMemoryKill(isMeasured: isMeasured(scheduler.now))
      }
    }
    takeNotices(&scheduler)
  }

  mutating func closeWindow(of service: Int, _ now: SimulationTime) {
    if isMeasured(now) {
      follow(service, now)
      let window = states[service].window
      states[service].meter.closeWindow(
        violated: window.violating > states[service].allowedLate * window.arrived)
    }
    states[service].window = .init()
  }

  mutating func writeTimeline(of service: Int, _ now: SimulationTime) {
    let totals = states[service].sinceTimelinePoint
    states[service].sinceTimelinePoint = .init()
    guard isMeasured(now) else { return }
    if inputs.keepsPoints { writePoint(of: service, totals, now) }
    states[service].timeline.append(
      TimelinePoint(
        time: now.seconds, requestsPerSecond: totals.arrived / inputs.timelineInterval,
        demand: states[service].demand, ready: plant.readyCount(of: service),
        desired: states[service].desired, nodes: plant.billedNodes,
        latency: services.latency(of: service, over: totals),
        errorShare: totals.arrived > 0 ? min(1, totals.failed / totals.arrived) : 0,
        cost: states[0].meter.measurements.nodeCost))
  }

  private mutating func writePoint(of service: Int, _ totals: ServiceTotals, _ now: SimulationTime) {
    func percentile(_ probability: Double) -> Double? {
      totals.latencies.quantile(probability).map { Double($0) / 1e9 }
    }
    states[service].latencies.merge(totals.latencies)
    states[service].points.append(
      ServicePoint(
        time: now.seconds, offered: totals.arrived, completed: Double(totals.latencies.count),
        failed: totals.failed, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99),
        required: states[service].demand(over: inputs.timelineInterval, until: now),
        desired: states[service].desired, ready: plant.readyCount(of: service), cpuSeconds: totals.cpuSeconds)
    )
  }

  /// What has to hold after every event.
  func checkInvariants(_ now: SimulationTime) {
    precondition(lastChange <= now, "the plant is ahead of the clock")
    for service in states.indices {
      let waiting = services.waiting(at: service)
      precondition(waiting >= 0, "service \(service) has a negative queue, \(waiting)")
      let desired = states[service].desired
      let asked = plant.desiredReplicas(of: service)
      precondition(
        asked == desired, "the plant keeps \(asked) replicas of service \(service), \(desired) are asked for")
    }
  }
}

extension Resources {
  /// What a VPA recommends, but no more than `room` of either.
  fileprivate init(_ amount: RequestRecommendation.Amounts, atMost room: Resources) {
    self.init(
      nanocores: min(amount.cpuMillicores, room.cpu / 1_000_000) * 1_000_000,
      bytes: min(amount.memoryBytes, room.memory))
  }
}
