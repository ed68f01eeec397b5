import ArgumentParser
import Foundation
import Reporting
import Writing

extension ChartStyle: ExpressibleByArgument {}

/// `forescale plot`.
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws the charts of a results database as SVG, PDF and PNG.",
    discussion: """
      Beside each chart stand the gnuplot script that drew it, data inside, and its data as CSV. All charts are drawn that the \
      results allow, or those that are named.

      EXAMPLE
        forescale plot out/results.sqlite --chart cost-and-violation --style dark --plots out/dark
      """)

  @Argument(help: "The results database.")
  var results: String

  @Option(parsing: .upToNextOption, help: "The charts to draw, by name; all by default.")
  var chart: [String] = []

  @Option(help: "print or dark.")
  var style = ChartStyle.print

  @Option(help: "The arm that effects are told against; the scenario's first by default.")
  var baseline: String?

  @Option(
    help: "The only set of runs to draw, by name; the newest of each scenario and experiment by default.")
  var set: String?

  @Option(help: "The folder for charts; one in plots beside the database, named after it, by default.")
  var plots: String?

  func run() throws {
    try reportingMistakes {
      let folder = plots ?? Beside.charts(of: results)
      Inputs.add(databases: [results])
      let database = try ResultsDatabase.reading(results)
      try database.tellLeftOut(of: set)
      Console.progress("drawing charts")
      let drawn = try Charts.write(
        of: database, names: chart, baseline: baseline, set: set, style: style, folder: folder)
      Console.clearProgress()
      if let shortfall = drawn.shortfall {
        // what was asked for are pictures, and files that hold them
        guard drawn.hasPictures, !drawn.isUnwritten else {
          throw Failure(code: 3, message: "forescale: \(shortfall)")
        }
        Console.error("forescale: \(shortfall)")
      }
      Console.error("charts: \(drawn.paths.count) files in \(folder)")
    }
  }
}
