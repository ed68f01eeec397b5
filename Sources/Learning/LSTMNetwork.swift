import Stochastics

/// The sizes of a recurrent network, and where each part of it lies in the flat parameter array.
///
/// Order of the parameters, each row-major: input weights (4H, D), recurrent weights (4H, H), gate biases
/// (4H), head weights (O, H), head biases (O). The four gates follow each other as input, forget, candidate,
/// output.
public struct LSTMShape: Hashable, Sendable {
  /// D: features of one step.
  public let inputs: Int
  /// H: hidden units.
  public let hidden: Int
  /// O: outputs of the linear head.
  public let outputs: Int

  /// - Precondition: All three are positive.
  public init(inputs: Int, hidden: Int, outputs: Int) {
    precondition(
      inputs > 0 && hidden > 0 && outputs > 0, "sizes must be positive: \(inputs), \(hidden), \(outputs)")
    self.inputs = inputs
    self.hidden = hidden
    self.outputs = outputs
  }

  /// 4H, the width of the four gates.
  var gates: Int { 4 * hidden }
  var recurrentOffset: Int { gates * inputs }
  var biasOffset: Int { recurrentOffset + gates * hidden }
  var headOffset: Int { biasOffset + gates }
  var headBiasOffset: Int { headOffset + outputs * hidden }

  /// Length of the flat parameter array.
  public var parameterCount: Int { headBiasOffset + outputs }
}

extension RandomPurpose {
  static let networkInitialisation = RandomPurpose("network initialisation")
  static let trainingOrder = RandomPurpose("training order")
}

/// A layer of long short-term memory and a linear head that reads its last hidden state.
///
/// i, f, o = σ(W x + U h + b), g = tanh(W x + U h + b), c ← f·c + i·g, h ← o·tanh c, output = V h + v.
/// Source: Hochreiter & Schmidhuber, Neural Computation 9(8), 1997; forget gate of Gers, Schmidhuber &
/// Cummins, 2000. No peepholes, one bias a gate (PyTorch keeps two, whose sum it is), and the state starts at
/// 0 for every window.
public struct LSTMNetwork<Scalar: BLASScalar>: Hashable, Sendable {
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

  /// A network drawn from the uniform distribution on ±1/√H, with every forget bias at 1 so that memory lasts
  /// from the beginning (Jozefowicz, Zaremba & Sutskever, ICML 2015).
  public init(shape: LSTMShape, seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .networkInitialisation)
    let bound = 1 / Double(shape.hidden).squareRoot()
    parameters = (0..<shape.parameterCount).map { _ in Scalar(bound * (2 * stream.nextUnit() - 1)) }
    for k in 0..<shape.hidden { parameters[shape.biasOffset + shape.hidden + k] = 1 }
    self.shape = shape
  }
}

/// What training makes small, as a mean over windows and outputs.
public enum LSTMLoss: Hashable, Sendable {
  /// (y − ŷ)².
  case squared
  /// max(q(y − ŷ), (q − 1)(y − ŷ)), one probability q an output (Koenker & Bassett, Econometrica 46(1),
  /// 1978).
  case pinball([Double])
}
