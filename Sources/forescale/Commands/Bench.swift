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
    name: .customLong("runs"),
    help:
      "cluster, hpa, kernel, features, lstm, policies: repetitions, of which the median is printed; 5 by default."
  )
  var givenRuns: Int?

  @Option(help: "hpa: reconciles in one repetition; by default so many that ten million pods are looked at.")
  var reconciles: Int?

  @Option(help: "requests, cell: simulated time of the one run; 1h by default.")
  var simulated: String?

  @Option(help: "reading: the file of usage rows.")
  var file: String?

  @Option(help: "reading: 1, or 2 to decompress on a thread of its own; 1 by default.")
  var threads: Int?

  func validate() throws {
    let options: [(name: String, isGiven: Bool, cases: [Case])] = [
      ("--runs", givenRuns != nil, [.cluster, .hpa, .kernel, .features, .lstm, .policies]),
      ("--reconciles", reconciles != nil, [.hpa]), ("--simulated", simulated != nil, [.requests, .cell]),
      ("--file", file != nil, [.reading]), ("--threads", threads != nil, [.reading]),
    ]
    for option in options where option.isGiven && !option.cases.contains(name) {
      let cases = option.cases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(option.name) goes with \(cases), not with \(name.rawValue)")
    }
    for (name, value) in [("--runs", givenRuns), ("--reconciles", reconciles)] {
      if let value, !(1...1_000_000_000 ~= value) {
        throw ValidationError("\(name): expected a whole number from 1 to 1000000000, found \(value)")
      }
    }
  }

  private var runs: Int { givenRuns ?? 5 }

  func run() throws {
    try reportingMistakes {
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
      guard let file, 1...2 ~= threads ?? 1 else {
        throw Failure(
          code: 2, message: "forescale: reading needs --file FILE of usage rows, and --threads 1 or 2")
      }
      try ReadingBenchmark.run(path: file, threads: threads ?? 1).forEach(report)
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
    let simulated = simulated ?? "1h"
    guard let span = SimulationDuration(text: simulated), span > .zero else {
      throw Failure(
        code: 2,
        message:
          "forescale: --simulated: found '\(simulated)'; allowed are positive durations such as 1h or 1d")
    }
    return span.seconds
  }
}
