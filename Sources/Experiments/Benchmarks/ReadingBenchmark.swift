import Workloads

/// How fast a file of usage rows becomes the demand of each of its collections.
public enum ReadingBenchmark {
  /// Reads `path` once, as benchmarks/reading/peers.py has its peers do in a process of their own each.
  ///
  /// - Throws: `WorkloadError` if the file cannot be read.
  public static func run(path: String, threads: Int) throws -> [BenchmarkRecord] {
    var sum = 0.0
    var bytes = 0
    let reading = try Stopwatch.once {
      let demands = try CollectionDemands(reading: [path], threads: threads)
      sum = demands.entries.reduce(0.0) { $0 + $1.series.values.compactMap(\.self).reduce(0, +) }
      bytes = demands.read.bytes
    }
    let megabytes = Double(bytes) / 1e6
    func record(_ metric: String, _ value: Double, _ unit: String) -> BenchmarkRecord {
      BenchmarkRecord(
        name: "reading", metric: metric, value: value, unit: unit,
        parameters: [
          "file": .text(String(path.split(separator: "/").last ?? "")), "threads": .init(threads),
          "demand": .number(sum),
        ])
    }
    return [
      record("rate of CPU time", megabytes / reading.cpu, "MB/s"),
      record("rate", megabytes / reading.wall, "MB/s"),
      record("peak memory", Stopwatch.peakMemory, "MiB"),
    ]
  }
}
