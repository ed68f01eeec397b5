import ClusterSimulation

/// How fast whole cells are simulated: machines with tasks that come and go, and services on top that are scaled.
public enum CellBenchmark {
  /// Runs cells of three sizes and hands out their records.
  ///
  /// - Parameters:
  ///   - seconds: Simulated time, positive.
  ///   - report: Takes the records as they come.
  public static func run(seconds: Double, report: (BenchmarkRecord) throws -> Void) rethrows {
    for machines in [1_200, 4_000, 12_000] {
      let start = Stopwatch.cpu
      let summary = CellLoad.run(CellLoad.Configuration(machines: machines), seconds: seconds, seed: 1)
      let cpu = Stopwatch.cpu - start
      func record(_ metric: String, _ value: Double, _ unit: String) -> BenchmarkRecord {
        BenchmarkRecord(
          name: "cell", metric: metric, value: value, unit: unit,
          parameters: [
            "machines": .init(machines), "simulated_seconds": .number(seconds),
            "events": .init(summary.events),
            "tasks": .init(summary.placed), "pods": .init(summary.pods),
          ])
      }
      try report(record("cpu", cpu, "s"))
      try report(record("rate", Double(summary.events) / cpu, "events/s"))
      try report(record("peak memory", Stopwatch.peakMemory, "MiB"))
    }
  }
}
