import Glibc

/// Holt–Winters and its relatives: exponential smoothing with parameters of greatest likelihood.
///
/// Source: Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing", 2008. Of several forms
/// the one with the least AICc is kept. Forms that do not suit the training part (multiplicative ones where
/// loads are 0, a season of which there are fewer than two) are passed over.
public struct ExponentialSmoothingConfiguration: Hashable, Sendable, Codable, ForecasterConfiguration {
  /// What is forecast.
  public var task: ForecastTask
  /// Candidates, at least one.
  public var forms: [SmoothingModel.Form]
  /// Length of a season in seconds, rounded to whole steps.
  public var period: Double
  /// Points that one forecast runs over; nil for 60 without a season and for one period and 60 with one.
  public var memory: Int?
  /// Whether first states are estimated with the parameters where there are at most 26 of them.
  public var estimatesState: Bool
  /// Probabilities in (0, 1), strictly ascending; may be empty.
  public var quantiles: [Double]
  /// Simulated paths for maxima and forms without a closed variance, even, in 2…10,000.
  public var paths: Int
  /// Decides the simulated paths.
  public var seed: UInt64
  /// Most training points that the likelihood reads, the newest ones.
  public var maximumPoints: Int

  /// Exponential smoothing for the given task.
  public init(
    task: ForecastTask, forms: [SmoothingModel.Form], period: Double = 86_400, memory: Int? = nil,
    estimatesState: Bool = true, quantiles: [Double] = [], paths: Int = 256, seed: UInt64 = 1,
    maximumPoints: Int = 20_000
  ) {
    self.task = task
    self.forms = forms
    self.period = period
    self.memory = memory
    self.estimatesState = estimatesState
    self.quantiles = quantiles
    self.paths = paths
    self.seed = seed
    self.maximumPoints = maximumPoints
  }

  /// Holt–Winters with additive errors: a damped additive trend and a season of the given kind.
  public static func holtWinters(
    task: ForecastTask, season: SmoothingModel.Component = .additive, period: Double = 86_400,
    quantiles: [Double] = []
  ) -> ExponentialSmoothingConfiguration {
    ExponentialSmoothingConfiguration(
      task: task, forms: [SmoothingModel.Form(trend: .additive, damped: true, season: season)],
      period: period,
      quantiles: quantiles)
  }

  /// Steps in one season.
  public var periodSteps: Int { max(1, Int((period / task.step).rounded())) }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    if let problem = task.problem ?? quantileProblem(quantiles) { return problem }
    if forms.isEmpty { return "forms must not be empty." }
    if !(period > 0 && period.isFinite && period / task.step < 1e7) {
      return "period must be positive and finite, is \(period)."
    }
    if periodSteps < 2, forms.contains(where: { $0.season != .none }) {
      return "a season must have at least 2 steps of \(task.step) s, period is \(period) s."
    }
    if let memory, !(2...10_000_000).contains(memory) { return "memory must be at least 2, is \(memory)." }
    if !(2...10_000).contains(paths) || paths % 2 != 0 {
      return "paths must be even and in 2...10000, is \(paths)."
    }
    return maximumPoints > 9 ? nil : "maximumPoints must be at least 10, is \(maximumPoints)."
  }

  /// Fits every form on `training`; `validation` is not read. Throws `LearningError`.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> ExponentialSmoothing {
    try refuse("exponential smoothing", problem)
    try training.check(as: "training", task: task, inputLength: 10)
    let m = periodSteps
    let dropped = max(0, training.values.count - maximumPoints)
    let values = Array(training.values[dropped...])
    var best: (criterion: Double, model: ExponentialSmoothing)?
    for form in forms {
      let states = 1 + (form.trend == .none ? 0 : 1) + (form.season == .none ? 0 : m)
      guard
        let (model, first) = SmoothingModel.fitted(
          to: values, form: form, period: m, estimatesState: estimatesState && states <= 26)
      else { continue }
      let pass = model.pass(over: values, from: first)
      let n = Double(values.count)
      let parameters =
        Double(states + 2) + (form.trend == .none ? 0 : 1) + (form.season == .none ? 0 : 1)
        + (form.damped ? 1 : 0)
      // With a long season the correction may have no meaning; the plain criterion stands in.
      let correction =
        n > parameters + 1 ? 2 * parameters * (parameters + 1) / (n - parameters - 1) : 0
      let criterion = -2 * pass.logLikelihood + 2 * parameters + correction
      guard criterion < best?.criterion ?? .infinity, pass.variance.isFinite else { continue }
      best = (
        criterion,
        ExponentialSmoothing(
          configuration: self, model: model, variance: pass.variance, last: pass.state, end: training.end)
      )
    }
    guard let best else {
      throw LearningError(
        "No form of exponential smoothing suits the training series of \(values.count) points: seasons "
          + "need two periods of \(m), multiplicative parts loads above 0.")
    }
    return best.model
  }
}
