import ClusterSimulation
import Foundation
import Learning

extension ScenarioRunner {
  /// The names of the models that a run has, each of which is kept in a file.
  public var modelNames: [String] {
    scenario.forecasters.map(\.name) + scenario.arms.filter(\.needsPredictor).map(\.name)
  }

  /// Whether the model of that name was given rather than trained.
  public func isGiven(_ name: String) -> Bool { models[name] != nil || predictors[name] != nil }

  /// Trains the forecaster of the given name and judges it on the test part; the epochs are empty where it does not learn in any.
  /// `advanced` counts epochs, of which there may be fewer in the end.
  ///
  /// - Throws: `RunError` if the scenario has no such forecaster, else what reading and training throw.
  public func train(_ name: String) throws -> (
    model: FittedForecaster, result: ModelResult, epochs: [TrainingEpoch]
  ) {
    let names = scenario.forecasters.map(\.name)
    guard let specification = scenario.forecasters.first(where: { $0.name == name }) else {
      throw RunError(
        "'\(name)' is no forecaster of the scenario; those are \(names.joined(separator: ", "))")
    }
    guard specification.process == nil else {
      throw RunError("'\(name)' is external: what it learned is in its process, not in a file")
    }
    let workload = try prepared()
    var epochs: [TrainingEpoch] = []
    let most =
      try specification.process == nil
      ? (specification.configuration(seed: scenario.seed) as? LSTMConfiguration)?.maximumEpochs : nil
    let model = try specification.fit(workload, seed: scenario.seed) { epoch, training, validation in
      epochs.append(TrainingEpoch(number: epoch, trainingLoss: training, validationLoss: validation))
      progress("validation loss \(validation)")
      if let most { advanced(epoch, most) }
    }
    guard let stored = model as? FittedForecaster else {
      throw RunError("'\(name)' is external: what it learned is in its process, not in a file")
    }
    return (stored, try specification.evaluate(stored, workload), epochs)
  }

  /// Judges every forecaster on the test part.
  public func evaluate() throws -> [ModelResult] {
    let workload = try prepared()
    return try trainedForecasters(workload).map { try $0.0.evaluate($0.1, workload) }
  }
}
