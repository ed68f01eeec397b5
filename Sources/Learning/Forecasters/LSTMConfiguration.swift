/// Everything that, with its two series, decides an LSTM forecaster to the last bit on one machine.
public struct LSTMConfiguration: Hashable, Sendable, Codable {
  /// What is forecast.
  public var task: ForecastTask
  /// How loads are scaled; nil for the forms of the claims: a step mean is learned from min–max scaled values, a maximum
  /// from log-ratios to the newest.
  public var scaling: LoadScaler.Form?
  /// T: past points that one forecast reads, in 1…10,000.
  public var inputLength: Int
  /// H: hidden units, in 1…1,024.
  public var hidden: Int
  /// L: layers, in 1…8.
  public var layers: Int
  /// Share of hidden states that training leaves out, between layers and before the head, in 0…0.9.
  public var dropout: Double
  /// A convolution over the window before the first layer (LSTM-CNN); nil for none.
  public var convolution: LSTMShape.Convolution?
  /// Whether sine and cosine of the time of day are read beside each point.
  public var calendar: Bool
  /// Whether a normal distribution is learned by likelihood, in scaled units, whose quantiles are then given.
  public var gaussian: Bool
  /// Probabilities in (0, 1), strictly ascending, learned by pinball loss where `gaussian` is false; empty for
  /// the mean, by squared error.
  public var quantiles: [Double]
  /// Length of Adam's steps; positive.
  public var learningRate: Double
  /// N: windows in one step of training.
  public var batchSize: Int
  /// Most passes over the training windows.
  public var maximumEpochs: Int
  /// Passes without a new best validation loss after which training ends.
  public var patience: Int
  /// Largest Euclidean norm of a gradient; longer ones are shortened to it.
  public var clipNorm: Double
  /// Most windows taken of either series; more are thinned out evenly.
  public var maximumWindows: Int
  /// Decides the initial weights and the order of the windows.
  public var seed: UInt64

  /// A configuration with the defaults that the presets use.
  public init(
    task: ForecastTask, scaling: LoadScaler.Form? = nil, inputLength: Int, hidden: Int = 32,
    layers: Int = 1, dropout: Double = 0, convolution: LSTMShape.Convolution? = nil, calendar: Bool = false,
    gaussian: Bool = false,
    quantiles: [Double] = [],
    learningRate: Double = 0.003, batchSize: Int = 128, maximumEpochs: Int = 40, patience: Int = 6,
    clipNorm: Double = 1, maximumWindows: Int = 30_000, seed: UInt64 = 1
  ) {
    self.task = task
    self.scaling = scaling
    self.inputLength = inputLength
    self.hidden = hidden
    self.layers = layers
    self.dropout = dropout
    self.convolution = convolution
    self.calendar = calendar
    self.gaussian = gaussian
    self.quantiles = quantiles
    self.learningRate = learningRate
    self.batchSize = batchSize
    self.maximumEpochs = maximumEpochs
    self.patience = patience
    self.clipNorm = clipNorm
    self.maximumWindows = maximumWindows
    self.seed = seed
  }

  /// The seed's form: six ten-minute means give the next one, by squared error on min–max scaled values.
  ///
  /// - Parameters:
  ///   - horizon: Seconds from the end of the newest point to the end of the forecast step.
  ///   - seed: See `seed`.
  public static func stepMeans(horizon: Double = 600, seed: UInt64 = 1) -> LSTMConfiguration {
    LSTMConfiguration(
      task: ForecastTask(target: .stepMean, step: 600, horizon: horizon), inputLength: 6, batchSize: 32,
      maximumEpochs: 100, patience: 10, seed: seed)
  }

  /// The direct form: thirty one-minute means give quantiles of the largest mean within `horizon` (seconds).
  public static func direct(horizon: Double, seed: UInt64 = 1) -> LSTMConfiguration {
    LSTMConfiguration(
      task: ForecastTask(target: .maximumOverHorizon, step: 60, horizon: horizon), inputLength: 30,
      quantiles: [0.05, 0.5, 0.9, 0.95, 0.99], seed: seed)
  }

  /// The sizes of the network.
  public var shape: LSTMShape {
    LSTMShape(
      inputs: calendar ? 3 : 1, hidden: hidden, outputs: gaussian ? 2 : max(1, quantiles.count),
      layers: layers, convolution: convolution)
  }

  var scalerForm: LoadScaler.Form { scaling ?? (task.target == .stepMean ? .minMax : .logRatio) }
  var loss: LSTMLoss { gaussian ? .gaussian : quantiles.isEmpty ? .squared : .pinball(quantiles) }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    let counts = [
      ("inputLength", inputLength, 1...10_000), ("hidden", hidden, 1...1024), ("layers", layers, 1...8),
      ("batchSize", batchSize, 1...100_000), ("maximumEpochs", maximumEpochs, 1...100_000),
      ("patience", patience, 1...100_000), ("maximumWindows", maximumWindows, 1...10_000_000),
      ("convolution.channels", convolution?.channels ?? 1, 1...1024),
      ("convolution.width", convolution?.width ?? 1, 1...min(1000, max(1, inputLength))),
    ]
    for (name, value, allowed) in counts where !allowed.contains(value) {
      return "\(name) must be in \(allowed.lowerBound)...\(allowed.upperBound), is \(value)."
    }
    let sizes = [
      ("learningRate", learningRate), ("clipNorm", clipNorm), ("task.step", task.step),
      ("task.horizon", task.horizon),
    ]
    for (name, value) in sizes where !(value > 0 && value.isFinite) {
      return "\(name) must be positive and finite, is \(value)."
    }
    if !(0...0.9).contains(dropout) { return "dropout must be in 0...0.9, is \(dropout)." }
    let steps = task.horizon / task.step
    guard steps <= 100_000, abs(steps - steps.rounded()) < 1e-9, steps >= 0.5 else {
      return "task.horizon must be 1...100000 whole steps of \(task.step) s, is \(task.horizon) s."
    }
    let ascending = zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 < $1 }
    guard quantiles.count <= 100, ascending, quantiles.allSatisfy({ $0 > 0 && $0 < 1 }) else {
      return "quantiles must be at most 100 ascending probabilities between 0 and 1, are \(quantiles)."
    }
    return nil
  }
}
