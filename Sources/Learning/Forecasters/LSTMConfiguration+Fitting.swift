import Stochastics

extension LSTMConfiguration: ForecasterConfiguration {
  /// Fits without watching; see `fit(training:validation:progress:)`.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> LSTMForecaster {
    try fit(training: training, validation: validation) { _, _, _ in }
  }

  /// Trains until the validation loss has not improved for `patience` epochs, and keeps the weights of its
  /// best one.
  ///
  /// Scaler and weights come from `training`; `validation` only says when to stop. The same configuration and
  /// series give the same model on the same machine.
  ///
  /// - Parameters:
  ///   - training: At least one window (`inputLength` points and the horizon).
  ///   - validation: Later points, at least one window of them.
  ///   - progress: Called after each epoch with its number from 1 and the mean losses, in scaled units.
  /// - Throws: `LearningError` for a wrong hyperparameter, a series that will not do, or a loss that is not
  ///   finite.
  public func fit(
    training: LoadSeries, validation: LoadSeries,
    progress: TrainingProgress
  ) throws -> LSTMForecaster {
    if let problem { throw LearningError("The LSTM cannot be trained: \(problem)") }
    try training.check(as: "training", task: task, inputLength: inputLength)
    try validation.check(as: "validation", task: task, inputLength: inputLength)

    let scaler = LoadScaler(form: scalerForm, training: training, inputLength: inputLength)
    func windows(_ series: LoadSeries) -> TrainingWindows {
      TrainingWindows(
        of: series, task: task, inputLength: inputLength, scaler: scaler, calendar: calendar,
        maximum: maximumWindows)
    }
    let lessons = windows(training)
    let exam = windows(validation)
    let examOrder = Array(exam.origins.indices)
    let workspace = LSTMWorkspace<Float>(
      shape: shape, steps: inputLength, capacity: batchSize, hasDropout: dropout > 0)

    var network = LSTMNetwork<Float>(shape: shape, seed: seed)
    var best = network
    var bestLoss = Double.infinity
    var epochsSinceBest = 0
    var trainer = LSTMTrainer(shape: shape, learningRate: learningRate, clipNorm: clipNorm)
    for epoch in 1...maximumEpochs {
      var stream = RandomStream(seed: seed, purpose: .trainingOrder, ordinal: UInt64(epoch))
      var order = Array(lessons.origins.indices)
      stream.shuffle(&order)
      var masks = RandomStream(seed: seed, purpose: .dropout, ordinal: UInt64(epoch))
      let trainingLoss = passes(over: lessons, order: order, in: workspace) { count in
        if dropout > 0 { workspace.drawMasks(rate: dropout, windows: count, from: &masks) }
        return trainer.step(&network, in: workspace, loss: loss, windows: count, usesMasks: dropout > 0)
      }
      let validationLoss = passes(over: exam, order: examOrder, in: workspace) { count in
        workspace.forward(network, windows: count)
        return workspace.loss(loss, windows: count)
      }
      guard trainingLoss.isFinite, validationLoss.isFinite else {
        throw LearningError(
          "Training diverged in epoch \(epoch): the loss is not finite; try a smaller learningRate than "
            + "\(learningRate).")
      }
      progress(epoch, trainingLoss, validationLoss)
      if validationLoss < bestLoss {
        bestLoss = validationLoss
        best = network
        epochsSinceBest = 0
      } else {
        epochsSinceBest += 1
        if epochsSinceBest >= patience { break }
      }
    }
    return LSTMForecaster(configuration: self, scaler: scaler, network: best)
  }

  /// Runs `body` over batches of `windows` in the given order; returns the mean of its losses, weighted by
  /// windows.
  private func passes(
    over windows: TrainingWindows, order: [Int], in workspace: LSTMWorkspace<Float>, body: (Int) -> Double
  ) -> Double {
    var sum = 0.0
    for first in stride(from: 0, to: order.count, by: batchSize) {
      let range = first..<min(first + batchSize, order.count)
      windows.fill(workspace, order: order, range: range)
      sum += body(range.count) * Double(range.count)
    }
    return sum / Double(order.count)
  }
}
