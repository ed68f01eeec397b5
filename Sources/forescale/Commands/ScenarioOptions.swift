import ArgumentParser
import Autoscaling
import Experiments
import Foundation
import InputFiles
import Learning
import Workloads
import Writing

/// What `run`, `train` and `evaluate` have in common: a scenario and what replaces parts of it.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "The scenario, a YAML file.")
  var scenario: String

  @Option(name: .long, parsing: .upToNextOption, help: "Trace files that replace the scenario's.")
  var trace: [String] = []

  @Option(help: ColumnsHelp.option)
  var columns: String?

  @Option(help: "The seed that replaces the scenario's.")
  var seed: UInt64?

  @Option(help: "Runs at a time; results do not depend on it.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(
    help: ArgumentHelp(
      "A trained model to use instead of training: of a forecaster, of a replica predictor's arm, or, where healers learn, "
        + "classifier or failure-predictor.", valueName: "NAME=FILE"))
  var model: [String] = []

  func validate() throws {
    guard threads >= 1 else {
      throw ValidationError("--threads: expected a whole number from 1 up, found \(threads)")
    }
    try checkSeed(seed)
  }

  /// Reads and checks everything that is named here; nothing runs.
  ///
  /// - Parameter unit: What the line of progress counts.
  func runner(counting unit: String = "steps") throws -> ScenarioRunner {
    var read = try Scenario(path: scenario)
    if let seed { read.seed = seed }
    if let columns { read.workload.columns = try ColumnMapping(text: columns) }
    let folder = scenario.parentFolder
    let traces = trace.isEmpty ? read.workload.files(in: folder) : trace
    let given = try GivenModels(model, for: read)
    Inputs.add([scenario] + traces)
    let line = StepProgress(unit)
    var runner = ScenarioRunner(
      read, traces: traces, threads: threads, models: given.forecasters, progress: line.say)
    runner.remarked = { Console.error("note: \($0)") }
    runner.advanced = { line.reach($0, of: $1) }
    runner.folder = folder
    runner.predictors = given.predictors
    runner.healingModels = given.healing
    return runner
  }
}

/// - Throws: `ValidationError` for a seed that a results database cannot hold.
func checkSeed(_ seed: UInt64?) throws {
  guard let seed, seed > UInt64(Int64.max) else { return }
  throw ValidationError("--seed: expected a whole number from 0 to \(Int64.max), found \(seed)")
}

/// What `--columns` means, wherever it is an option.
enum ColumnsHelp {
  static let option = ArgumentHelp(
    "What the columns of CSV traces are: time=NAME, a quantity such as requests=NAME (or value=NAME), and if need be "
      + "unit=ms, clock=NAME, counter=NAME, key=NAME, label=NAME, header=no, separator=tab, decimal=comma.",
    valueName: "KEY=NAME,…")
}
