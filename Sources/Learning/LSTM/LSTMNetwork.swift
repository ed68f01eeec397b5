import Stochastics

extension RandomPurpose {
  static let networkInitialisation = RandomPurpose("network initialisation")
  static let trainingOrder = RandomPurpose("training order")
  static let dropout = RandomPurpose("dropout")
}

/// Layers of long short-term memory and a linear head that reads the last hidden state of the uppermost.
///
/// i, f, o = σ(W x + U h + b), g = tanh(W x + U h + b), c ← f·c + i·g, h ← o·tanh c, output = V h + v.
/// Source: Hochreiter & Schmidhuber, Neural Computation 9(8), 1997; forget gate of Gers, Schmidhuber &
/// Cummins, 2000. No peepholes, one bias a gate (PyTorch keeps two, whose sum it is), and the state starts at
/// 0 for every window.
public struct LSTMNetwork<Scalar: RecurrentScalar>: Hashable, Sendable {
  /// The sizes.
  public let shape: LSTMShape
  /// All weights and biases, laid out as `LSTMShape` says.
  public var parameters: [Scalar]

  /// A network of the given parameters.
  ///
  /// - Precondition: There are `shape.parameterCount` of them.
  public init(shape: LSTMShape, parameters: [Scalar]) {
    precondition(
      parameters.count == shape.parameterCount,
      "\(shape.parameterCount) parameters expected, \(parameters.count) given")
    self.shape = shape
    self.parameters = parameters
  }

  /// A network drawn from the uniform distribution on ±1/√H (on ±1/√(K·D) in the convolution), with every forget
  /// bias at 1 so that memory lasts from the beginning (Jozefowicz, Zaremba & Sutskever, ICML 2015).
  public init(shape: LSTMShape, seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .networkInitialisation)
    let convolved = shape.inputOffset(ofLayer: 0)
    parameters = (0..<shape.parameterCount).map { index in
      let bound = 1 / Double(index < convolved ? shape.patch : shape.hidden).squareRoot()
      return Scalar(bound * (2 * stream.nextUnit() - 1))
    }
    for layer in 0..<shape.layers {
      let forget = shape.biasOffset(ofLayer: layer) + shape.hidden
      for k in forget..<forget + shape.hidden { parameters[k] = 1 }
    }
    self.shape = shape
  }
}
