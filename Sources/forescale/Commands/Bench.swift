import ArgumentParser
import Experiments
import Foundation

/// `forescale bench`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the simulator: a line of JSON a case, medians of repeated runs.",
    discussion: """
      EXAMPLE
        forescale bench cluster --runs 5
      """)

  enum Case: String, ExpressibleByArgument, CaseIterable { case cluster, hpa }

  @Argument(
    help: """
      What to measure: cluster (the built-in month, one arm, fluid) or hpa (one reconcile at 10, 1,000 and 10,000 pods).
      """)
  var name: Case = .cluster

  @Option(help: "Repetitions, of which the median is printed.")
  var runs = 5

  @Option(help: "hpa: reconciles in one repetition; by default so many that ten million pods are looked at.")
  var reconciles: Int?

  func run() throws {
    try reportingMistakes {
      guard runs >= 1, reconciles ?? 1 >= 1 else {
        throw Failure(
          code: 2, message: "forescale: --runs and --reconciles: allowed are whole numbers from 1 up")
      }
      for record in try records() { Console.print(try record.line) }
    }
  }

  private func records() throws -> [BenchmarkRecord] {
    switch name {
    case .cluster:
      var options = try ScenarioOptions.parse([try Home.path() + "/scenarios/google-2019-service.yaml"])
      options.threads = 1
      return try options.runner().benchmarkMonth(repetitions: runs)
    case .hpa:
      return HPABenchmark.run(pods: [10, 1_000, 10_000], reconciles: reconciles, repetitions: runs)
    }
  }
}
