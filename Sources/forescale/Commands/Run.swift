import ArgumentParser
import Experiments
import Foundation
import InputFiles
import Reporting
import Synchronization
import Writing

/// `forescale run`.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs every arm of a scenario and stores, prints and draws the results.",
    discussion: """
      EXAMPLE
        forescale run scenarios/google-2019-service.yaml --trace month/*.csv.gz --out out/month.sqlite
      """)

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try reportingMistakes { try output.finish(try output.prepared(options.runner())) }
  }
}

/// Where results go.
struct OutputOptions: ParsableArguments {
  @Option(help: "The results database; made if it is not there. Charts and models go beside it.")
  var out = "out/results.sqlite"

  @Option(help: "The folder for charts, if not beside the database.")
  var plots: String?

  @Flag(help: "Print one JSON document instead of tables.")
  var json = false

  /// Checks that results can be written before anything runs.
  func prepared(_ runner: ScenarioRunner) throws -> ScenarioRunner {
    try ResultsDatabase.checkWritable(path: out)
    try Output.check(database: out, as: "--out")
    for name in runner.modelNames where !runner.isGiven(name) {
      try Output.check(Beside.model(name, of: out), as: "the model of '\(name)'")
    }
    return runner
  }

  /// Runs, stores, draws, prints; exit code 1 if a soundness check fails.
  func finish(_ runner: ScenarioRunner) throws {
    let out = out
    let store = RunStore(out, arms: runner.scenario.arms.count)
    var recording = runner
    recording.finished = { try store.record($0) }
    Interruption.handle { end in store.leave(end) }
    let outcome = try recording.run()
    Console.progress("storing results")
    guard let database = try store.finish(outcome, scenario: runner.scenario.name) else { return }
    for file in outcome.modelFiles {
      // one that was given from there is there
      let path = Beside.model(file.name, of: out)
      if Inputs.contains(path) { continue }
      try Output.makeFolder(path.parentFolder)
      try Output.write(file.bytes, to: path)
    }
    Console.clearProgress()
    Console.print(try json ? Summary.json(outcome, runner) : Summary.text(outcome, runner))
    Console.progress("drawing charts")
    let charts = plots ?? Beside.charts(of: out)
    let drawn = try ChartNews.draw(later: "'forescale plot \(Escape.shell(path: out))'") {
      try Charts.write(
        runs: outcome.runs, models: outcome.models,
        options: ChartOptions(
          folder: charts, latencyTarget: runner.scenario.plant.service.objective.latencyTarget,
          violationBudget: 100 * runner.scenario.violationBudget,
          window: ChartOptions.excerpt(of: outcome.runs)))
    }
    // drawing takes a while
    try database.checkIsThere()
    Console.error("results: \(out)   charts: \(drawn.paths.count) files in \(charts)")
    if let failed = outcome.checks.first(where: { !$0.holds }) {
      throw Failure(
        code: 1, message: "forescale: the soundness check '\(failed.name)' failed: \(failed.detail)")
    }
  }
}

/// The database that a run stores its results in, one after the other: whoever is interrupted waits for what is being stored.
final class RunStore: Sendable {
  private struct State {
    var database: ResultsDatabase?
    var runs = 0
    var isWhole = false
  }
  private let out: String
  private let arms: Int
  private let state = Mutex(State())

  /// A store for the runs of so many arms in the file `out`.
  init(_ out: String, arms: Int) { (self.out, self.arms) = (out, arms) }

  /// Stores a run. The file is opened with the first, so that a mistake in the inputs leaves none.
  func record(_ run: RunResult) throws {
    try state.withLock { state in
      if state.database == nil {
        let database = try ResultsDatabase(path: out)
        try database.record(definitions: MetricCatalogue.all)
        if let digest = run.scenarioDigest,
          let apart = try database.begin(scenario: run.scenario, digest: digest)
        {
          Console.error("forescale: " + Escape.line(apart, limit: .max))
        }
        // not before the set is there: a run of another arm that comes after a failure would be stored without one
        state.database = database
      }
      try state.database?.record(run: run)
      state.runs += 1
    }
  }

  /// Stores what the runs have in common, and leaves the file whole.
  ///
  /// - Returns: The database, which is closed; nil where nothing ran.
  func finish(_ outcome: ScenarioOutcome, scenario name: String) throws -> ResultsDatabase? {
    try state.withLock { state in
      guard let database = state.database else { return nil }
      for model in outcome.models {
        try database.record(model: model, scenario: name, digest: outcome.digest)
      }
      try database.record(comparisons: outcome.comparisons, scenario: name, digest: outcome.digest)
      try database.record(checks: outcome.checks, scenario: name, digest: outcome.digest)
      try database.record(BuildStamp.origin, of: name)
      try database.finish(out)
      state.isWhole = true
      return database
    }
  }

  /// Ends the process: nothing is stored any more, and what is stored is in the file.
  func leave(_ end: Interruption.End) -> Never {
    state.withLock { state -> Never in
      let place = state.database.map { $0.leave(out) } ?? out
      end(
        state.isWhole
          ? "interrupted; the runs are stored in \(place), not all charts are drawn"
          : "interrupted; \(state.runs) of \(arms) arms' runs are stored in \(place), without comparisons")
    }
  }
}
