import ClusterSimulation
import Foundation

/// How fast requests are simulated one by one: CPU time and peak memory of some services at 1,000 requests a second.
public enum RequestBenchmark {
  private static let rate = 1000.0

  /// Runs each case once and hands its records out.
  ///
  /// - Parameters:
  ///   - seconds: Simulated time, positive.
  ///   - report: Takes the records as they come.
  public static func run(seconds: Double, report: (BenchmarkRecord) throws -> Void) rethrows {
    for setup in cases {
      let experiment = RequestExperiment(
        RequestNetworkParameters(services: setup.services), replicas: setup.replicas, warmUp: 0,
        duration: seconds)
      let start = Stopwatch.cpu
      let results = experiment.run(seed: 1)
      let cpu = Stopwatch.cpu - start
      let requests = Double(results.totals[0].calls)
      func record(_ metric: String, _ value: Double, _ unit: String) -> BenchmarkRecord {
        BenchmarkRecord(
          name: "requests/\(setup.name)", metric: metric, value: value, unit: unit,
          parameters: [
            "simulated_seconds": .number(seconds), "requests": .number(requests),
            "events": .init(results.events),
          ])
      }
      try report(record("cpu", cpu, "s"))
      try report(record("cpu per request", cpu / requests * 1e9, "ns"))
      try report(record("rate", Double(results.events) / cpu, "events/s"))
      try report(record("peak memory", Stopwatch.peakMemory, "MiB"))
    }
  }

  /// The cases by name, with the replicas of each service.
  private static var cases: [(name: String, services: [RequestServiceParameters], replicas: [Int])] {
    let demand = ServiceDemand.exponential(mean: 0.1)
    let open = RequestSource.open(rate: rate)
    let chain = ServiceDemand.exponential(mean: 0.03)
    return [
      (
        "fifo", [RequestServiceParameters(demand: demand, workers: 10, source: open, latencyTarget: 0.5)],
        [20]
      ),
      (
        "fifo-clients",
        [
          RequestServiceParameters(
            demand: demand, workers: 10, queueLimit: 100, source: open,
            client: RequestClientParameters(
              timeout: 2, retries: RetryParameters(budget: RetryBudgetParameters()),
              breaker: CircuitBreakerParameters()), latencyTarget: 0.5)
        ], [20]
      ),
      (
        "ps",
        [
          RequestServiceParameters(
            demand: .exponential(mean: 0.016), workers: nil, cores: 1, source: open, latencyTarget: 0.5)
        ], [20]
      ),
      (
        "chain",
        [
          RequestServiceParameters(
            demand: chain, workers: 10, source: open, calls: [[RequestCall(to: 1)]], latencyTarget: 0.5),
          RequestServiceParameters(demand: chain, workers: 10, calls: [[RequestCall(to: 2)]]),
          RequestServiceParameters(demand: chain, workers: 10),
        ], [20, 20, 20]
      ),
    ]
  }
}
