import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let faultErrors = RandomPurpose("fault request errors")
  static let faultLookUps = RandomPurpose("fault name look-ups")
}

extension RequestNetwork {
  /// Changes what is wrong with a replica.
  mutating func degrade<E: RequestEventCarrier>(
    _ replica: Int, _ degradation: ReplicaDegradation, scheduler: inout Scheduler<E>
  ) {
    guard replicas[replica].degradation != degradation else { return }
    now = scheduler.now.nanoseconds
    replicas[replica].advance(to: now)
    replicas[replica].degradation = degradation
    pull(replica)
    settle(replica)
    outbox.flush(to: &scheduler)
    assertInvariants()
  }

  /// Changes what is wrong on the way to the replicas of a service.
  mutating func setClients(_ condition: RequestClientCondition, of service: Int) {
    services[service].condition = condition
    let usual = services[service].usualRetries
    guard condition.attempts > usual?.attempts ?? 1 else {
      services[service].retries = usual
      return
    }
    // clients that insist heed no budget
    services[service].retries = RetryParameters(
      attempts: condition.attempts, initialBackOff: usual?.initialBackOff ?? 0.1,
      maximumBackOff: usual?.maximumBackOff ?? 10, jitter: usual?.jitter ?? 1)
  }

  /// What came of the requests of a replica since the last take.
  mutating func takeWatch(ofReplica replica: Int) -> ReplicaWatch {
    guard replica < watches.count else { return ReplicaWatch() }
    defer { watches[replica] = ReplicaWatch() }
    return watches[replica]
  }

  /// What the load balancer counted of a replica since its last look.
  mutating func takeOutcomes(ofReplica replica: Int) -> ReplicaOutcomes {
    guard replica < tallies.count else { return ReplicaOutcomes() }
    let tally = tallies[replica]
    tallies[replica] = ReplicaTally(run: tally.run)
    return ReplicaOutcomes(
      requests: Double(tally.ended),
      failedShare: tally.ended > 0 ? Double(tally.failed) / Double(tally.ended) : 0,
      failuresInARow: tally.longestRun)
  }

  mutating func resetWatch(_ replica: Int) {
    guard watchesReplicas else { return }
    while watches.count <= replica { watches.append(ReplicaWatch()) }
    while tallies.count <= replica { tallies.append(ReplicaTally()) }
    watches[replica] = ReplicaWatch()
    tallies[replica] = ReplicaTally()
  }

  /// Counts an attempt that goes to a replica.
  @inline(__always) mutating func noteArrival(_ slot: Int, at replica: Int) {
    guard watchesReplicas else { return }
    watches[replica].arrived &+= 1
    if visits[slot].attempt > 1 { watches[replica].retries &+= 1 }
  }

  /// Counts the end of an attempt that was at a replica.
  @inline(__always) mutating func noteEnd(_ visit: RequestVisit, failed: Bool) {
    guard watchesReplicas, visit.isPlaced else { return }
    let replica = Int(visit.replica)
    watches[replica].ended &+= 1
    tallies[replica].ended &+= 1
    tallies[replica].run = failed ? tallies[replica].run &+ 1 : 0
    if failed {
      watches[replica].failed &+= 1
      tallies[replica].failed &+= 1
      tallies[replica].longestRun = max(tallies[replica].longestRun, tallies[replica].run)
    } else {
      watches[replica].latencies.record(now &- visit.calledAt)
    }
  }

  /// Whether the attempt in `slot` gets past the condition of the way; one that is late comes back as an event.
  mutating func passesClients(_ slot: Int) -> Bool {
    let condition = services[Int(visits[slot].service)].condition
    let service = Int(visits[slot].service)
    var stream = RandomStream(
      seed: seed, purpose: .faultLookUps, entity: UInt64(service),
      ordinal: Self.key(visits[slot].key, Int(visits[slot].attempt)))
    if stream.nextUnit() < condition.refusedShare {
      fail(slot, .unavailable)
      return false
    }
    guard condition.lateShare > 0, stream.nextUnit() < condition.lateShare else { return true }
    visits[slot].state = .lookingUp
    emit(
      RequestEvent(.wakeUp, slot, generation: visits[slot].generation),
      at: now &+ Int64((condition.delay * 1e9).rounded()))
    if services[service].timeout > 0 { addDeadline(slot) }
    return false
  }

  /// A look-up has ended, or an answer has come over a slow network.
  mutating func wakeUp(_ slot: Int) {
    switch visits[slot].state {
    case .lookingUp: place(slot)
    case .returning: complete(slot)
    default: preconditionFailure("visit \(slot) is \(visits[slot].state)")
    }
  }

  /// Whether the work that a replica has just done for `slot` ends in an error.
  func endsInError(_ slot: Int, on replica: Int) -> Bool {
    let share = replicas[replica].degradation.errorShare
    guard share > 0 else { return false }
    var stream = RandomStream(
      seed: seed, purpose: .faultErrors, entity: UInt64(visits[slot].service),
      ordinal: Self.key(visits[slot].key, Int(visits[slot].attempt)))
    return stream.nextUnit() < share
  }

  /// Completes an attempt, later if the network of its replica is slow.
  mutating func finish(_ slot: Int, on replica: Int) {
    let delay = replicas[replica].degradation.networkDelay
    guard delay > 0 else { return complete(slot) }
    visits[slot].state = .returning
    emit(
      RequestEvent(.wakeUp, slot, generation: visits[slot].generation),
      at: now &+ Int64((delay * 1e9).rounded()))
  }
}
