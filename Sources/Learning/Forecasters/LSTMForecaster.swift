import Stochastics

import Glibc

/// A trained recurrent forecaster, in either of its two forms; see `LSTMConfiguration`.
///
/// One forecast takes no lock, no BLAS and no memory beyond the stack's and its result's. It does not learn
/// any further from what it sees.
public struct LSTMForecaster: Forecaster {
  /// What it was trained with.
  public let configuration: LSTMConfiguration
  /// Fitted on the training part alone.
  public let scaler: LoadScaler
  /// The weights.
  public let network: LSTMNetwork<Float>
  private let inference: LSTMInference

  init(configuration: LSTMConfiguration, scaler: LoadScaler, network: LSTMNetwork<Float>) {
    self.configuration = configuration
    self.scaler = scaler
    self.network = network
    inference = LSTMInference(network)
  }

  /// The name in tables.
  public var name: String {
    (configuration.convolution == nil ? "lstm" : "lstm-cnn") + (task.target == .stepMean ? "" : "-direct")
  }
  /// What is forecast, from what.
  public var task: ForecastTask { configuration.task }
  /// T: past points that one forecast reads.
  public var inputLength: Int { configuration.inputLength }

  /// The forecast that follows `history`: with quantiles, its value is the one nearest to the median, and
  /// quantiles that cross are put in order (Chernozhukov, Fernández-Val & Galichon, Econometrica 78(3),
  /// 2010).
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == inputLength, "\(inputLength) points expected, \(history.count) given")
    let shape = network.shape
    let newestLevel = scaler.level(history[history.endIndex - 1])
    let anchor = scaler.anchor(newestLevel: newestLevel)
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: inputLength * shape.inputs + shape.outputs)
    {
      scratch in
      scratch.initialize(repeating: 0)
      let split = inputLength * shape.inputs
      for (step, value) in history.enumerated() {
        scratch[step * shape.inputs] = Float(scaler.level(value) - anchor)
        if configuration.calendar {
          let time = endOfHistory - Double(inputLength - 1 - step) * task.step
          let features = Calendar.features(at: time)
          scratch[step * shape.inputs + 1] = features.sine
          scratch[step * shape.inputs + 2] = features.cosine
        }
      }
      let output = UnsafeMutableBufferPointer(rebasing: scratch[split...])
      inference.run(input: UnsafeBufferPointer(rebasing: scratch[..<split]), output: output)
      if configuration.gaussian {
        return Forecast(
          mean: Double(output[0]), logDeviation: Double(output[1]), probabilities: configuration.quantiles
        ) { scaler.value(ofLevel: $0 + anchor) }
      }
      return Forecast(outputs: output, probabilities: configuration.quantiles) {
        scaler.value(ofLevel: Double($0) + anchor)
      }
    }
  }
}

extension Forecast {
  /// The forecast of raw outputs, one a probability, or of a single output without any.
  init(outputs: UnsafeMutableBufferPointer<Float>, probabilities: [Double], load: (Float) -> Double) {
    guard !probabilities.isEmpty else {
      self.init(value: load(outputs[0]))
      return
    }
    // Insertion sort: there are a handful, and nearly always they are in order already.
    for k in outputs.indices.dropFirst() {
      var place = k
      while place > 0, outputs[place - 1] > outputs[place] {
        outputs.swapAt(place - 1, place)
        place -= 1
      }
    }
    let quantiles = zip(probabilities, outputs).map { Quantile(probability: $0, value: load($1)) }
    self.init(value: quantiles.nearestMedian, quantiles: quantiles)
  }
}

extension Forecast {
  /// The forecast of a normal distribution of levels: its mean, and its quantiles.
  init(mean: Double, logDeviation: Double, probabilities: [Double], load: (Double) -> Double) {
    let limit = LSTMLoss.largestLogDeviation
    let deviation = exp(min(max(logDeviation, -limit), limit))
    self.init(
      value: load(mean),
      quantiles: probabilities.map {
        Quantile(probability: $0, value: load(mean + deviation * normalQuantile($0)))
      })
  }
}

extension [Forecast.Quantile] {
  /// The value of the quantile whose probability is nearest to ½, the lower one of two.
  var nearestMedian: Double {
    self.min { abs($0.probability - 0.5) < abs($1.probability - 0.5) }?.value ?? .nan
  }
}
