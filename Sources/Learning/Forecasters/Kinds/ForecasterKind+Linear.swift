import InputFiles

extension ForecasterKind {
  static let linearLags = ForecasterKind(
    "linear-lags", "A line through the newest points, by ridge regression.", model: LinearLags.self,
    hyperparameters: [
      .inputLength(30),
      Setting("ridge", .number(1e-12...1e6), "Penalty on squared coefficients, per window.", default: 1e-4),
    ]
  ) {
    LinearLagsConfiguration(
      task: $0.task, inputLength: $0.whole("input_length"),
      form: $0.task.target == .stepMean ? .minMax : .logRatio, ridge: $0.number("ridge"),
      quantiles: $0.quantiles)
  }

  static let ridgeLags = ForecasterKind(
    "ridge-lags",
    "Ridge regression on points, means, the same time a period ago and the clock; which of them, scale and penalty are "
      + "chosen on validation.",
    model: RidgeLags.self, hyperparameters: [.inputLength(30), .averages, .period]
  ) { request in
    func features(seasonal: Bool, calendar: Bool) -> LagFeatures {
      LagFeatures(
        lags: request.whole("input_length"), averages: request.wholes("averages"),
        period: seasonal ? request.number("period") : nil, calendar: calendar)
    }
    return RidgeLagsConfiguration(
      task: request.task,
      features: [
        features(seasonal: false, calendar: false), features(seasonal: false, calendar: true),
        features(seasonal: true, calendar: true),
      ], quantiles: request.quantiles)
  }

  static let autoregression = ForecasterKind(
    "ar", "Autoregression, forecast step by step.", model: Autoregression.self,
    hyperparameters: [
      Setting("order", .whole(1...1000), "Points that one step depends on.", default: 6),
      Setting("select_order", .flag, "Whether AICc chooses an order, up to `order`.", default: false),
      Setting(
        "estimation", .choice(["least-squares", "burg"]), "How coefficients are found.",
        default: "least-squares"),
    ]
  ) {
    AutoregressionConfiguration(
      task: $0.task,
      order: $0.flag("select_order") ? .selected(maximum: $0.whole("order")) : .fixed($0.whole("order")),
      method: $0.text("estimation") == "burg" ? .burg : .leastSquares, quantiles: $0.quantiles, seed: $0.seed)
  }
}
