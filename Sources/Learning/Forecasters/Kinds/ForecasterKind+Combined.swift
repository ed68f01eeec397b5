import InputFiles

extension ForecasterKind {
  static let conformal = ForecasterKind(
    "conformal", "Margins that hold their coverage around another forecaster.",
    model: ConformalForecaster.self, members: 1...1,
    hyperparameters: [
      Setting(
        "method", .choice(["adaptive", "split", "tracking"]),
        "How margins follow from errors: by a level that moves, by those of validation for ever, or by a margin that "
          + "moves.", default: "adaptive"),
      Setting(
        "gain", .number(1e-6...0.999), "How far one outcome moves the level or the margin.", default: 0.01),
      Setting("memory", .whole(1...100_000), "Errors whose quantile an adaptive margin is.", default: 200),
      Setting("steps", .whole(1...100_000), "Outcomes back that are replayed.", default: 120),
      Setting("relative", .flag, "Whether errors are taken relative to the forecast.", default: false),
      Setting(
        "calibration_share", .share(0...0.95), "Share of the validation part that only calibrates.",
        default: 0.5),
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
      Setting(
        "rule", .choice(["exponential-weights", "best-recent"]),
        "Whether all count by their recent errors or the best one alone.", default: "exponential-weights"),
      Setting(
        "rate", .number(0...1e6), "How fast weights fall with the error; 0 for a plain mean.", default: 10),
      Setting("window", .whole(1...100_000), "Outcomes back that errors are counted.", default: 60),
      Setting("kept", .whole(1...100), "Members kept, the best on validation.", default: 3),
    ]
  ) {
    ExpertsConfiguration(
      members: $0.members,
      rule: $0.text("rule") == "best-recent"
        ? .bestRecent : .exponentialWeights(rate: $0.number("rate")),
      window: $0.whole("window"), kept: $0.whole("kept"))
  }
}
