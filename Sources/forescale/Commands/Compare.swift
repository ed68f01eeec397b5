import ArgumentParser
import Experiments
import Reporting

/// `forescale compare`.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compares two results databases, or two arms of one, pair by pair; fails on a regression.",
    discussion: """
      Runs are paired by experiment, settings, seed and input files. With two databases each arm of the second is held \
      against the same arm of the first; with one, each arm against --baseline. The unit of inference is the workload: \
      seeds and settings are averaged within it first.

      Where runs had faults, a second table holds the recoveries of both arms against each other, by the log-rank test. \
      It takes faults for independent; the interval over workloads is that of --metric recovery_time.

      Exit code 0: no metric is worse by more than the margin. 1: one is, or it could not be shown that it is not. 2: \
      wrong input, or nothing can be paired.

      EXAMPLE
        forescale compare out/before.sqlite out/after.sqlite --margin 1%
        forescale compare out/maps.sqlite --arm react+ --baseline hpa-stock --margin violation_windows=0.1
      """)

  @Argument(help: "One results database, or two: before and after.")
  var results: [String]

  @Option(help: "The only arm under test.")
  var arm: String?

  @Option(help: "The arm compared against; with two databases that of the same name where it is left out.")
  var baseline: String?

  @Option(help: "The only experiment that counts.")
  var experiment: String?

  @Option(name: .long, parsing: .upToNextOption, help: "The metrics.")
  var metric = ["node_cost", "violation_windows"]

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "How much worse a metric may be: a share of the baseline for all, such as 1%, or METRIC=VALUE in its unit.",
      valueName: "MARGIN"))
  var margin = ["1%"]

  @Flag(help: "Print one JSON document instead of a table.")
  var json = false

  func validate() throws {
    guard 1...2 ~= results.count else {
      throw ValidationError("expected one or two results databases, found \(results.count)")
    }
    if results.count == 1, baseline == nil {
      throw ValidationError("one results database needs --baseline, the arm that others are compared against")
    }
    if results.count == 1, let arm, arm == baseline {
      throw ValidationError("--arm and --baseline are both '\(arm)'; two arms are needed")
    }
    _ = try Margins(margin, metrics: metric)
  }

  func run() throws {
    try reportingMistakes {
      let databases = try results.map { try ResultsDatabase.reading($0) }
      let definitions = try databases[0].definitions(of: metric)
      let runs = try databases.map {
        try $0.storedRuns(metrics: metric, set: experiment, withRecoveries: true)
      }
      let notes = try ArmComparison.notes(on: databases, set: experiment)
      try databases.forEach { try $0.close() }
      let margins = try Margins(margin, metrics: metric)
      let comparisons = try ArmComparison.all(
        before: runs[0], after: runs[runs.count - 1], arm: arm, baseline: baseline,
        files: (results[0], results[results.count - 1]), definitions: definitions, margin: margins.of)
      if json {
        Console.print(try ComparisonTable.json(comparisons))
      } else {
        Console.print(ComparisonTable.render(comparisons, color: Console.colors))
        if let recoveries = ComparisonTable.recoveries(comparisons, color: Console.colors) {
          Console.print("\n" + recoveries)
        }
        let notes = ArmComparison.notes(of: comparisons) + notes
        if !notes.isEmpty { Console.print("\n" + notes.joined(separator: "\n")) }
      }
      let regressed = comparisons.filter(\.hasRegressed).map(\.arm)
      if !regressed.isEmpty {
        throw Failure(
          code: 1,
          message:
            "forescale: not shown to be no worse within the margin: \(regressed.joined(separator: ", "))")
      }
    }
  }
}

/// The margins of `--margin`.
struct Margins {
  private var common = ComparisonMargin.relative(0.01)
  private var single: [String: ComparisonMargin] = [:]

  init(_ texts: [String], metrics: [String]) throws {
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let value = parts.last.flatMap(Self.value) else {
        throw ValidationError(
          "--margin: expected a share such as 1%, or METRIC=VALUE such as violation_windows=0.1, found '\(text)'"
        )
      }
      if parts.count == 1 {
        guard case .relative = value else {
          throw ValidationError("--margin: a value in a unit needs its metric, such as node_cost=\(text)")
        }
        common = value
      } else {
        guard metrics.contains(parts[0]) else {
          throw ValidationError(
            "--margin: '\(parts[0])' is not compared; compared are \(metrics.joined(separator: ", "))")
        }
        single[parts[0]] = value
      }
    }
  }

  /// The margin of a metric.
  func of(_ metric: String) -> ComparisonMargin { single[metric] ?? common }

  private static func value(_ text: String) -> ComparisonMargin? {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), percent >= 0, percent < 100 else { return nil }
      return .relative(percent / 100)
    }
    guard let number = Double(text), number >= 0, number.isFinite else { return nil }
    return .absolute(number)
  }
}
