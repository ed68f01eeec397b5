import SimulationKernel

extension RequestNetwork {
  /// A replica became ready; the backlog is given out among the ready ones, in order of arrival.
  ///
  /// - Parameters:
  ///   - service: The service it serves.
  ///   - speed: Seconds of work done in a second, at least 0; below 1 on a throttled CPU or slow node.
  ///   - workers: Requests inside at a time; nil for the service's value.
  ///   - cores: Cores they share; nil for the service's value.
  ///   - scheduler: Takes the events that follow.
  /// - Returns: its number, which is used again once it was removed.
  @inlinable public mutating func addReplica<E: RequestEventCarrier>(
    to service: Int, speed: Double = 1, workers: Int? = nil, cores: Double? = nil,
    scheduler: inout Scheduler<E>
  ) -> Int {
    now = scheduler.now.nanoseconds
    let replica = insertReplica(service, speed: speed, workers: workers, cores: cores)
    outbox.flush(to: &scheduler)
    return replica
  }

  /// A replica that is there and gets no requests until its route is opened.
  mutating func addUnroutedReplica<E: RequestEventCarrier>(
    to service: Int, scheduler: inout Scheduler<E>
  ) -> Int {
    now = scheduler.now.nanoseconds
    let replica = insertReplica(service, speed: 1, workers: nil, cores: nil, isRouted: false)
    outbox.flush(to: &scheduler)
    return replica
  }

  /// Gives a replica no further requests; it finishes those it has, waiting ones included.
  ///
  /// It goes with `removeReplica`, best once `inFlight` is 0. Draining it again does nothing.
  public mutating func drainReplica(_ replica: Int) {
    precondition(replicas[replica].state != .gone, "replica \(replica) is gone")
    guard replicas[replica].state == .ready else { return }
    replicas[replica].state = .draining
    let position = replicas[replica].position
    if let moved = services[replicas[replica].service].ready.remove(at: position) {
      replicas[moved].position = position
    }
    assertInvariants()
  }

  /// Removes a replica; the requests it has fail.
  @inlinable public mutating func removeReplica<E: RequestEventCarrier>(
    _ replica: Int, scheduler: inout Scheduler<E>
  ) {
    now = scheduler.now.nanoseconds
    deleteReplica(replica)
    outbox.flush(to: &scheduler)
  }

  /// Sets how many seconds of work a replica does in a second, at least 0, from now on.
  @inlinable public mutating func setSpeed<E: RequestEventCarrier>(
    _ speed: Double, of replica: Int, scheduler: inout Scheduler<E>
  ) {
    now = scheduler.now.nanoseconds
    changeSpeed(speed, of: replica)
    outbox.flush(to: &scheduler)
  }

  @usableFromInline mutating func insertReplica(
    _ service: Int, speed: Double, workers: Int?, cores: Double?, isRouted: Bool = true
  ) -> Int {
    let limit = workers ?? services[service].limit
    let cores = cores ?? services[service].cores
    precondition(speed >= 0 && speed.isFinite, "speed must be finite and not negative, is \(speed)")
    precondition(limit >= 1 && cores > 0, "\(limit) workers on \(cores) cores can do nothing")
    var state = RequestReplica(service: service, limit: limit, cores: cores, speed: speed, now: now)
    if let throttling = services[service].throttling {
      services[service].throttled &+= 1
      state.throttle = throttling.throttle(
        seed: seed, service: service, number: services[service].throttled, now: now)
    }
    let replica = freeReplicas.popLast() ?? replicas.count
    if replica == replicas.count {
      replicas.append(state)
    } else {
      // Events of the one that had the number must not be taken for its own.
      state.generation = replicas[replica].generation
      state.routeGeneration = replicas[replica].routeGeneration &+ 1
      state.throttle?.generation = replicas[replica].throttle?.generation ?? 0
      replicas[replica] = state
    }
    resetWatch(replica)
    if isRouted { open(replica) } else { replicas[replica].state = .draining }
    assertInvariants()
    return replica
  }

  /// Puts a replica among those that get requests, and gives out the backlog.
  private mutating func open(_ replica: Int) {
    let service = replicas[replica].service
    replicas[replica].state = .ready
    replicas[replica].position = services[service].ready.add(replica)
    var left = services[service].backlog.count
    while left > 0, let slot = services[service].backlog.popFirst() {
      services[service].waiting &-= 1
      place(Int(slot))
      left -= 1
    }
  }

  /// Lets the balancer hear, `delay` nanoseconds from now, whether a replica is to get requests; what was said before and not
  /// heard yet is forgotten.
  mutating func setRoute<E: RequestEventCarrier>(
    of replica: Int, isOpen: Bool, after delay: Int64, scheduler: inout Scheduler<E>
  ) {
    now = scheduler.now.nanoseconds
    replicas[replica].wantsRoute = isOpen
    replicas[replica].routeGeneration &+= 1
    let generation = replicas[replica].routeGeneration
    if delay > 0 {
      emit(RequestEvent(.route, replica, generation: generation), at: now &+ delay)
    } else {
      applyRoute(of: replica, generation: generation)
    }
    outbox.flush(to: &scheduler)
    assertInvariants()
  }

  mutating func applyRoute(of replica: Int, generation: UInt32) {
    guard replicas[replica].routeGeneration == generation else { return }
    switch (replicas[replica].state, replicas[replica].wantsRoute) {
    case (.draining, true): open(replica)
    case (.ready, false): drainReplica(replica)
    default: break
    }
  }

  /// Sends a probe to a replica, which answers it like a request that brings `work` nanoseconds; it counts as none.
  mutating func sendProbe<E: RequestEventCarrier>(
    _ probe: ProbeAnswer, to replica: Int, work: Double, scheduler: inout Scheduler<E>
  ) {
    now = scheduler.now.nanoseconds
    var visit = RequestVisit()
    visit.service = UInt32(truncatingIfNeeded: replicas[replica].service)
    visit.replica = UInt32(truncatingIfNeeded: replica)
    visit.callerKind = .probe
    visit.caller = UInt32(truncatingIfNeeded: probe.pod)
    visit.callerGeneration = probe.number
    visit.key = probe.isLiveness ? 1 : 0
    visit.demand = work
    visit.calledAt = now
    visit.arrivedAt = now
    let slot = visits.allocate(visit)
    if !enter(slot, replica) { fail(slot, .rejected) }
    noteLoad(of: replica)
    outbox.flush(to: &scheduler)
    assertInvariants()
  }

  @usableFromInline mutating func deleteReplica(_ replica: Int) {
    drainReplica(replica)
    replicas[replica].advance(to: now)
    let service = replicas[replica].service
    services[service].retiredWork += replicas[replica].work(at: now)
    var victims = replicas[replica].heap.entries.map { Int($0.slot) }
    services[service].waiting &-= replicas[replica].queue.count
    for index in 0..<replicas[replica].queue.count { victims.append(Int(replicas[replica].queue[index])) }
    if replicas[replica].calling > 0 {
      victims += visits.slots.indices.filter {
        visits[$0].state == .calling && Int(visits[$0].replica) == replica
      }
    }
    replicas[replica].clear()
    replicas[replica].state = .gone
    // The failure of one cannot end another: that would be a cycle of calls.
    for slot in victims { fail(slot, .replicaLost) }
    freeReplicas.append(replica)
    assertInvariants()
  }

  @usableFromInline mutating func changeSpeed(_ speed: Double, of replica: Int) {
    precondition(replicas[replica].state != .gone, "replica \(replica) is gone")
    precondition(speed >= 0 && speed.isFinite, "speed must be finite and not negative, is \(speed)")
    replicas[replica].advance(to: now)
    replicas[replica].speed = speed
    settle(replica)
    assertInvariants()
  }
}
