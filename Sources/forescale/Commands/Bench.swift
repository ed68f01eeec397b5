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

  enum Case: String, ExpressibleByArgument, CaseIterable { case cluster }

  @Argument(help: "What to measure: cluster (the built-in month, one arm, fluid).")
  var name: Case = .cluster

  @Option(help: "Repetitions.")
  var runs = 5

  func run() throws {
    try reportingMistakes {
      var options = try ScenarioOptions.parse([try Home.path() + "/scenarios/google-2019-service.yaml"])
      options.threads = 1
      for line in try options.runner().benchmarkMonth(repetitions: max(1, runs)) { Console.print(line) }
    }
  }
}
