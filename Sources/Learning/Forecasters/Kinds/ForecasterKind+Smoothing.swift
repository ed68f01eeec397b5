import InputFiles

extension ForecasterKind {
  private typealias Form = SmoothingModel.Form

  static let exponentialSmoothing = ForecasterKind(
    "ets", "Exponential smoothing; errors, trend and damping are chosen by AICc.",
    model: ExponentialSmoothing.self,
    hyperparameters: [
      Setting(
        "season", .choice(["none", "additive", "multiplicative"]), "How a season joins.", default: "none"),
      .period,
    ]
  ) {
    let season = SmoothingModel.Component(rawValue: $0.text("season")) ?? .none
    return ExponentialSmoothingConfiguration(
      task: $0.task,
      forms: [
        Form(season: season), Form(trend: .additive, damped: true, season: season),
        Form(multiplicativeError: true, season: season),
        Form(multiplicativeError: true, trend: .additive, damped: true, season: season),
        Form(trend: .multiplicative, damped: true, season: season),
      ], period: $0.number("period"), quantiles: $0.quantiles, seed: $0.seed, maximumPoints: 8000)
  }

  static let holtWinters = ForecasterKind(
    "holt-winters", "Holt–Winters: level, damped trend and season, parameters by likelihood.",
    model: ExponentialSmoothing.self,
    hyperparameters: [
      Setting("season", .choice(["additive", "multiplicative"]), "How a season joins.", default: "additive"),
      .period,
    ]
  ) {
    var configuration = ExponentialSmoothingConfiguration.holtWinters(
      task: $0.task, season: SmoothingModel.Component(rawValue: $0.text("season")) ?? .additive,
      period: $0.number("period"), quantiles: $0.quantiles)
    configuration.seed = $0.seed
    return configuration
  }

  static let decomposable = ForecasterKind(
    "decomposable", "Piecewise linear trend and Fourier seasons, after Prophet.", model: Decomposable.self,
    hyperparameters: [
      Setting("changepoints", .whole(0...500), "Possible changes of the trend's rate.", default: 25),
      Setting(
        "changepoint_scale", .number(1e-6...1e3), "Scale of the prior of those changes.", default: 0.05),
      Setting("daily_order", .whole(0...50), "Harmonics of the day.", default: 4),
      Setting("weekly_order", .whole(0...50), "Harmonics of the week.", default: 3),
      Setting(
        "carries_residual", .flag, "Whether the newest residual fades instead of vanishing.", default: true),
    ]
  ) { request in
    let seasons = [("daily_order", 86_400.0), ("weekly_order", 604_800)].compactMap { name, period in
      let order = request.whole(name)
      return order > 0 ? DecomposableConfiguration.Season(period: period, order: order) : nil
    }
    return DecomposableConfiguration(
      task: request.task, changepoints: request.whole("changepoints"),
      changepointScale: request.number("changepoint_scale"), seasons: seasons,
      carriesResidual: request.flag("carries_residual"), quantiles: request.quantiles, seed: request.seed)
  }
}
