import ArgumentParser
import Reporting

/// `forescale dump`.
struct Dump: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints everything in a results database as text, without wall times.",
    discussion: """
      The order does not depend on when, or how often, a run was recorded: two equal experiments give equal dumps.

      EXAMPLE
        forescale dump out/a.sqlite | diff - <(forescale dump out/b.sqlite)
      """)

  @Argument(help: "The results database.")
  var results: String

  func run() throws {
    try reportingMistakes { Console.print(try ResultsDatabase.reading(results).dump(), newline: false) }
  }
}
