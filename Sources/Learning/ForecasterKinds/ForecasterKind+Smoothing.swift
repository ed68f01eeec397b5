extension ForecasterKind {
  private typealias Form = SmoothingModel.Form

  static let exponentialSmoothing = ForecasterKind(
    "ets", "Exponential smoothing; errors, trend and damping are chosen by AICc.",
    model: ExponentialSmoothing.self,
    hyperparameters: [
      Hyperparameter(
        "season", .choice(["none", "additive", "multiplicative"]), .text("none"), "How a season joins."),
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
      Hyperparameter(
        "season", .choice(["additive", "multiplicative"]), .text("additive"), "How a season joins."), .period,
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
      Hyperparameter(
        "changepoints", .whole(0...500), .whole(25), "Possible changes of the trend's rate."),
      Hyperparameter(
        "changepoint_scale", .number(1e-6...1e3), .number(0.05), "Scale of the prior of those changes."),
      Hyperparameter("daily_order", .whole(0...50), .whole(4), "Harmonics of the day."),
      Hyperparameter("weekly_order", .whole(0...50), .whole(3), "Harmonics of the week."),
      Hyperparameter(
        "carries_residual", .flag, .flag(true), "Whether the newest residual fades instead of vanishing."),
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
