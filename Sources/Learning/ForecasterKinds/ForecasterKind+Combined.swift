extension ForecasterKind {
  static let conformal = ForecasterKind(
    "conformal", "Margins that hold their coverage around another forecaster.",
    model: ConformalForecaster.self, members: 1...1,
    hyperparameters: [
      Hyperparameter(
        "method", .choice(["adaptive", "split", "tracking"]), .text("adaptive"),
        "How margins follow from errors: by a level that moves, by those of validation for ever, or by a margin that "
          + "moves."),
      Hyperparameter(
        "gain", .number(1e-6...0.999), .number(0.01), "How far one outcome moves the level or the margin."),
      Hyperparameter(
        "memory", .whole(1...100_000), .whole(200), "Errors whose quantile an adaptive margin is."),
      Hyperparameter(
        "steps", .whole(1...100_000), .whole(120), "Outcomes back that are replayed."),
      Hyperparameter(
        "relative", .flag, .flag(false), "Whether errors are taken relative to the forecast."),
      Hyperparameter(
        "calibration_share", .share(0...0.95), .number(0.5),
        "Share of the validation part that only calibrates."),
    ]
  ) { request in
    let method: ConformalMethod =
      switch request.text("method") {
      case "split": .split
      case "tracking": .tracking(gain: request.number("gain"), steps: request.whole("steps"))
      default:
        .adaptive(
          gain: request.number("gain"), memory: request.whole("memory"), steps: request.whole("steps"))
      }
    return ConformalConfiguration(
      request.members[0], quantiles: request.quantiles, method: method, relative: request.flag("relative"),
      calibrationShare: request.number("calibration_share"))
  }

  static let experts = ForecasterKind(
    "experts", "Several forecasters, weighted by their recent errors.", model: ExpertForecaster.self,
    members: 1...100,
    hyperparameters: [
      Hyperparameter(
        "rule", .choice(["exponential-weights", "best-recent"]), .text("exponential-weights"),
        "Whether all count by their recent errors or the best one alone."),
      Hyperparameter(
        "rate", .number(0...1e6), .number(10), "How fast weights fall with the error; 0 for a plain mean."),
      Hyperparameter("window", .whole(1...100_000), .whole(60), "Outcomes back that errors are counted."),
      Hyperparameter("kept", .whole(1...100), .whole(3), "Members kept, the best on validation."),
    ]
  ) {
    ExpertsConfiguration(
      members: $0.members,
      rule: $0.text("rule") == "best-recent"
        ? .bestRecent : .exponentialWeights(rate: $0.number("rate")),
      window: $0.whole("window"), kept: $0.whole("kept"))
  }
}
