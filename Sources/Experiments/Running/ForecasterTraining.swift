import Foundation
import Learning

extension ForecasterSpecification {
  /// The forecaster, fitted on the training part; early stopping looks at the validation part, nothing at the test.
  func fit(
    _ workload: PreparedWorkload, seed: UInt64, progress: TrainingProgress
  ) throws -> any Forecaster {
    let series = try workload.series(step: task.step)
    if let process {
      let length = if case .whole(let length)? = hyperparameters["input_length"] { length } else { 30 }
      return try ExternalForecaster(
        process, name: name, task: task, inputLength: length, quantiles: quantiles, training: series.training,
        validation: series.validation, folder: workload.folder, seed: seed)
    }
    let model = try fit(
      training: series.training, validation: series.validation, seed: seed, progress: progress)
    return FittedForecaster(
      model,
      fitting: try isFitted()
        ? FittingRecord(training: series.training, validation: series.validation) : nil)
  }

  /// The forecaster, fitted on `training` and chosen on `validation`.
  func fit(
    training: LoadSeries, validation: LoadSeries, seed: UInt64, progress: TrainingProgress = { _, _, _ in }
  ) throws -> any StoredForecaster {
    try named {
      try Self.fit(
        try configuration(seed: seed), training: training, validation: validation, progress: progress)
    }
  }

  /// The same; what cannot be learned is told with this forecaster's name.
  private func named<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as LearningError {
      throw RunError("forecaster \(name): \(error)")
    }
  }

  private static func fit(
    _ configuration: some ForecasterConfiguration, training: LoadSeries, validation: LoadSeries,
    progress: TrainingProgress
  ) throws -> any StoredForecaster {
    try configuration.fit(training: training, validation: validation, progress: progress)
  }

  /// One sentence on why `model` cannot stand in for this forecaster; nil where it can.
  func whyNot(_ model: any StoredForecaster) throws -> String? {
    if process != nil { return "'\(name)' is external: what it learned is in its process, not in a file" }
    let kind = try knownKind()
    guard type(of: model) == kind.model else {
      return
        "the model given for '\(name)' is of kind '\(type(of: model).fileKind)', the scenario has '\(self.kind)'"
    }
    let length = hyperparameters["input_length"].map { $0 == .whole(model.inputLength) } ?? true
    // What trees and ridge read may reach further back than their single points.
    guard model.task == task, length || kind.model != LSTMForecaster.self else {
      return
        "the model given for '\(name)' was trained for another task: input of \(model.inputLength) points of "
        + "\(model.task.step) s for a horizon of \(model.task.horizon) s, the scenario has points of \(task.step) s for "
        + "\(task.horizon) s" + (length ? "" : " and another input_length")
    }
    return nil
  }

  /// Whether there is anything to fit, and to keep in a file.
  func isFitted() throws -> Bool { try process == nil && knownKind().isFitted }

  /// Whether training takes time: here, or in a process of its own.
  func isTrained() throws -> Bool { try process != nil || isFitted() }

  /// The forecaster's quality on the test part and its forecasts there, every `stride` points.
  func evaluate(
    _ forecaster: any Forecaster, _ workload: PreparedWorkload
  ) throws -> ModelResult {
    let series = try workload.series(step: task.step)
    let evaluation = try named {
      try ForecastEvaluation(
        of: forecaster, test: series.test, training: series.training, validation: series.validation)
    }
    if let failure = forecaster.failure { throw ProcessError("forecaster \(name): \(failure)") }
    let file = try isFitted() ? (forecaster as? FittedForecaster)?.encoded() : nil
    return ModelResult(
      name: name, hyperparametersJSON: try canonicalJSON(),
      trainingDataSHA256: Digest.of(series.training.values), fileSHA256: file.map { Digest.of($0) },
      quality: evaluation.figures.map { figure in
        let name = figure.name == "skill-seasonal" ? "skill_seasonal_naive" : figure.name
        return MetricValue(
          name: name.replacingOccurrences(of: "-", with: "_"),
          value: figure.value.isFinite ? figure.value : nil)
      },
      forecasts: evaluation.points.map { point in
        ForecastRecord(
          issuedAt: point.issuedAt, validAt: point.validAt, value: point.forecast.value,
          lower: point.forecast.quantiles.first?.value, upper: point.forecast.quantiles.last?.value,
          actual: point.actual)
      })
  }
}
