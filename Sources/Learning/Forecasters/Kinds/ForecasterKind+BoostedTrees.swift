import InputFiles

extension ForecasterKind {
  static let boostedTrees = ForecasterKind(
    "boosted-trees", "Gradient-boosted trees on points, means and the clock, one sum of trees a quantile.",
    model: BoostedTrees.self,
    hyperparameters: [
      .inputLength(30), .averages,
      Setting("seasonal", .flag, "Whether the same time a `period` ago is read.", default: false), .period,
      Setting("calendar", .flag, "Whether the time of day and of the week is read.", default: true),
      Setting(
        "scale", .choice(["min-max", "log-ratio"]),
        "Whether scaled loads or log-ratios to the newest point are learned.", default: "min-max"),
      Setting(
        "growth", .choice(["depth-wise", "leaf-wise"]),
        "Whether whole levels are split or the node with the largest gain.", default: "depth-wise"),
      Setting("depth", .whole(1...12), "Most levels of a depth-wise tree.", default: 4),
      Setting("leaves", .whole(2...4096), "Most leaves of a leaf-wise tree.", default: 16),
      Setting("trees", .whole(1...10_000), "Most trees of one sum.", default: 300),
      Setting("learning_rate", .number(1e-6...1), "Factor of every leaf.", default: 0.1),
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
