import ArgumentParser
import Experiments
import Foundation
import Reporting
import Writing

/// `forescale map`.
struct Map: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows where an arm pays: its effect in every cell of two parameters of a sweep.",
    discussion: """
      Prints the table and draws a heat map with the line of break-even; cells whose interval holds 0 are marked, and so \
      are those whose violations were not shown to be no worse. A key may be named by its end, such as start_up. With \
      --downtime-price the metric total_cost adds so many USD for each hour of violating windows; several prices are an \
      axis called downtime_price.

      EXAMPLE
        forescale map out/maps.sqlite --x start_up --y mean --arm react+ --baseline hpa-tuned
      """)

  @Argument(help: "The results database of the sweep.")
  var results: String

  @Option(help: "The key of the horizontal axis.")
  var x: String

  @Option(help: "The key of the vertical axis.")
  var y: String

  @Option(help: "The arm under test.")
  var arm: String

  @Option(help: "The arm compared against.")
  var baseline: String

  @Option(help: "The experiment; needed where the database has several with these keys.")
  var experiment: String?

  @Option(help: "What cells show; total_cost needs --downtime-price.")
  var metric = "node_cost"

  @Option(help: "The metric that must not get worse.")
  var guarded = "violation_windows"

  @Option(help: ArgumentHelp("How much worse it may be, in its unit.", valueName: "VALUE"))
  var margin = 0.1

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp("USD for an hour of violating windows.", valueName: "USD"))
  var downtimePrice: [Double] = []

  @Option(help: "The folder for the chart; beside the database where it is left out.")
  var plots: String?

  func validate() throws {
    guard arm != baseline else { throw ValidationError("--arm and --baseline are both '\(arm)'") }
    guard x != y else { throw ValidationError("--x and --y are both '\(x)'; two keys are needed") }
    guard margin >= 0, margin.isFinite else {
      throw ValidationError("--margin: expected a number from 0 up, found \(margin)")
    }
    if let price = downtimePrice.first(where: { !($0 >= 0 && $0.isFinite) }) {
      throw ValidationError("--downtime-price: expected numbers from 0 up, found \(price)")
    }
    if metric == TotalCost.name, downtimePrice.isEmpty {
      throw ValidationError("--metric total_cost needs --downtime-price")
    }
    if metric != TotalCost.name, !downtimePrice.isEmpty {
      throw ValidationError("--downtime-price goes with --metric \(TotalCost.name)")
    }
    if downtimePrice.count > 1, ![x, y].contains(TotalCost.axis) {
      throw ValidationError("several prices need --x or --y \(TotalCost.axis)")
    }
  }

  func run() throws {
    try reportingMistakes {
      Inputs.add(databases: [results])
      let database = try ResultsDatabase.reading(results)
      try database.tellLeftOut(of: experiment)
      let isTotal = metric == TotalCost.name
      let names = (isTotal ? TotalCost.parts : [metric]) + [guarded]
      let definitions = try database.definitions(of: names)
      var runs = try database.storedRuns(metrics: names, set: experiment)
      try database.close()
      if isTotal { runs = TotalCost.priced(runs, at: downtimePrice) }
      let map = try BreakEvenMap(
        runs, arm: arm, baseline: baseline, x: x, y: y,
        metric: isTotal ? TotalCost.definition : definitions[0],
        guarded: definitions[definitions.count - 1], margin: .absolute(margin), file: results)
      Console.print(BreakEvenTable.render(map, color: Console.colors))
      let folder = plots ?? Beside.charts(of: results)
      let drawn = try ChartNews.draw(later: "the same command") {
        try BreakEvenChart.write(map, folder: folder)
      }
      if drawn.hasPictures { Console.error("chart: \(drawn.paths[0])") }
    }
  }
}
