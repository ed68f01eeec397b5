/// What a service should have counted.
private struct VisitTally {
  var inside = 0, waiting = 0, abandoned = 0, backingOff = 0, future = 0
}

extension RequestNetwork {
  /// What does not hold between two events although it must, a sentence each. O(visits + replicas).
  var violatedInvariants: [String] {
    var violations: [String] = []
    var tallies = [VisitTally](repeating: VisitTally(), count: services.count)
    var (calling, used) = ([Int](repeating: 0, count: replicas.count), 0)
    for visit in visits.slots where visit.state != .free {
      used += 1
      if visit.state == .calling { calling[Int(visit.replica)] += 1 }
      add(visit, to: &tallies[Int(visit.service)])
    }
    if used != visits.used { violations.append("\(used) slots are used, counted \(visits.used)") }
    for service in services.indices { violations += self.violations(ofService: service, tallies[service]) }
    for replica in replicas.indices where replicas[replica].state != .gone {
      violations += self.violations(ofReplica: replica, calling: calling[replica])
    }
    return violations
  }

  private func add(_ visit: RequestVisit, to tally: inout VisitTally) {
    if visit.arrivedAt > now || visit.calledAt > visit.arrivedAt { tally.future += 1 }
    if visit.callerKind == .probe {
      // is in the queues and counts as no request
    } else if visit.state == .backOff {
      tally.backingOff += 1
    } else if visit.isAbandoned {
      tally.abandoned += 1
    } else {
      tally.inside += 1
    }
    if visit.state == .backlog || visit.state == .queued { tally.waiting += 1 }
  }

  private func violations(ofService index: Int, _ tally: VisitTally) -> [String] {
    let service = services[index]
    let counts = service.counts
    let (inside, backingOff) = (tally.inside, tally.backingOff)
    var violations: [String] = []
    func check(_ holds: Bool, _ sentence: @autoclosure () -> String) {
      if !holds { violations.append("service \(index) at \(now) ns: \(sentence())") }
    }
    check(tally.future == 0, "\(tally.future) visits arrived later than now")
    check(inside == service.inside, "\(inside) inside, counted \(service.inside)")
    check(tally.waiting == service.waiting, "\(tally.waiting) wait, counted \(service.waiting)")
    check(tally.abandoned == service.abandoned, "\(tally.abandoned) abandoned, counted \(service.abandoned)")
    check(backingOff == service.backingOff, "\(backingOff) back off, counted \(service.backingOff)")
    check(counts.arrived == counts.completed + counts.failed + inside, "\(counts) with \(inside) inside")
    check(
      counts.calls == counts.completed + counts.gaveUp + inside + backingOff,
      "\(counts) with \(inside) inside and \(backingOff) between attempts")
    check(service.backlog.isEmpty || service.ready.isEmpty, "a backlog beside ready replicas")
    for (position, replica) in service.ready.members.enumerated() {
      check(
        replicas[replica].position == position && replicas[replica].state == .ready
          && replicas[replica].service == index,
        "replica \(replica) is not what the list of ready ones says")
    }
    return violations
  }

  private func violations(ofReplica index: Int, calling: Int) -> [String] {
    let replica = replicas[index]
    var violations: [String] = []
    func check(_ holds: Bool, _ sentence: @autoclosure () -> String) {
      if !holds { violations.append("replica \(index) at \(now) ns: \(sentence())") }
    }
    // workers that block may have requests
    check(
      replica.occupied <= replica.limit || replica.degradation.lostWorkers > 0,
      "\(replica.occupied) of \(replica.limit) workers are busy")
    check(
      replica.held >= 0 && replica.held <= replica.calling,
      "\(replica.held) of \(replica.calling) keep a worker")
    check(
      replica.queue.count <= services[replica.service].queueLimit, "\(replica.queue.count) wait in the queue")
    check(
      replica.queue.isEmpty || replica.occupied >= replica.limit,
      "\(replica.queue.count) wait, \(replica.occupied) of \(replica.limit) workers are busy")
    check(replica.heap.isOrdered, "the heap is out of order")
    check(replica.updatedAt <= now, "it was brought to \(replica.updatedAt) ns")
    check(
      replica.heap.entries.allSatisfy { isHere(Int($0.slot), .working, index) },
      "a visit at work is elsewhere")
    check(
      (0..<replica.queue.count).allSatisfy { isHere(Int(replica.queue[$0]), .queued, index) },
      "a visit in the queue is elsewhere")
    check(calling == replica.calling, "\(calling) await answers, counted \(replica.calling)")
    return violations
  }

  private func isHere(_ slot: Int, _ state: RequestVisit.State, _ replica: Int) -> Bool {
    visits[slot].state == state && Int(visits[slot].replica) == replica
  }

  /// Traps on a violated invariant when built with `-D FORESCALE_CHECK_INVARIANTS`.
  @inline(__always) func assertInvariants() {
    #if FORESCALE_CHECK_INVARIANTS
      let violations = violatedInvariants
      precondition(violations.isEmpty, violations.joined(separator: "; "))
    #endif
  }
}
