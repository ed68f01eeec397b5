import ClusterSimulation
import Foundation
import Testing

/// The engine against the closed forms of M/M/c, over 20 seeds.
@Suite struct MarkovianQueueTests {
  private func runs(_ workers: Int, _ utilization: Double, duration: Double = 660, target: Double = 0.5)
    -> [RequestTotals]
  {
    let service = RequestServiceParameters(
      demand: .exponential(mean: 0.1), workers: workers,
      source: .open(rate: utilization * Double(workers) / 0.1), latencyTarget: target)
    return (1...20).map {
      RequestExperiment.run(service, warmUp: 60, duration: duration, seed: $0)
    }
  }

  @Test(arguments: [(1, 0.5, 660.0), (1, 0.8, 660), (2, 0.7, 460), (10, 0.85, 160)])
  func agreesWithTheClosedForms(workers: Int, utilization: Double, duration: Double) {
    let rate = utilization * Double(workers) / 0.1
    let wait = QueueingFormulas.meanWait(servers: workers, rate: rate, serviceTime: 0.1)
    let runs = runs(workers, utilization, duration: duration)
    func check(_ name: String, _ values: [Double], _ expected: Double) {
      let mean = SeedMean(values)
      #expect(
        mean.agrees(with: expected),
        "\(name) of M/M/\(workers) at \(utilization): \(mean), theory \(expected)")
    }
    check("mean wait", runs.map(\.meanWait), wait)
    check("mean latency", runs.map(\.meanLatency), wait + 0.1)
    check("busy workers", runs.map(\.meanBusy), utilization * Double(workers))
    check("mean number inside", runs.map(\.meanInside), rate * (wait + 0.1))
    check(
      "late share", runs.map(\.lateShare),
      QueueingFormulas.tail(beyond: 0.5, servers: workers, rate: rate, serviceTime: 0.1))
  }

  /// The latency of M/M/1 is exponential with rate μ − λ = 10 − 5: p95 = ln 20/5 s, p99 = ln 100/5 s.
  @Test(arguments: [0.95, 0.99]) func quantilesOfTheSingleServer(level: Double) {
    let expected = -log(1 - level) / 5
    let runs = runs(1, 0.5, duration: 1060, target: expected)
    let share = SeedMean(runs.map(\.lateShare))
    #expect(share.agrees(with: 1 - level), "share above the p\(level * 100): \(share)")
    // The histogram adds up to its relative error to the statistical one.
    let quantile = SeedMean(runs.map { Double($0.latencies.quantile(level) ?? 0) / 1e9 })
    #expect(
      abs(quantile.mean - expected) < 2.861 * quantile.standardError + expected / 128,
      "p\(level * 100): \(quantile), theory \(expected)")
  }

  /// The sister: a service time 5 % too long is seen by the same bound.
  @Test func theBoundSeesAWrongServiceTime() {
    let mean = SeedMean(runs(10, 0.85, duration: 160).map(\.meanLatency))
    let wrong = QueueingFormulas.meanWait(servers: 10, rate: 85, serviceTime: 0.105) + 0.105
    #expect(!mean.agrees(with: wrong), "\(mean), theory of the wrong queue \(wrong)")
  }
}
