import ArgumentParser
import Experiments
import Foundation
import SimulationKernel

/// `forescale bench`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the simulator: a line of JSON a figure.",
    discussion: """
      EXAMPLE
        forescale bench cluster --runs 5
      """)

  enum Case: String, ExpressibleByArgument, CaseIterable {
    case cluster, hpa, kernel, requests, cell, reading, features, lstm, policies
  }

  @Argument(
    help: """
      What to measure: cluster (the built-in month, one arm, fluid), hpa (one reconcile at 10, 1,000 and 10,000 pods), \
      kernel (the event queue by the hold model, and whole M/M/1 and M/M/8; benchmarks/kernel has its peers), requests \
      (services at 1,000 requests a second, every request simulated), cell (1,200, 4,000 and 12,000 machines with \
      tasks that come and go, and 20 services), reading (usage rows of --file to 5-minute demand; benchmarks/reading \
      has its peers), features (one observation of the catalogue and its presets), lstm (training and single \
      forecasts; benchmarks/learning/lstm has its peers) or policies (one decision of each; with python3 in PATH also \
      of examples/python/policy.py).
      """)
  var name: Case = .cluster

  @Option(
    help: "cluster, hpa, kernel, features, lstm, policies: repetitions, of which the median is printed.")
  var runs = 5

  @Option(help: "hpa: reconciles in one repetition; by default so many that ten million pods are looked at.")
  var reconciles: Int?

  @Option(help: "requests, cell: simulated time of the one run.")
  var simulated = "1h"

  @Option(help: "reading: the file of usage rows.")
  var file: String?

  @Option(help: "reading: 1, or 2 to decompress on a thread of its own.")
  var threads = 1

  func run() throws {
    try reportingMistakes {
      guard runs >= 1, reconciles ?? 1 >= 1 else {
        throw Failure(
          code: 2, message: "forescale: --runs and --reconciles: allowed are whole numbers from 1 up")
      }
      try records { Console.print(try $0.line) }
    }
  }

  private func records(_ report: (BenchmarkRecord) throws -> Void) throws {
    switch name {
    case .cluster:
      var options = try ScenarioOptions.parse([try Home.path() + "/scenarios/google-2019-service.yaml"])
      options.threads = 1
      try options.runner().benchmarkMonth(repetitions: runs).forEach(report)
    case .hpa:
      try HPABenchmark.run(pods: [10, 1_000, 10_000], reconciles: reconciles, repetitions: runs).forEach(
        report)
    case .requests: try RequestBenchmark.run(seconds: try simulatedSeconds(), report: report)
    case .cell: try CellBenchmark.run(seconds: try simulatedSeconds(), report: report)
    case .reading:
      guard let file, 1...2 ~= threads else {
        throw Failure(
          code: 2, message: "forescale: reading needs --file FILE of usage rows, and --threads 1 or 2")
      }
      try ReadingBenchmark.run(path: file, threads: threads).forEach(report)
    case .features: try FeatureBenchmark.run(repetitions: runs).forEach(report)
    case .lstm: try LSTMBenchmark.run(repetitions: runs, report: report)
    case .policies:
      let folder = try Home.path() + "/examples/python"
      let hasPython = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }
      try PolicyBenchmark.run(
        repetitions: runs, external: hasPython ? (["python3", "policy.py"], folder) : nil, report: report)
    case .kernel: try KernelBenchmark.run(repetitions: runs, report: report)
    }
  }

  private func simulatedSeconds() throws -> Double {
    guard let span = SimulationDuration(text: simulated), span > .zero else {
      throw Failure(
        code: 2,
        message:
          "forescale: --simulated: found '\(simulated)'; allowed are positive durations such as 1h or 1d")
    }
    return span.seconds
  }
}
