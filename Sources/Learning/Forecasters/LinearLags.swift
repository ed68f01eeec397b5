import Stochastics

/// A linear function of the last `inputLength` points, by ridge regression in closed form.
///
/// Source: Hoerl & Kennard, Technometrics 12(1), 1970. The intercept is not penalised. Quantiles are those of
/// the residuals on the validation part, added in scaled units.
public struct LinearLagsConfiguration: Hashable, Sendable, Codable, ForecasterConfiguration {
  /// What is forecast.
  public var task: ForecastTask
  /// T: past points that one forecast reads.
  public var inputLength: Int
  /// Whether scaled values or log-ratios to the newest point are read and predicted.
  public var form: LoadScaler.Form
  /// Penalty on the squared coefficients, per window and in scaled units; positive.
  public var ridge: Double
  /// Probabilities in (0, 1), strictly ascending; may be empty.
  public var quantiles: [Double]
  /// Most windows taken of either series; more are thinned out evenly.
  public var maximumWindows: Int

  /// A linear forecaster of the given task.
  public init(
    task: ForecastTask, inputLength: Int, form: LoadScaler.Form, ridge: Double = 1e-4,
    quantiles: [Double] = [],
    maximumWindows: Int = 30_000
  ) {
    self.task = task
    self.inputLength = inputLength
    self.form = form
    self.ridge = ridge
    self.quantiles = quantiles
    self.maximumWindows = maximumWindows
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    guard inputLength > 0, ridge > 0, ridge.isFinite, maximumWindows > 0 else {
      return
        "inputLength \(inputLength), ridge \(ridge) and maximumWindows \(maximumWindows) must be positive."
    }
    return task.problem ?? quantileProblem(quantiles)
  }

  /// Solves for the coefficients on `training` and takes the residuals' quantiles on `validation`. Throws
  /// `LearningError`.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> LinearLags {
    try refuse("linear forecaster", problem)
    try training.check(as: "training", task: task, inputLength: inputLength)
    try validation.check(as: "validation", task: task, inputLength: inputLength)
    let scaler = LoadScaler(form: form, training: training, inputLength: inputLength)
    func windows(_ series: LoadSeries) -> TrainingWindows {
      TrainingWindows(
        of: series, task: task, inputLength: inputLength, scaler: scaler, calendar: false,
        maximum: maximumWindows)
    }

    let lessons = windows(training)
    let n = lessons.origins.count
    // (N, T + 1): the lags and, last, the target.
    var design = Matrix<Double>(rows: n, columns: inputLength + 1)
    for row in 0..<n {
      for step in 0..<inputLength { design[row, step] = lessons.input(window: row, step: step) }
      design[row, inputLength] = lessons.targets[row]
    }
    guard let (coefficients, intercept) = RidgeRegression(design: design).solution(penalty: ridge) else {
      throw LearningError(
        "The linear forecaster's equations are singular; a ridge above \(ridge) cures that.")
    }

    let exam = windows(validation)
    let residuals = exam.origins.indices.map { window in
      var prediction = intercept
      for step in 0..<inputLength {
        prediction += coefficients[step] * exam.input(window: window, step: step)
      }
      return exam.targets[window] - prediction
    }.sorted()
    return LinearLags(
      configuration: self, scaler: scaler, coefficients: coefficients, intercept: intercept,
      residualQuantiles: quantiles.map { quantile(ofSorted: residuals, $0) })
  }
}

/// A fitted linear forecaster; see `LinearLagsConfiguration`.
public struct LinearLags: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "linear-lags"

  /// What it was fitted with.
  public let configuration: LinearLagsConfiguration
  /// Fitted on the training part alone.
  public let scaler: LoadScaler
  /// (T): factors of the scaled points, oldest first.
  public let coefficients: [Double]
  /// Added to the sum, in scaled units.
  public let intercept: Double
  /// Quantiles of the validation residuals, in scaled units, one for each of the configuration's
  /// probabilities.
  public let residualQuantiles: [Double]

  /// One sentence on what in a decoded model will not do.
  public var problem: String? {
    guard coefficients.count == inputLength, residualQuantiles.count == configuration.quantiles.count else {
      return "its coefficients and quantiles must be as many as its configuration says."
    }
    return scaler.isValid ? configuration.task.problem : "its scaler must have positive divisors."
  }

  /// The name in tables.
  public var name: String { "linear-lags" }
  /// What is forecast, from what.
  public var task: ForecastTask { configuration.task }
  /// T: past points that one forecast reads.
  public var inputLength: Int { configuration.inputLength }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == inputLength, "\(inputLength) points expected, \(history.count) given")
    let anchor = scaler.anchor(newestLevel: scaler.level(history[history.endIndex - 1]))
    var sum = intercept
    for (coefficient, value) in zip(coefficients, history) {
      sum += coefficient * (scaler.level(value) - anchor)
    }
    return Forecast(
      value: scaler.value(ofLevel: sum + anchor),
      quantiles: zip(configuration.quantiles, residualQuantiles).map {
        Forecast.Quantile(probability: $0, value: scaler.value(ofLevel: sum + $1 + anchor))
      })
  }
}
