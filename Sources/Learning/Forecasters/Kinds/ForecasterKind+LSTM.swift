import InputFiles

extension ForecasterKind {
  static let lstm = ForecasterKind(
    "lstm", "Layers of long short-term memory.", model: LSTMForecaster.self,
    hyperparameters: recurrentHyperparameters
  ) { LSTMConfiguration($0, convolution: nil) }

  static let lstmCNN = ForecasterKind(
    "lstm-cnn", "A convolution over the window, then layers of long short-term memory.",
    model: LSTMForecaster.self,
    hyperparameters: recurrentHyperparameters + [
      Setting("channels", .whole(1...1024), "Channels of the convolution.", default: 16),
      Setting(
        "width", .whole(1...1000), "Points that one output of the convolution reads; at most `input_length`.",
        default: 3),
    ]
  ) {
    LSTMConfiguration(
      $0, convolution: .init(channels: $0.whole("channels"), width: $0.whole("width")))
  }

  private static let recurrentHyperparameters = [
    Setting.inputLength(30),
    Setting("hidden", .whole(1...1024), "Hidden units of a layer.", default: 24),
    Setting("layers", .whole(1...8), "Recurrent layers.", default: 1),
    Setting(
      "dropout", .share(0...0.9),
      "Share of hidden states that training leaves out, between layers and before the head.", default: 0),
    Setting(
      "head", .choice(["auto", "mean", "quantile", "gaussian"]),
      "What is learned: the mean by squared error, quantiles by pinball loss, or a normal distribution by likelihood; "
        + "auto is the mean for a step mean and quantiles for a maximum.", default: "auto"),
    Setting(
      "scale", .choice(["auto", "min-max", "log-ratio", "change"]),
      "What is read and learned: loads scaled to 0…1, log-ratios or differences to the newest point; auto is min-max for a "
        + "step mean and log-ratio for a maximum.", default: "auto"),
    Setting(
      "epochs", .whole(1...10_000),
      "Most passes over the training part; training stops earlier when validation no longer improves.",
      default: 20),
    Setting("learning_rate", .number(1e-6...1), "Length of Adam's steps.", default: 0.003),
    Setting(
      "batch_size", .whole(1...100_000),
      "Windows in one step of training. Default 32 for a step mean, 128 for a maximum."),
  ]
}

extension LSTMConfiguration {
  /// Either form of the claims: the step mean from scaled values, or the maximum over the horizon from log-ratios
  /// and the clock.
  fileprivate init(_ request: ForecasterKind.Request, convolution: LSTMShape.Convolution?) {
    let isDirect = request.task.target == .maximumOverHorizon
    let head = request.text("head")
    let givesMean = head == "mean" || (head == "auto" && !isDirect)
    self.init(
      task: request.task, scaling: LoadScaler.Form(rawValue: request.text("scale")),
      inputLength: request.whole("input_length"), hidden: request.whole("hidden"),
      layers: request.whole("layers"), dropout: request.number("dropout"), convolution: convolution,
      calendar: isDirect, gaussian: head == "gaussian", quantiles: givesMean ? [] : request.quantiles,
      learningRate: request.number("learning_rate"),
      batchSize: request.optionalWhole("batch_size") ?? (isDirect ? 128 : 32),
      maximumEpochs: request.whole("epochs"), seed: request.seed)
  }
}
