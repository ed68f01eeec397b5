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

  @usableFromInline mutating func insertReplica(_ service: Int, speed: Double, workers: Int?, cores: Double?)
    -> Int
  {
    let limit = workers ?? services[service].limit
    let cores = cores ?? services[service].cores
    precondition(speed >= 0 && speed.isFinite, "speed must be finite and not negative, is \(speed)")
    precondition(limit >= 1 && cores > 0, "\(limit) workers on \(cores) cores can do nothing")
    var state = RequestReplica(service: service, limit: limit, cores: cores, speed: speed, now: now)
    let replica = freeReplicas.popLast() ?? replicas.count
    if replica == replicas.count {
      replicas.append(state)
    } else {
      // Events of the one that had the number must not be taken for its own.
      state.generation = replicas[replica].generation
      replicas[replica] = state
    }
    resetWatch(replica)
    replicas[replica].position = services[service].ready.add(replica)
    var left = services[service].backlog.count
    while left > 0, let slot = services[service].backlog.popFirst() {
      services[service].waiting &-= 1
      place(Int(slot))
      left -= 1
    }
    assertInvariants()
    return replica
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
