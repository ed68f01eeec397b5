import SimulationKernel
import Testing

@testable import ClusterSimulation

/// What the seed decides and what it leaves alone.
@Suite struct RequestRandomnessTests {
  private struct Request: Hashable { var key: UInt64, arrivedAt: Int64, demand: Double }

  private let chain = [
    RequestServiceParameters(
      demand: .exponential(mean: 0.05), workers: 2, balancer: .powerOfTwoChoices, source: .open(rate: 30),
      client: RequestClientParameters(timeout: 0.3, retries: RetryParameters()),
      calls: [[RequestCall(to: 1, count: 2, probability: 0.7)]]),
    RequestServiceParameters(demand: .exponential(mean: 0.02), workers: 1, balancer: .random),
  ]

  /// Every request of the first service as it was first seen, and the demands of the second by call.
  private func requests(replicas: [Int], seed: UInt64) -> (entry: [Request], calls: [UInt64: Double]) {
    var rig = RequestRig(chain, replicas: replicas, seed: seed)
    var (entry, calls) = ([UInt64: Request](), [UInt64: Double]())
    while rig.step(until: 20) {
      for visit in rig.network.visits.slots where visit.state != .free {
        if visit.service == 1 {
          calls[visit.key] = visit.demand
        } else if entry[visit.key] == nil {
          entry[visit.key] = Request(key: visit.key, arrivedAt: visit.calledAt, demand: visit.demand)
        }
      }
    }
    return (entry.values.sorted { $0.key < $1.key }, calls)
  }

  /// Common random numbers: other numbers of replicas, the same requests.
  @Test func requestsDoNotDependOnReplicas() {
    let (few, many) = (requests(replicas: [1, 1], seed: 5), requests(replicas: [4, 3], seed: 5))
    #expect(few.entry.count > 500)
    #expect(few.entry == many.entry)
    let both = Set(few.calls.keys).intersection(many.calls.keys)
    #expect(both.count > 200)
    #expect(both.allSatisfy { few.calls[$0] == many.calls[$0] })
    #expect(requests(replicas: [1, 1], seed: 6).entry != few.entry)
  }

  @Test func theSeedDecidesTheTotals() {
    let experiment = RequestExperiment(
      RequestNetworkParameters(services: chain), replicas: [2, 2], warmUp: 5, duration: 30)
    let (first, again, other) = (experiment.run(seed: 1), experiment.run(seed: 1), experiment.run(seed: 2))
    #expect(first.totals == again.totals && first.events == again.events)
    #expect(first.totals != other.totals)
  }

  /// A rate that is set to what it was, or away and back at one instant, changes no arrival; another rate
  /// stretches the gaps: the n-th arrival is where the integral of the rate reaches the same sum of draws.
  @Test func arrivalsFollowFromSeedAndRate() {
    func arrivals(_ changes: [(at: Double, rate: Double)]) -> [Double] {
      var service = RequestServiceParameters(demand: .constant(0), source: .open(rate: 10))
      service.workers = nil
      var rig = RequestRig([service], replicas: [1])
      var (times, left) = ([Double](), changes[...])
      while times.count < 50 {
        let end = left.first?.at ?? 100
        let before = rig.network.services[0].arrivals.count
        if rig.step(until: end) {
          if rig.network.services[0].arrivals.count > before { times.append(rig.scheduler.now.seconds) }
        } else if let change = left.popFirst() {
          // An event that does nothing brings the scheduler's clock to the change.
          rig.scheduler.schedule(
            RequestEvent(.departure, 0, generation: .max), at: .zero + .seconds(rounding: end), phase: .plant)
          _ = rig.scheduler.next(until: .zero + .seconds(rounding: end))
          rig.network.setArrivalRate(change.rate, of: 0, scheduler: &rig.scheduler)
        } else {
          break
        }
      }
      return times
    }
    let plain = arrivals([])
    #expect(plain.count == 50)
    #expect(plain == arrivals([(1, 10), (2.5, 10)]))
    // Twice the rate after 1 s: an arrival at t becomes one at 1 + (t − 1)/2, within a nanosecond for each
    // rounding.
    let stretched = plain.map { $0 <= 1 ? $0 : 1 + ($0 - 1) / 2 }
    let apart = zip(stretched, arrivals([(1, 20)])).map { abs($0 - $1) }.max() ?? .infinity
    #expect(apart < 50e-9, "\(apart) s apart")
  }
}
