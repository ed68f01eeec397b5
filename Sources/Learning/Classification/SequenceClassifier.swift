/// An LSTM whose head says with what probability a sequence is positive.
///
/// It reads features standardized by the training sequences and clipped to ±5; a sigmoid of the one output is the
/// probability, learned by cross entropy. A model may be asked from several threads.
public struct SequenceClassifier: Sendable {
  /// What it was fitted with.
  public let configuration: SequenceClassifierConfiguration
  /// T: rows of a sequence.
  public let steps: Int
  /// (D) what the columns of a row are called.
  public let featureNames: [String]
  /// (D) mean and standard deviation of the training rows.
  public let means: [Float], deviations: [Float]
  /// The network.
  public let network: LSTMNetwork<Float>
  /// From which probability on the answer is yes, 0…1; nil for never, and until one is chosen.
  public var threshold: Double?
  private let inference: LSTMInference

  /// D.
  public var featureCount: Int { featureNames.count }

  init(
    configuration: SequenceClassifierConfiguration, steps: Int, featureNames: [String], means: [Float],
    deviations: [Float], network: LSTMNetwork<Float>, threshold: Double? = nil
  ) {
    self.configuration = configuration
    self.steps = steps
    self.featureNames = featureNames
    self.means = means
    self.deviations = deviations
    self.network = network
    self.threshold = threshold
    inference = LSTMInference(network)
  }

  /// The probability of positive, 0…1.
  ///
  /// - Parameter sequence: T × D finite values, the oldest row first.
  public func probability(_ sequence: some Collection<Float>) -> Double {
    precondition(sequence.count == steps * featureCount, "\(steps) × \(featureCount) values expected")
    let input = sequence.enumerated().map { scaled($0.element, feature: $0.offset % featureCount) }
    var output = [Float(0)]
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { inference.run(input: input, output: $0) }
    }
    return Double.logistic(Double(output[0]))
  }

  func scaled(_ value: Float, feature: Int) -> Float {
    min(5, max(-5, (value - means[feature]) / deviations[feature]))
  }
}
