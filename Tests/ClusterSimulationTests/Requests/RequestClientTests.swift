import Testing

@testable import ClusterSimulation

/// Timeouts, repetitions, budgets and breakers in runs short enough to be worked out by hand.
@Suite struct RequestClientTests {
  private func service(_ records: [(Double, Double)], _ client: RequestClientParameters)
    -> RequestServiceParameters
  {
    RequestServiceParameters(
      demand: .constant(1), source: .trace(records.map { RequestRecord(time: $0.0, demand: $0.1) }),
      client: client)
  }

  /// A request of 3 s and, at 0.5 s, one of 1 s that waits; timeout 2 s. The first times out at 2 s and is
  /// worked on to 3 s for nobody; the second times out in the queue at 2.5 s. A third, at 2.8 s, waits from
  /// then to 3 s.
  @Test func timeoutsComeOnTime() {
    var rig = RequestRig(
      [service([(0, 3), (0.5, 1), (2.8, 1)], RequestClientParameters(timeout: 2))], replicas: [1])
    rig.run(until: 1.9)
    #expect(rig.network.inService(at: 0) == 1 && rig.network.waiting(at: 0) == 1)
    rig.run(until: 2.1)
    #expect(rig.network.abandoned(at: 0) == 1 && rig.network.waiting(at: 0) == 1)
    rig.run(until: 2.6)
    #expect(rig.network.waiting(at: 0) == 0)
    rig.run(until: 10)
    let totals = rig.totals(at: 10)
    #expect(totals.timedOut == 2 && totals.wasted == 1 && totals.completed == 1 && totals.gaveUp == 2)
    #expect(totals.latencies.maximum == 1_200_000_000)
    #expect(abs(totals.cpuSeconds - 4) < 1e-9)
  }

  /// The same with work stopped: the worker is free at 2 s, so the second is served from 2 s to 2.45 s, in
  /// time.
  @Test func stoppedWorkFreesTheWorker() {
    var service = service([(0, 3), (0.5, 0.45)], RequestClientParameters(timeout: 2))
    service.stopsAbandonedWork = true
    var rig = RequestRig([service], replicas: [1])
    rig.run(until: 10)
    let totals = rig.totals(at: 10)
    #expect(totals.timedOut == 1 && totals.wasted == 0 && totals.completed == 1)
    #expect(totals.latencies.maximum == 1_950_000_000)
    #expect(abs(totals.cpuSeconds - 2.45) < 1e-9)
  }

  /// No replica until 1 s; back-offs of 0.5 s and 1 s without jitter; timeout 0.2 s. Attempts at 0, 0.7 and
  /// 1.9 s; the third finds the replica and takes 0.1 s: latency 2 s.
  @Test func backOffsGrow() {
    let retries = RetryParameters(attempts: 3, initialBackOff: 0.5, jitter: 0)
    var rig = RequestRig(
      [service([(0, 0.1)], RequestClientParameters(timeout: 0.2, retries: retries))], replicas: [0])
    rig.run(until: 1)
    #expect(rig.network.services[0].backingOff == 1)
    _ = rig.network.addReplica(to: 0, scheduler: &rig.scheduler)
    rig.run(until: 10)
    let totals = rig.totals(at: 10)
    #expect(totals.calls == 1 && totals.arrived == 3 && totals.retries == 2 && totals.timedOut == 2)
    #expect(totals.latencies.maximum == 2_000_000_000)
  }

  /// Two tokens at the start, half a token a call, none a second. Five calls that are all rejected (no queue,
  /// the worker busy) put in what has room: 2 → 2 − 1 → 1.5 − 1 → 1 − 1 → 0.5 → 1 − 1, so the fourth is not
  /// repeated.
  @Test func budgetLimitsRepetitions() {
    let budget = RetryBudgetParameters(share: 0.5, perSecond: 0, capacity: 2)
    let client = RequestClientParameters(
      retries: RetryParameters(attempts: 2, initialBackOff: 0.01, budget: budget))
    var service = service([(0, 100), (1, 1), (2, 1), (3, 1), (4, 1), (5, 1)], client)
    service.queueLimit = 0
    var rig = RequestRig([service], replicas: [1])
    rig.run(until: 50)
    let totals = rig.totals(at: 50)
    #expect(totals.retries == 4 && totals.gaveUp == 5 && totals.rejected == 9)
  }

  /// The circuit opens with the second rejection of three attempts, at 2 s (2 of 3 is above half), for 3 s.
  /// Refused at 3 and 4 s; at 6 s the one probe finds the worker free from 5.5 s and closes the circuit.
  @Test func breakerOpensAndCloses() {
    let breaker = CircuitBreakerParameters(
      window: 10, failureShare: 0.5, minimumAttempts: 2, openTime: 3, probes: 1)
    var service = service(
      [(0, 5.5), (1, 1), (2, 1), (3, 1), (4, 1), (6, 0.5), (7, 0.5)],
      RequestClientParameters(breaker: breaker))
    service.queueLimit = 0
    var rig = RequestRig([service], replicas: [1])
    rig.run(until: 2.5)
    #expect(rig.network.services[0].breaker?.state == .open(until: 5_000_000_000))
    rig.run(until: 6.2)
    #expect(rig.network.services[0].breaker?.state == .halfOpen(sent: 1, succeeded: 0))
    rig.run(until: 10)
    #expect(rig.network.services[0].breaker?.state == .closed)
    let totals = rig.totals(at: 10)
    #expect(totals.rejected == 2 && totals.refused == 2 && totals.completed == 3)
  }

  /// Failures older than the window are forgotten: one a second never makes three in two seconds.
  @Test func breakerForgets() {
    var breaker = CircuitBreaker(
      CircuitBreakerParameters(window: 2, failureShare: 0.5, minimumAttempts: 3, openTime: 3, probes: 1))
    for second in 0..<20 { breaker.record(success: false, probe: 0, at: Int64(second) * 1_000_000_000) }
    #expect(breaker.state == .closed)
    for _ in 0..<2 { breaker.record(success: false, probe: 0, at: 19_100_000_000) }
    #expect(breaker.state == .open(until: 22_100_000_000))
  }
}
