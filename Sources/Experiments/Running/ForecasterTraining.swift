import Foundation
import Learning

extension ForecasterSpecification {
  /// The forecaster, fitted on the training part; early stopping looks at the validation part, nothing at the test.
  func fit(
    _ workload: PreparedWorkload, seed: UInt64,
    progress: (_ epoch: Int, _ training: Double, _ validation: Double) -> Void
  ) throws -> any Forecaster {
    let series = try workload.series(step: task.step)
    switch kind {
    case .persistence: return Persistence(task: task)
    case .seasonalNaive: return SeasonalNaive(task: task)
    case .linearLags:
      return try LinearLagsConfiguration(
        task: task, inputLength: inputLength, form: task.target == .stepMean ? .minMax : .logRatio,
        quantiles: quantiles
      ).fit(training: series.training, validation: series.validation)
    case .lstm:
      return try lstm(seed: seed).fit(
        training: series.training, validation: series.validation, progress: progress)
    }
  }

  /// The hyperparameters of an LSTM of this specification. The step mean is learned by squared error, as in the form
  /// that the claims name; the maximum by quantile loss.
  func lstm(seed: UInt64) -> LSTMConfiguration {
    let direct = task.target == .maximumOverHorizon
    return LSTMConfiguration(
      task: task, inputLength: inputLength, hidden: hidden, calendar: direct,
      quantiles: direct ? quantiles : [],
      batchSize: direct ? 128 : 32, maximumEpochs: epochs, seed: seed)
  }

  /// The forecaster's quality on the test part and its forecasts there, every `stride` points.
  func evaluate(
    _ forecaster: any Forecaster, _ workload: PreparedWorkload, seed: UInt64
  ) throws -> ModelResult {
    let series = try workload.series(step: task.step)
    let day = Int(86_400 / task.step)
    let before = series.training.values + series.validation.values
    let context = LoadSeries(values: before, step: task.step).part(
      max(0, before.count - max(day, inputLength))..<before.count)
    let evaluation = try ForecastEvaluation(
      of: forecaster, test: series.test, context: context, training: series.training)
    let file = (forecaster as? LSTMForecaster)?.encoded()
    return ModelResult(
      name: name, hyperparametersJSON: try kind == .lstm ? lstm(seed: seed).canonicalJSON() : canonicalJSON(),
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
