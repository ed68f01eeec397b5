import Autoscaling
import ClusterSimulation
import Experiments
import Learning
import Writing

/// The models that `--model NAME=FILE` gives to a scenario, each for what the name says.
struct GivenModels {
  /// By the name of the forecaster, and by that of the arm.
  var forecasters: [String: FittedForecaster] = [:]
  var predictors: [String: ReplicaPredictor] = [:]
  /// Of all healers that learn.
  var healing = HealingModels()

  /// Reads each file as what its name stands for: a forecaster of the scenario, an arm that needs a replica predictor, or a model of
  /// healers.
  ///
  /// - Throws: `Failure` for a name that stands for nothing, what reading throws for a file that will not do.
  init(_ entries: [String], for scenario: Scenario) throws {
    let arms = scenario.arms.filter(\.needsPredictor).map(\.name)
    let needed = Set(
      scenario.arms.compactMap(\.healing).flatMap(\.kind.models))
    for entry in entries {
      let (name, file) = try Self.nameAndFile(entry)
      Inputs.add([file])
      if arms.contains(name) {
        predictors[name] = try ReplicaPredictor(contentsOf: file)
      } else if scenario.forecasters.contains(where: { $0.name == name }) {
        forecasters[name] = try FittedForecaster(contentsOf: file)
      } else if let model = HealingModels.Name(rawValue: name), needed.contains(model) {
        switch model {
        case .classifier: healing.classifier = try AnomalyClassifier(contentsOf: file)
        case .failurePredictor: healing.predictor = try FailurePredictor(contentsOf: file)
        }
      } else {
        let healers = HealingModels.Name.allCases.filter(needed.contains).map(\.rawValue)
        let names = scenario.forecasters.map(\.name) + arms + healers
        throw Failure(
          code: 2,
          message: "forescale: --model: the scenario has no model '\(name)'; "
            + (names.isEmpty ? "it has none" : "those are \(names.joined(separator: ", "))"))
      }
    }
  }

  /// The two parts of a `--model NAME=FILE`.
  static func nameAndFile(_ entry: String) throws -> (name: String, file: String) {
    let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw Failure(code: 2, message: "forescale: --model: expected NAME=FILE, found '\(entry)'")
    }
    return (parts[0], parts[1])
  }
}
