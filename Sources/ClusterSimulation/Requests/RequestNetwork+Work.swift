import Stochastics

extension RandomPurpose {
  static let queueOrder = RandomPurpose("request queue order")
}

extension RequestNetwork {
  /// The first of a replica's requests is done.
  mutating func depart(from replica: Int, generation: UInt32) {
    guard replicas[replica].generation == generation else { return }
    replicas[replica].advance(to: now)
    let slot = replicas[replica].finishFirst()
    let service = replicas[replica].service
    let isError = endsInError(slot, on: replica)
    let callsOthers =
      !isError && !services[service].stepEnds.isEmpty && visits[slot].callerKind != .probe
    if callsOthers {
      visits[slot].state = .calling
      replicas[replica].calling &+= 1
      if services[service].holdsWorker { replicas[replica].held &+= 1 }
    }
    // The replica is in order before the answer makes anything else happen.
    pull(replica)
    settle(replica)
    noteLoad(of: replica)
    if callsOthers {
      nextStep(slot)
    } else if isError {
      fail(slot, .error)
    } else {
      finish(slot, on: replica)
    }
  }

  /// Begins work on an attempt; `settle` is due.
  mutating func start(_ slot: Int, on replica: Int) {
    let service = replicas[replica].service
    visits[slot].state = .working
    services[service].totals.started &+= 1
    services[service].wait &+= now &- visits[slot].arrivedAt
    replicas[replica].advance(to: now)
    replicas[replica].begin(slot: slot, demand: visits[slot].demand)
  }

  /// Lets those that wait take the free workers; `settle` is due.
  mutating func pull(_ replica: Int) {
    while replicas[replica].occupied < replicas[replica].limit, let slot = takeNext(of: replica) {
      services[replicas[replica].service].waiting &-= 1
      start(Int(slot), on: replica)
    }
  }

  /// Takes the next out of the queue of a replica: the first but for the share that is out of order.
  @inline(__always) private mutating func takeNext(of replica: Int) -> UInt32? {
    // at every departure: a queue of one or none is in order, and nearly all are
    guard replicas[replica].queue.count > 1, services[replicas[replica].service].outOfOrder > 0 else {
      return replicas[replica].queue.popFirst()
    }
    return takeAny(of: replica)
  }

  private mutating func takeAny(of replica: Int) -> UInt32? {
    let service = replicas[replica].service
    services[service].choices &+= 1
    var stream = RandomStream(
      seed: seed, purpose: .queueOrder, entity: UInt64(service), ordinal: services[service].choices)
    guard stream.nextUnit() < services[service].outOfOrder else { return replicas[replica].queue.popFirst() }
    let slot = replicas[replica].queue[stream.nextIndex(below: replicas[replica].queue.count)]
    _ = replicas[replica].queue.remove(slot)
    return slot
  }

  /// Makes pace and departure event those of the requests that are worked on.
  @inline(__always) mutating func settle(_ replica: Int) {
    if let due = replicas[replica].settle(at: now) {
      emit(RequestEvent(.departure, replica, generation: replicas[replica].generation), at: due)
    }
    if replicas[replica].throttle != nil { planLook(atQuotaOf: replica) }
  }

  /// Plans the next look at the quota of a replica, unless an earlier one is planned.
  private mutating func planLook(atQuotaOf replica: Int) {
    let rate = replicas[replica].pace * Double(replicas[replica].heap.count)
    guard !replicas[replica].heap.entries.isEmpty, let throttle = replicas[replica].throttle,
      let time = throttle.nextLook(at: now, rate: rate), time < throttle.lookAt
    else { return }
    replicas[replica].throttle?.lookAt = time
    replicas[replica].throttle?.generation &+= 1
    emit(RequestEvent(.quota, replica, generation: throttle.generation &+ 1), at: time)
  }

  /// The quota of a replica may have ended or begun again.
  mutating func lookAtQuota(of replica: Int, generation: UInt32) {
    guard replicas[replica].throttle?.generation == generation, replicas[replica].state != .gone else {
      return
    }
    replicas[replica].throttle?.lookAt = .max
    replicas[replica].advance(to: now)
    settle(replica)
  }

  @inline(__always) mutating func noteLoad(of replica: Int, chosen: Bool = false) {
    guard replicas[replica].state == .ready else { return }
    services[replicas[replica].service].ready.setLoad(
      replicas[replica].inFlight, at: replicas[replica].position, chosen: chosen)
  }

  /// Takes an attempt out of where it is; the slot stays.
  ///
  /// One that waits is usually the first that does, since its deadline is the oldest; not after a slow look-up.
  mutating func detach(_ slot: Int) {
    let service = Int(visits[slot].service)
    let replica = Int(visits[slot].replica)
    switch visits[slot].state {
    case .free, .backOff: preconditionFailure("visit \(slot) is \(visits[slot].state)")
    case .backlog:
      let found = services[service].backlog.remove(UInt32(truncatingIfNeeded: slot))
      precondition(found, "visit \(slot) is not in the backlog")
      services[service].waiting &-= 1
      return
    case .queued:
      let found = replicas[replica].queue.remove(UInt32(truncatingIfNeeded: slot))
      precondition(found, "visit \(slot) does not wait at replica \(replica)")
      services[service].waiting &-= 1
    case .working:
      replicas[replica].advance(to: now)
      let found = replicas[replica].heap.remove(slot: slot)
      precondition(found, "visit \(slot) is not at work in replica \(replica)")
      pull(replica)
      settle(replica)
    case .calling:
      replicas[replica].calling &-= 1
      if services[service].holdsWorker {
        replicas[replica].held &-= 1
        pull(replica)
        settle(replica)
      }
    case .lookingUp, .returning: return
    }
    noteLoad(of: replica)
  }
}
