import SimulationKernel
import Stochastics
import Testing

@testable import ClusterSimulation

/// What real clusters do that queueing models leave out.
@Suite("Throttling, order, refusals and routes")
struct MeasuredMechanismTests {
  private let ms: Int64 = 1_000_000

  /// Half a core in periods of 100 ms: 50 ms run, 50 ms nothing. 120 ms of work are done after 50 + 50 + 50 + 50 + 20 ms.
  @Test("a limit that throttles lets a burst run and then nothing") func throttle() {
    var throttle = CPUThrottle(limit: 0.5, period: 100 * ms, phase: 0, now: 0)
    #expect(throttle.nextLook(at: 0, rate: 1) == 50 * ms)
    throttle.use(50e6, rate: 1, until: 50 * ms)
    #expect(throttle.isExhausted)
    #expect(throttle.nextLook(at: 50 * ms, rate: 0) == 100 * ms)
    throttle.use(0, rate: 0, until: 100 * ms)
    #expect(!throttle.isExhausted)
    // two cores use it up in half the time
    #expect(throttle.nextLook(at: 100 * ms, rate: 2) == 125 * ms)
    // what is used at a rate below the limit never ends it
    #expect(throttle.nextLook(at: 100 * ms, rate: 0.4) == nil)
    // 10 ms of the period before count to it, 20 ms to this one
    throttle.use(30e6, rate: 1, until: 220 * ms)
    #expect(throttle.nextLook(at: 220 * ms, rate: 1) == 250 * ms)
  }

  private func service(_ demand: Double, workers: Int, _ times: [Double]) -> RequestServiceParameters {
    RequestServiceParameters(
      demand: .constant(demand), workers: workers,
      source: .trace(times.map { .init(time: $0, demand: demand) }))
  }

  /// A replica of 0.5 cores with two workers that could use two cores: over ten seconds it does 5 seconds of work, and without
  /// the limit all 10 s × 1.5 that come.
  @Test("a throttled replica does its limit's work", arguments: [(true, 5.0), (false, 15.0)])
  func throttledWork(isThrottled: Bool, work: Double) {
    var parameters = service(0.015, workers: 2, (0..<1000).map { Double($0) / 100 })
    if isThrottled { parameters.throttling = CPUBandwidth(limit: 0.5, period: 0.1) }
    var rig = RequestRig([parameters], replicas: [1])
    rig.run(until: 10)
    // the first period is cut by where in it the replica begins, and has its whole quota
    #expect(abs(rig.totals(at: 10).cpuSeconds - work) < 0.06)
  }

  /// One worker; of 200 requests that wait, those that begin in order of arrival end in order of arrival, so latencies only rise.
  /// Where half the starts take any, some overtake and the slowest waits longer.
  @Test("a share of the starts is out of order") func outOfOrder() {
    func slowest(_ share: Double) -> Double {
      var parameters = service(0.01, workers: 1, (0..<200).map { Double($0) / 1000 })
      parameters.outOfOrder = share
      var rig = RequestRig([parameters], replicas: [1])
      rig.run(until: 3)
      let totals = rig.totals(at: 3)
      #expect(totals.completed == 200 && rig.network.violatedInvariants == [])
      return Double(totals.latencies.maximum ?? 0) / 1e9
    }
    // the last comes at 0.199 s and ends at 2 s
    #expect(abs(slowest(0) - 1.801) < 0.001)
    #expect((1.802...2).contains(slowest(0.5)))
  }

  @Test("without a replica a request is refused at once, or waits", arguments: [true, false])
  func refusal(isRefused: Bool) {
    var parameters = service(0.1, workers: 1, [1, 2])
    parameters.refusesWithoutReplica = isRefused
    var rig = RequestRig([parameters], replicas: [0])
    rig.run(until: 3)
    #expect(rig.totals(at: 3).unavailable == (isRefused ? 2 : 0))
    #expect(rig.network.backlog(of: 0) == (isRefused ? 0 : 2))
    #expect(rig.network.violatedInvariants == [])
  }

  /// The route is closed at 1 s and the balancer hears of it at 1.5 s, opened at 2 s and heard of at 2.5 s: requests of
  /// 1.5 … 2.5 s are refused.
  @Test("a route changes when the balancer hears of it") func routes() {
    var parameters = service(0.001, workers: 1, (0..<40).map { Double($0) / 10 + 0.05 })
    parameters.refusesWithoutReplica = true
    var network = RequestNetwork(RequestNetworkParameters(services: [parameters]), seed: 1)
    var scheduler = Scheduler<RequestEvent>(start: .zero)
    let replica = network.addReplica(to: 0, scheduler: &scheduler)
    network.begin(&scheduler)
    func run(until end: Double) {
      while let event = scheduler.next(until: .zero + .seconds(rounding: end)) {
        network.handle(event, scheduler: &scheduler)
      }
    }
    run(until: 1)
    network.setRoute(of: replica, isOpen: false, after: 500 * ms, scheduler: &scheduler)
    run(until: 2)
    network.setRoute(of: replica, isOpen: true, after: 500 * ms, scheduler: &scheduler)
    run(until: 4)
    let totals = network.takeTotals(0, at: .zero + .seconds(4))
    #expect((9...11).contains(totals.unavailable), "\(totals.unavailable) were refused")
    #expect(totals.completed + totals.unavailable == 40)
  }
}
