extension ForecasterKind {
  static let lstm = ForecasterKind(
    "lstm", "Layers of long short-term memory.", model: LSTMForecaster.self,
    hyperparameters: recurrentHyperparameters
  ) { LSTMConfiguration($0, convolution: nil) }

  static let lstmCNN = ForecasterKind(
    "lstm-cnn", "A convolution over the window, then layers of long short-term memory.",
    model: LSTMForecaster.self,
    hyperparameters: recurrentHyperparameters + [
      Hyperparameter("channels", .whole(1...1024), .whole(16), "Channels of the convolution."),
      Hyperparameter(
        "width", .whole(1...1000), .whole(3), "Points that one output of the convolution reads."),
    ]
  ) {
    LSTMConfiguration(
      $0, convolution: .init(channels: $0.whole("channels"), width: $0.whole("width")))
  }

  private static let recurrentHyperparameters = [
    Hyperparameter.inputLength(30),
    Hyperparameter("hidden", .whole(1...1024), .whole(24), "Hidden units of a layer."),
    Hyperparameter("layers", .whole(1...8), .whole(1), "Recurrent layers."),
    Hyperparameter(
      "dropout", .share(0...0.9), .number(0), "Share of hidden states that training leaves out."),
    Hyperparameter(
      "head", .choice(["auto", "mean", "quantile", "gaussian"]), .text("auto"),
      "What is learned: the mean by squared error, quantiles by pinball loss, or a normal distribution by likelihood; "
        + "auto is the mean for a step mean and quantiles for a maximum."),
    Hyperparameter(
      "scale", .choice(["auto", "min-max", "log-ratio", "change"]), .text("auto"),
      "What is read and learned: loads scaled to 0…1, log-ratios or differences to the newest point; auto is min-max for a "
        + "step mean and log-ratio for a maximum."),
    Hyperparameter(
      "epochs", .whole(1...10_000), .whole(20),
      "Most passes over the training part; training stops earlier when validation no longer improves."),
    Hyperparameter("learning_rate", .number(1e-6...1), .number(0.003), "Length of Adam's steps."),
    Hyperparameter(
      "batch_size", .whole(1...100_000), nil,
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
