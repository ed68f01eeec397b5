import ArgumentParser
import Autoscaling
import Experiments
import Foundation
import Learning

/// What `run`, `train` and `evaluate` have in common: a scenario and what replaces parts of it.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "The scenario, a YAML file.")
  var scenario: String

  @Option(name: .long, parsing: .upToNextOption, help: "Trace files that replace the scenario's.")
  var trace: [String] = []

  @Option(help: "The seed that replaces the scenario's.")
  var seed: UInt64?

  @Option(help: "Runs at a time; results do not depend on it.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: ArgumentHelp("A trained model to use instead of training.", valueName: "NAME=FILE"))
  var model: [String] = []

  func validate() throws {
    guard threads >= 1 else {
      throw ValidationError("--threads: expected a whole number from 1 up, found \(threads)")
    }
  }

  /// Reads and checks everything that is named here; nothing runs.
  ///
  /// - Parameter unit: What the line of progress counts.
  func runner(counting unit: String = "steps") throws -> ScenarioRunner {
    var read = try Scenario(path: scenario)
    if let seed { read.seed = seed }
    let folder = (scenario as NSString).deletingLastPathComponent
    let traces = trace.isEmpty ? read.workload.files(in: folder) : trace
    var models: [String: any StoredForecaster] = [:]
    var predictors: [String: ReplicaPredictor] = [:]
    for entry in model {
      let (name, file) = try Self.modelAndFile(entry)
      if read.arms.contains(where: { $0.name == name && $0.policy == ReplicaPredictorPolicy.name }) {
        predictors[name] = try ReplicaPredictor(contentsOf: file)
        continue
      }
      let names = read.forecasters.map(\.name)
      guard names.contains(name) else {
        throw Failure(
          code: 2,
          message: "forescale: --model: '\(name)' is no forecaster of the scenario; those are "
            + names.joined(separator: ", "))
      }
      models[name] = try StoredModels.forecaster(contentsOf: file)
    }
    let line = StepProgress(unit)
    var runner = ScenarioRunner(
      read, traces: traces, threads: threads, models: models, progress: line.say)
    runner.advanced = { line.reach($0, of: $1) }
    runner.folder = folder
    runner.predictors = predictors
    return runner
  }

  /// The two parts of a `--model NAME=FILE`.
  static func modelAndFile(_ entry: String) throws -> (name: String, file: String) {
    let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw Failure(code: 2, message: "forescale: --model: expected NAME=FILE, found '\(entry)'")
    }
    return (parts[0], parts[1])
  }
}
