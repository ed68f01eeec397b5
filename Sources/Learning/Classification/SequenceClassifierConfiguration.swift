import Stochastics

/// Everything that, with its data, decides a sequence classifier to the last bit on one machine.
public struct SequenceClassifierConfiguration: Hashable, Sendable, Codable {
  /// H: hidden units, in 1…1,024.
  public var hidden: Int
  /// Length of Adam's steps; positive.
  public var learningRate: Double
  /// Sequences in one step of training.
  public var batchSize: Int
  /// Most passes over the training sequences.
  public var maximumEpochs: Int
  /// Passes without a new best validation loss after which training ends.
  public var patience: Int
  /// Decides the initial weights and the order of the sequences.
  public var seed: UInt64

  /// A configuration with defaults for some ten thousand sequences.
  public init(
    hidden: Int = 24, learningRate: Double = 0.003, batchSize: Int = 128, maximumEpochs: Int = 30,
    patience: Int = 4, seed: UInt64 = 1
  ) {
    self.hidden = hidden
    self.learningRate = learningRate
    self.batchSize = batchSize
    self.maximumEpochs = maximumEpochs
    self.patience = patience
    self.seed = seed
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    for (name, value, most) in [
      ("hidden", hidden, 1024), ("batchSize", batchSize, 100_000), ("maximumEpochs", maximumEpochs, 100_000),
      ("patience", patience, 100_000),
    ] where !(1...most).contains(value) {
      return "\(name) must be in 1...\(most), is \(value)."
    }
    return learningRate > 0 && learningRate.isFinite
      ? nil : "learningRate must be positive and finite, is \(learningRate)."
  }

  /// Trains until the validation loss has not improved for `patience` passes, and keeps the weights of its best one.
  ///
  /// - Parameter progress: Told of each pass.
  /// - Throws: `LearningError` for a wrong hyperparameter, tables that will not do, or a loss that is not finite.
  public func fit(
    training: SequenceTable, validation: SequenceTable, progress: TrainingProgress = { _, _, _ in }
  ) throws -> SequenceClassifier {
    if let problem { throw LearningError("The sequence classifier cannot be trained: \(problem)") }
    guard training.count > 0, validation.count > 0, training.isPositive.contains(true),
      training.steps == validation.steps, training.featureNames == validation.featureNames
    else {
      throw LearningError(
        "A sequence classifier needs training and validation sequences of one shape, some of the former positive; there "
          + "are \(training.count) and \(validation.count).")
    }
    let (means, deviations) = Self.moments(training)
    let shape = LSTMShape(inputs: training.featureCount, hidden: hidden, outputs: 1)
    var model = SequenceClassifier(
      configuration: self, steps: training.steps, featureNames: training.featureNames, means: means,
      deviations: deviations, network: LSTMNetwork(shape: shape, seed: seed))
    var network = model.network
    let workspace = LSTMWorkspace<Float>(shape: shape, steps: training.steps, capacity: batchSize)
    var trainer = LSTMTrainer(shape: shape, learningRate: learningRate, clipNorm: 1)
    let loss = LSTMLoss.crossEntropy(positiveWeight: 1)
    var (bestLoss, sinceBest) = (Double.infinity, 0)
    for epoch in 1...maximumEpochs {
      var stream = RandomStream(seed: seed, purpose: .trainingOrder, ordinal: UInt64(epoch))
      var order = Array(0..<training.count)
      stream.shuffle(&order)
      let learned = passes(training, order, model, workspace) { count in
        trainer.step(&network, in: workspace, loss: loss, windows: count)
      }
      let current = passes(validation, Array(0..<validation.count), model, workspace) { count in
        workspace.forward(network, windows: count)
        return workspace.loss(loss, windows: count)
      }
      guard current.isFinite else {
        throw LearningError(
          "Training diverged in epoch \(epoch): try a smaller learningRate than \(learningRate).")
      }
      progress(epoch, learned, current)
      if current < bestLoss {
        (bestLoss, sinceBest) = (current, 0)
        model = SequenceClassifier(
          configuration: self, steps: training.steps, featureNames: training.featureNames, means: means,
          deviations: deviations, network: network)
      } else {
        sinceBest += 1
        if sinceBest >= patience { break }
      }
    }
    return model
  }

  private func passes(
    _ table: SequenceTable, _ order: [Int], _ model: SequenceClassifier, _ workspace: LSTMWorkspace<Float>,
    body: (Int) -> Double
  ) -> Double {
    var sum = 0.0
    let (steps, d) = (table.steps, table.featureCount)
    for first in stride(from: 0, to: order.count, by: batchSize) {
      let batch = order[first..<min(first + batchSize, order.count)]
      for (window, index) in batch.enumerated() {
        let sequence = table.sequence(index)
        for step in 0..<steps {
          for feature in 0..<d {
            workspace.input[(step * batch.count + window) * d + feature] = model.scaled(
              sequence[sequence.startIndex + step * d + feature], feature: feature)
          }
        }
        workspace.targets[window] = table.isPositive[index] ? 1 : 0
      }
      sum += body(batch.count) * Double(batch.count)
    }
    return sum / Double(order.count)
  }

  private static func moments(_ table: SequenceTable) -> ([Float], [Float]) {
    let d = table.featureCount
    var (sums, squares) = ([Double](repeating: 0, count: d), [Double](repeating: 0, count: d))
    for (place, value) in table.values.enumerated() { sums[place % d] += Double(value) }
    let n = Double(table.values.count / d)
    let means = sums.map { $0 / n }
    for (place, value) in table.values.enumerated() {
      let distance = Double(value) - means[place % d]
      squares[place % d] += distance * distance
    }
    return (means.map { Float($0) }, squares.map { Float(max(($0 / n).squareRoot(), 1e-6)) })
  }
}
