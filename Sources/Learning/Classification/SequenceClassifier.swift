/// An LSTM whose head says with what probability a sequence is positive.
///
/// It reads features standardized by the training sequences and clipped to ±5; a sigmoid of the one output is the
/// probability, learned by cross entropy. A model never changes, and one may be asked from several threads.
public struct SequenceClassifier: Sendable {
  /// What it was fitted with.
  public let configuration: SequenceClassifierConfiguration
  /// T and D.
  public let steps: Int, featureCount: Int
  /// (D) mean and standard deviation of the training rows.
  public let means: [Float], deviations: [Float]
  /// The network.
  public let network: LSTMNetwork<Float>
  private let inference: LSTMInference

  init(
    configuration: SequenceClassifierConfiguration, steps: Int, means: [Float], deviations: [Float],
    network: LSTMNetwork<Float>
  ) {
    self.configuration = configuration
    self.steps = steps
    featureCount = means.count
    self.means = means
    self.deviations = deviations
    self.network = network
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
