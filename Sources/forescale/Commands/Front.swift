import ArgumentParser
import Foundation
import Reporting
import Stochastics
import Writing

/// `forescale front`.
struct Front: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows each arm's Pareto front of cost and violation over its own knob.",
    discussion: """
      The knob of an arm is what the experiment sets in it, such as "arms[react+].headroom": arms with one value each in a \
      zip, or a grid, in which equal runs are made once. Cost and violation are averaged over a workload's seeds, then \
      over workloads; the areas of fronts are comparable at the same reference point alone.

      EXAMPLE
        forescale front out/fronts.sqlite --baseline hpa-stock --reference 40,5
      """)

  @Argument(help: "The results database of the sweep.")
  var results: String

  @Option(help: "The only experiment that counts.")
  var experiment: String?

  @Option(name: .long, parsing: .upToNextOption, help: "The arms; all where it is left out.")
  var arm: [String] = []

  @Option(help: "The arm whose front the others' are compared with.")
  var baseline: String?

  @Option(help: "What an arm pays.")
  var cost = "node_cost"

  @Option(help: "What it is paid for: less is better.")
  var violation = "violation_windows"

  @Option(
    help: ArgumentHelp(
      "The point at which areas end; a tenth beyond the worst where it is left out.",
      valueName: "COST,VIOLATION"))
  var reference: String?

  @Option(help: "The folder for the chart; beside the database where it is left out.")
  var plots: String?

  func validate() throws {
    if reference != nil, point == nil {
      throw ValidationError(
        "--reference: expected two numbers above 0, such as 40,5, found '\(reference ?? "")'")
    }
    if let baseline, !arm.isEmpty, !arm.contains(baseline) {
      throw ValidationError("--baseline: '\(baseline)' is not among the arms \(arm.joined(separator: ", "))")
    }
  }

  private var point: ObjectivePair? {
    let numbers = (reference ?? "").split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 2, let first = numbers[0], let second = numbers[1], first > 0, second > 0,
      first.isFinite, second.isFinite
    else { return nil }
    return ObjectivePair(first, second)
  }

  func run() throws {
    try reportingMistakes {
      Inputs.add(databases: [results])
      let database = try ResultsDatabase.reading(results)
      try database.tellLeftOut(of: experiment)
      let definitions = try database.definitions(of: [cost, violation])
      let runs = try database.storedRuns(metrics: [cost, violation], set: experiment)
      try database.close()
      let fronts = try KnobFronts(
        runs, arms: arm, cost: definitions[0], violation: definitions[1], reference: point, file: results)
      if let baseline { try fronts.checkBaseline(baseline, file: results) }
      Console.print(FrontTable.render(fronts, baseline: baseline, color: Console.colors))
      let folder = plots ?? Beside.charts(of: results)
      let drawn = try ChartNews.draw(later: "the same command") {
        try FrontChart.write(fronts, folder: folder)
      }
      if drawn.hasPictures { Console.error("chart: \(drawn.paths[0])") }
    }
  }
}
