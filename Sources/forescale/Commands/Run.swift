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
    let opened = Mutex(ResultsDatabase?.none)
    var recording = runner
    // opened with the first result, so that a mistake in the inputs leaves no file
    recording.finished = { result in
      try opened.withLock { database in
        if database == nil {
          database = try ResultsDatabase(path: out)
          try database?.record(definitions: MetricCatalogue.all)
          if let digest = result.scenarioDigest,
            let apart = try database?.begin(scenario: result.scenario, digest: digest)
          {
            Console.error("forescale: " + apart)
          }
        }
        try database?.record(run: result)
      }
    }
    let stored = Mutex(0)
    let store = recording.finished
    recording.finished = { result in
      try store(result)
      stored.withLock { $0 += 1 }
    }
    Interruption.say { [scenario = runner.scenario] in
      "interrupted; \(stored.withLock { $0 }) of \(scenario.arms.count) arms' runs are stored in \(out), without comparisons"
    }
    let outcome = try recording.run()
    Interruption.say { "interrupted; the runs are stored in \(out), not all charts are drawn" }
    guard let database = opened.withLock({ $0 }) else { return }
    Console.progress("storing results")
    let (name, digest) = (runner.scenario.name, outcome.digest)
    for model in outcome.models { try database.record(model: model, scenario: name, digest: digest) }
    try database.record(comparisons: outcome.comparisons, scenario: name, digest: digest)
    try database.record(checks: outcome.checks, scenario: name, digest: digest)
    try database.record(Forescale.origin, of: name)
    try database.finish(out)
    for file in outcome.modelFiles {
      // one that was given from there is there
      let path = Beside.model(file.name, of: out)
      if Inputs.contains(path) { continue }
      try FileManager.default.createDirectory(
        atPath: path.parentFolder, withIntermediateDirectories: true)
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
    Console.error("results: \(out)   charts: \(drawn.paths.count) files in \(charts)")
    if let failed = outcome.checks.first(where: { !$0.holds }) {
      throw Failure(
        code: 1, message: "forescale: the soundness check '\(failed.name)' failed: \(failed.detail)")
    }
  }
}
