import Stochastics

extension RandomPurpose {
  static let backOffs = RandomPurpose("request back-offs")
}

extension RequestNetwork {
  /// Makes a call, described but for its times.
  mutating func call(_ description: RequestVisit) {
    let service = Int(description.service)
    services[service].totals.calls &+= 1
    services[service].budget?.deposit()
    var visit = description
    visit.calledAt = now
    attempt(visits.allocate(visit))
  }

  /// The attempt of the call in `slot` arrives.
  mutating func attempt(_ slot: Int) {
    let service = Int(visits[slot].service)
    visits[slot].arrivedAt = now
    visits[slot].attempt &+= 1
    visits[slot].isPlaced = false
    services[service].totals.arrived &+= 1
    services[service].inside &+= 1
    services[service].stamp &-= now
    switch services[service].breaker?.admit(at: now) ?? .allowed {
    case .allowed: break
    case .probe(let period): visits[slot].probe = period
    case .refused:
      fail(slot, .brokenCircuit)
      return
    }
    let generation = visits[slot].generation
    if services[service].condition != .normal, !passesClients(slot) { return }
    place(slot)
    if services[service].timeout > 0, visits.isLive(slot, generation: generation) { addDeadline(slot) }
  }

  /// Gives the attempt to a replica, or to the backlog if none is ready.
  mutating func place(_ slot: Int) {
    let service = Int(visits[slot].service)
    if services[service].ready.isEmpty {
      guard !services[service].refusesWithoutReplica else { return fail(slot, .unavailable) }
      visits[slot].state = .backlog
      services[service].backlog.append(UInt32(truncatingIfNeeded: slot))
      services[service].waiting &+= 1
      return
    }
    let replica = services[service].ready.choose(replicas: replicas)
    visits[slot].replica = UInt32(truncatingIfNeeded: replica)
    visits[slot].isPlaced = true
    noteArrival(slot, at: replica)
    if !enter(slot, replica) { return fail(slot, .rejected) }
    noteLoad(of: replica, chosen: true)
  }

  /// Lets an attempt, or a probe, into a replica; false where its queue is full.
  @inline(__always) mutating func enter(_ slot: Int, _ replica: Int) -> Bool {
    let service = replicas[replica].service
    if replicas[replica].occupied < replicas[replica].limit {
      start(slot, on: replica)
      settle(replica)
    } else if replicas[replica].queue.count < services[service].queueLimit {
      visits[slot].state = .queued
      replicas[replica].queue.append(UInt32(truncatingIfNeeded: slot))
      services[service].waiting &+= 1
    } else {
      return false
    }
    return true
  }

  /// The attempt succeeded; it is in no replica any more.
  mutating func complete(_ slot: Int) {
    let visit = visits[slot]
    let service = Int(visit.service)
    visits.free(slot)
    if visit.callerKind == .probe { return probeAnswers.append(ProbeAnswer(visit)) }
    if visit.isAbandoned {
      services[service].abandoned &-= 1
      services[service].totals.wasted &+= 1
      return
    }
    services[service].inside &-= 1
    services[service].stamp &+= now
    services[service].totals.completed &+= 1
    noteEnd(visit, failed: false)
    let latency = now &- visit.calledAt
    services[service].totals.latencies.record(latency)
    if latency > services[service].latencyTarget { services[service].totals.late &+= 1 }
    services[service].breaker?.record(success: true, probe: visit.probe, at: now)
    answer(visit, success: true)
  }

  /// The attempt fails; it is in no replica any more, unless that works on for nobody.
  mutating func fail(_ slot: Int, _ cause: RequestFailure, worksOn: Bool = false) {
    let visit = visits[slot]
    let service = Int(visit.service)
    // whoever sent it hears nothing, and counts it as failed in the end
    if visit.callerKind == .probe { return visits.free(slot) }
    if worksOn {
      visits[slot].isAbandoned = true
      services[service].abandoned &+= 1
    } else {
      visits.free(slot)
    }
    if visit.isAbandoned {
      services[service].abandoned &-= 1
      return
    }
    services[service].inside &-= 1
    services[service].stamp &+= now
    services[service].totals.count(cause)
    noteEnd(visit, failed: true)
    if cause != .brokenCircuit {
      services[service].breaker?.record(success: false, probe: visit.probe, at: now)
      if retry(visit) { return }
    }
    services[service].totals.gaveUp &+= 1
    answer(visit, success: false)
  }

  /// Plans the next attempt of a call; false if there is to be none.
  private mutating func retry(_ failed: RequestVisit) -> Bool {
    let service = Int(failed.service)
    guard let policy = services[service].retries, Int(failed.attempt) < policy.attempts else { return false }
    if failed.callerKind == .visit {
      guard visits.isLive(Int(failed.caller), generation: failed.callerGeneration) else { return false }
    }
    guard services[service].budget?.withdraw(at: now) ?? true else { return false }
    var visit = failed
    visit.state = .backOff
    visit.probe = 0
    visit.step = 0
    visit.pendingCalls = 0
    let slot = visits.allocate(visit)
    services[service].backingOff &+= 1
    services[service].totals.retries &+= 1
    var stream = RandomStream(
      seed: seed, purpose: .backOffs, entity: UInt64(service),
      ordinal: Self.key(visit.key, Int(visit.attempt)))
    let longest = min(
      policy.initialBackOff * Double(sign: .plus, exponent: Int(visit.attempt) - 1, significand: 1),
      policy.maximumBackOff)
    let wait = longest * (1 - policy.jitter * stream.nextUnit())
    emit(
      RequestEvent(.retry, slot, generation: visits[slot].generation),
      at: now &+ Int64((wait * 1e9).rounded()))
    return true
  }

  /// Tells the caller how its call ended.
  private mutating func answer(_ visit: RequestVisit, success: Bool) {
    switch visit.callerKind {
    case .outside, .probe: break
    case .client: think(service: Int(visit.service), client: visit.caller)
    case .visit:
      let caller = Int(visit.caller)
      guard visits.isLive(caller, generation: visit.callerGeneration) else { return }
      if success { receiveAnswer(caller) } else { failCaller(caller) }
    }
  }
}
