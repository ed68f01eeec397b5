import ArgumentParser
import Experiments
import Foundation
import InputFiles
import SimulationKernel

/// `forescale environment`.
struct Environment: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Plays one episode whose policy is on the other end of standard input and output.",
    discussion: """
      Each line written is an observation, each line read the decision that answers it; docs/external-policies.md has \
      the messages. examples/python/gymnasium_env.py makes a Gymnasium environment of it.

      EXAMPLE
        forescale environment scenarios/flash-crowd.yaml --part training --after 6h --seed 3
      """)

  @Argument(help: "The scenario, a YAML file; its arms play no part.")
  var scenario: String

  @Option(name: .long, parsing: .upToNextOption, help: "Trace files that replace the scenario's.")
  var trace: [String] = []

  @Option(help: "The seed that replaces the scenario's.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "The part of the time line: \(EnvironmentSession.parts.joined(separator: ", ")). Agents are trained on the first alone."
    ))
  var part = "training"

  @Option(help: "How far into the part the episode begins.")
  var after = "0s"

  func validate() throws { try checkSeed(seed) }

  func run() throws {
    try reportingMistakes {
      guard EnvironmentSession.parts.contains(part) else {
        throw Failure(
          code: 2,
          message:
            "forescale: --part: '\(part)' is not known; allowed are \(EnvironmentSession.parts.joined(separator: ", "))"
        )
      }
      guard let offset = SimulationDuration(text: after), offset >= .zero else {
        throw Failure(
          code: 2, message: "forescale: --after: found '\(after)'; allowed are durations such as 30m or 6h")
      }
      var read = try Scenario(path: scenario)
      if let seed { read.seed = seed }
      let folder = scenario.parentFolder
      var session = EnvironmentSession(
        read, traces: trace.isEmpty ? read.workload.files(in: folder) : trace, part: part,
        after: offset.seconds)
      session.folder = folder
      try session.run()
    }
  }
}
