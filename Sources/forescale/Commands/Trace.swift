import ArgumentParser
import Foundation
import Workloads

/// `forescale trace`.
struct Trace: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes traces.", subcommands: [Synthesize.self])

  /// `forescale trace synthesize`.
  struct Synthesize: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Writes a month of one service in the official 2019 schema, calibrated to the published figures.",
      discussion: """
        EXAMPLE
          forescale trace synthesize service --seed 2019 --out traces/service-month.json.gz
        """)

    enum Kind: String, ExpressibleByArgument, CaseIterable { case service }

    @Argument(help: "What to make: service.")
    var kind: Kind

    @Option(help: "The seed.")
    var seed: UInt64 = 2019

    @Option(help: "The file to write; .gz is added by you.")
    var out: String

    func run() throws {
      try reportingMistakes {
        var parameters = ServiceTraceParameters()
        parameters.seed = seed
        try ServiceTraceGenerator(parameters).write(to: out)
        Console.error("trace: \(out)")
      }
    }
  }
}
