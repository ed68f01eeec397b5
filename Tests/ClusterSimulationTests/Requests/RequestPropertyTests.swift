import SimulationKernel
import Stochastics
import Testing

@testable import ClusterSimulation

/// A thousand random networks: after every event all that must hold does, and in the end every request is
/// accounted for.
@Suite struct RequestPropertyTests {
  private enum Event: RequestEventCarrier {
    case request(RequestEvent)
    /// Something is done to a replica or a rate.
    case disturbance
    init(request: RequestEvent) { self = .request(request) }
  }

  private static let purpose = RandomPurpose("request property test")

  /// What went wrong in a run, if anything, and how often what happened.
  private struct Outcome {
    var violations: [String] = []
    var totals: [RequestTotals] = []
  }

  @Test(arguments: 0..<10) func invariantsHoldAfterEveryEvent(hundred: Int) {
    var seen = [String: Int]()
    for seed in UInt64(hundred * 100)..<UInt64(hundred * 100 + 100) {
      let outcome = run(seed: seed)
      #expect(outcome.violations.isEmpty, "seed \(seed): \(outcome.violations)")
      if !outcome.violations.isEmpty { return }
      for totals in outcome.totals {
        for (name, count) in counts(of: totals) { seen[name, default: 0] += count }
      }
    }
    // The scenarios reach every way a request can end.
    #expect(seen.count == 8 && seen.values.allSatisfy { $0 >= 20 }, "\(seen)")
  }

  private func counts(of totals: RequestTotals) -> [(String, Int)] {
    [
      ("completed", totals.completed), ("timed out", totals.timedOut), ("rejected", totals.rejected),
      ("refused", totals.refused), ("lost", totals.lost), ("downstream", totals.failedDownstream),
      ("wasted", totals.wasted), ("retries", totals.retries),
    ]
  }

  /// The sister: a request that is not counted is seen, and so is one that waits beside a free worker.
  @Test func violationsAreSeen() {
    var rig = RequestRig(
      [RequestServiceParameters(demand: .constant(1), source: .open(rate: 10))], replicas: [1])
    rig.run(until: 5)
    #expect(rig.network.violatedInvariants.isEmpty)
    var miscounted = rig.network
    miscounted.services[0].inside += 1
    #expect(!miscounted.violatedInvariants.isEmpty)
    rig.network.replicas[0].limit = 2
    #expect(!rig.network.violatedInvariants.isEmpty)
  }

  private func run(seed: UInt64) -> Outcome {
    var stream = RandomStream(seed: seed, purpose: Self.purpose)
    let services = randomServices(&stream)
    var network = RequestNetwork(RequestNetworkParameters(services: services), seed: seed)
    var scheduler = Scheduler<Event>(start: .zero)
    network.begin(&scheduler)
    for _ in 0..<12 {
      let time = SimulationTime.zero + .seconds(rounding: 5 * stream.nextUnit())
      scheduler.schedule(.disturbance, at: time, phase: .control)
    }
    var (replicas, last) = ([Int](), SimulationTime.zero)
    while scheduler.handled < 400, let event = scheduler.next(until: .seconds(1000)) {
      if scheduler.now < last { return Outcome(violations: ["the clock went back to \(scheduler.now)"]) }
      last = scheduler.now
      switch event {
      case .request(let event): network.handle(event, scheduler: &scheduler)
      case .disturbance:
        disturb(&network, services: services, replicas: &replicas, &scheduler, &stream)
      }
      let violations = network.violatedInvariants
      if !violations.isEmpty { return Outcome(violations: violations) }
    }
    return settle(&network, services: services, replicas: replicas, &scheduler)
  }

  /// Ends the sources and waits until nothing is left inside.
  private func settle(
    _ network: inout RequestNetwork, services: [RequestServiceParameters], replicas: [Int],
    _ scheduler: inout Scheduler<Event>
  ) -> Outcome {
    for service in services.indices {
      if case .open = services[service].source {
        network.setArrivalRate(0, of: service, scheduler: &scheduler)
      }
      _ = network.addReplica(to: service, scheduler: &scheduler)
    }
    for replica in replicas { network.setSpeed(1, of: replica, scheduler: &scheduler) }
    let isClosed = services.contains { if case .closed = $0.source { true } else { false } }
    var steps = 0
    while steps < (isClosed ? 200 : 100_000), let event = scheduler.next(until: .distantFuture) {
      if case .request(let event) = event { network.handle(event, scheduler: &scheduler) }
      steps += 1
    }
    var outcome = Outcome(violations: network.violatedInvariants)
    if !isClosed, network.visits.used > 0 {
      outcome.violations.append("\(network.visits.used) visits never ended")
    }
    for service in services.indices {
      let counts = network.services[service].counts
      let totals = network.takeTotals(service, at: scheduler.now)
      if totals.calls != counts.calls || totals.latencies.count != counts.completed {
        outcome.violations.append("service \(service): took \(totals.calls) calls of \(counts)")
      }
      outcome.totals.append(totals)
    }
    return outcome
  }

  private func disturb(
    _ network: inout RequestNetwork, services: [RequestServiceParameters], replicas: inout [Int],
    _ scheduler: inout Scheduler<Event>, _ stream: inout RandomStream
  ) {
    let service = stream.nextIndex(below: services.count)
    let place = replicas.isEmpty ? nil : stream.nextIndex(below: replicas.count)
    switch (stream.nextIndex(below: 8), place) {
    case (0, let place?): network.drainReplica(replicas[place])
    case (1, let place?): network.removeReplica(replicas.remove(at: place), scheduler: &scheduler)
    case (2, let place?):
      let speed = [0, 0.3, 1, 2][stream.nextIndex(below: 4)]
      network.setSpeed(speed, of: replicas[place], scheduler: &scheduler)
    case (3, _):
      if case .open = services[service].source {
        network.setArrivalRate(40 * stream.nextUnit(), of: service, scheduler: &scheduler)
      }
    default:
      replicas.append(
        network.addReplica(to: service, speed: 0.5 + stream.nextUnit(), scheduler: &scheduler))
    }
  }
}
