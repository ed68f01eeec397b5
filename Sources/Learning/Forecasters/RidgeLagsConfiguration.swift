import Stochastics

/// Ridge regression on lags, longer means, the same time a period ago and the clock, chosen among candidates.
///
/// Source: Hoerl & Kennard, Technometrics 12(1), 1970. Every combination of `features`, `forms` and
/// `penalties` is solved in closed form on the training part; the one with the least RMSE on the validation
/// part is kept. Quantiles are those of its residuals there. `LinearLagsConfiguration` is the plain form
/// without choice.
public struct RidgeLagsConfiguration: Hashable, Sendable, Codable, ForecasterConfiguration {
  /// What is forecast.
  public var task: ForecastTask
  /// Candidates for what is read; those for which a part is too short are passed over.
  public var features: [LagFeatures]
  /// Candidates for how loads are scaled.
  public var forms: [LoadScaler.Form]
  /// Candidates for the penalty on the squared coefficients, relative to each feature's variance; positive.
  public var penalties: [Double]
  /// Probabilities in (0, 1), strictly ascending; may be empty.
  public var quantiles: [Double]
  /// Most windows taken of either series; more are thinned out evenly.
  public var maximumWindows: Int

  /// A ridge regression for the given task.
  public init(
    task: ForecastTask, features: [LagFeatures], forms: [LoadScaler.Form] = [.minMax, .logRatio],
    penalties: [Double] = [1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1], quantiles: [Double] = [],
    maximumWindows: Int = 30_000
  ) {
    self.task = task
    self.features = features
    self.forms = forms
    self.penalties = penalties
    self.quantiles = quantiles
    self.maximumWindows = maximumWindows
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    if features.isEmpty || forms.isEmpty || penalties.isEmpty {
      return "features, forms and penalties must each have a candidate."
    }
    if let wrong = penalties.first(where: { !($0 > 0 && $0.isFinite) }) {
      return "penalties must be positive, one is \(wrong)."
    }
    if maximumWindows < 1 { return "maximumWindows must be positive, is \(maximumWindows)." }
    return features.compactMap(\.problem).first ?? task.problem ?? quantileProblem(quantiles)
  }

  /// Solves for the coefficients on `training` and chooses on `validation`. Throws `LearningError`.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> RidgeLags {
    try refuse("ridge regression", problem)
    let shortest = features.map { $0.inputLength(for: task) }.min() ?? 1
    try training.check(as: "training", task: task, inputLength: shortest)
    try validation.check(as: "validation", task: task, inputLength: shortest)
    let room = min(training.values.count, validation.values.count) - task.horizonSteps
    // All candidates are judged at the origins that the longest window leaves.
    let usable = features.filter { $0.inputLength(for: task) <= room }
    let longest = usable.map { $0.inputLength(for: task) }.max() ?? shortest

    var best: (loss: Double, model: RidgeLags)?
    for candidate in usable {
      let length = candidate.inputLength(for: task)
      let exams = validation.part(longest - length..<validation.values.count)
      for form in forms {
        let scaler = LoadScaler(form: form, training: training, inputLength: candidate.lags)
        let lessons = LagDesign(
          of: training, task: task, features: candidate, scaler: scaler, maximum: maximumWindows)
        let exam = LagDesign(
          of: exams, task: task, features: candidate, scaler: scaler, maximum: maximumWindows)
        let width = candidate.count
        var design = Matrix<Double>(rows: lessons.targets.count, columns: width + 1)
        for row in lessons.targets.indices {
          for column in 0..<width { design[row, column] = lessons.features[row, column] }
          design[row, width] = lessons.targets[row]
        }
        let regression = RidgeRegression(design: design)
        for penalty in penalties {
          guard let line = regression.solution(penalty: penalty, relative: true) else { continue }
          var model = RidgeLags(
            configuration: self, features: candidate, scaler: scaler, coefficients: line.coefficients,
            intercept: line.intercept, factor: 1, residualQuantiles: [])
          if form == .logRatio {
            model.factor = LoadScaler.smearing(actuals: lessons.actuals, forecasts: model.values(of: lessons))
          }
          let loss = zip(model.values(of: exam), exam.actuals).reduce(0) {
            $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
          }
          guard loss < best?.loss ?? .infinity else { continue }
          let residuals = zip(model.outputs(of: exam), exam.targets).map { $1 - $0 }.sorted()
          model.residualQuantiles = quantiles.map { quantile(ofSorted: residuals, $0) }
          best = (loss, model)
        }
      }
    }
    guard let best else { throw LearningError("The ridge regression's equations are singular.") }
    return best.model
  }
}

extension LoadScaler {
  /// What the inverse of a logarithm takes away from a mean: Σ actual / Σ forecast, within ½…2 (after Duan's
  /// smearing, Journal of the American Statistical Association 78(383), 1983).
  static func smearing(actuals: [Double], forecasts: [Double]) -> Double {
    let (above, below) = (actuals.reduce(0, +), forecasts.reduce(0, +))
    return below > 0 && above > 0 ? min(max(above / below, 0.5), 2) : 1
  }
}
