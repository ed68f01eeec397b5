extension ForecasterKind {
  static let boostedTrees = ForecasterKind(
    "boosted-trees", "Gradient-boosted trees on points, means and the clock, one sum of trees a quantile.",
    model: BoostedTrees.self,
    hyperparameters: [
      .inputLength(30), .averages,
      Hyperparameter(
        "seasonal", .flag, .flag(false), "Whether the same time a `period` ago is read."), .period,
      Hyperparameter("calendar", .flag, .flag(true), "Whether the time of day and of the week is read."),
      Hyperparameter(
        "scale", .choice(["min-max", "log-ratio"]), .text("min-max"),
        "Whether scaled loads or log-ratios to the newest point are learned."),
      Hyperparameter(
        "growth", .choice(["depth-wise", "leaf-wise"]), .text("depth-wise"),
        "Whether whole levels are split or the node with the largest gain."),
      Hyperparameter("depth", .whole(1...12), .whole(4), "Most levels of a depth-wise tree."),
      Hyperparameter("leaves", .whole(2...4096), .whole(16), "Most leaves of a leaf-wise tree."),
      Hyperparameter("trees", .whole(1...10_000), .whole(300), "Most trees of one sum."),
      Hyperparameter("learning_rate", .number(1e-6...1), .number(0.1), "Factor of every leaf."),
    ]
  ) {
    BoostedTreesConfiguration(
      task: $0.task,
      features: LagFeatures(
        lags: $0.whole("input_length"), averages: $0.wholes("averages"),
        period: $0.flag("seasonal") ? $0.number("period") : nil, calendar: $0.flag("calendar")),
      form: $0.text("scale") == "log-ratio" ? .logRatio : .minMax, quantiles: $0.quantiles,
      growth: $0.text("growth") == "leaf-wise" ? .leafWise : .depthWise, depth: $0.whole("depth"),
      leaves: $0.whole("leaves"), maximumTrees: $0.whole("trees"), learningRate: $0.number("learning_rate"),
      seed: $0.seed)
  }
}
