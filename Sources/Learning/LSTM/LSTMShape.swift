/// The sizes of a recurrent network, and where each part of it lies in the flat parameter array.
///
/// Order of the parameters, each row-major: with a convolution its weights (C, K·D) and biases (C); then of each
/// layer input weights (4H, I), recurrent weights (4H, H) and gate biases (4H), where I is D, or C after a
/// convolution, and H above the first layer; last the head's weights (O, H) and biases (O). The four gates follow
/// each other as input, forget, candidate, output.
public struct LSTMShape: Hashable, Sendable {
  /// A one-dimensional convolution over time before the first layer, with a rectifier behind it.
  ///
  /// Channel c of step t is max(0, b + Σ over k < K and d of w(c, k·D + d) · x(t + k, d)): no padding, so that the
  /// layers see T − K + 1 steps.
  public struct Convolution: Hashable, Sendable, Codable {
    /// C: what each step has behind it, in 1…1,024.
    public var channels: Int
    /// K: steps that one output reads, in 1…1,000.
    public var width: Int

    /// A convolution of the given sizes.
    public init(channels: Int, width: Int) {
      self.channels = channels
      self.width = width
    }
  }

  /// D: features of one step.
  public let inputs: Int
  /// H: hidden units of each layer.
  public let hidden: Int
  /// O: outputs of the linear head.
  public let outputs: Int
  /// L: layers, each reading the hidden states of the one below.
  public let layers: Int
  /// What comes before the first layer; nil for nothing.
  public let convolution: Convolution?

  /// - Precondition: All sizes are positive.
  public init(inputs: Int, hidden: Int, outputs: Int, layers: Int = 1, convolution: Convolution? = nil) {
    precondition(
      inputs > 0 && hidden > 0 && outputs > 0 && layers > 0
        && convolution.map { $0.channels > 0 && $0.width > 0 } != false,
      "sizes must be positive: \(inputs), \(hidden), \(outputs), \(layers), \(String(describing: convolution))"
    )
    self.inputs = inputs
    self.hidden = hidden
    self.outputs = outputs
    self.layers = layers
    self.convolution = convolution
  }

  /// 4H, the width of the four gates.
  var gates: Int { 4 * hidden }
  /// K·D, what one output of the convolution reads; 0 without one.
  var patch: Int { (convolution?.width ?? 0) * inputs }
  var convolutionBiasOffset: Int { (convolution?.channels ?? 0) * patch }

  /// I: what layer `layer` reads at each step.
  func inputs(ofLayer layer: Int) -> Int { layer > 0 ? hidden : convolution?.channels ?? inputs }

  func inputOffset(ofLayer layer: Int) -> Int {
    let first = convolutionBiasOffset + (convolution?.channels ?? 0)
    guard layer > 0 else { return first }
    let width = hidden + 1
    return first + gates * (inputs(ofLayer: 0) + width) + (layer - 1) * gates * (hidden + width)
  }

  func recurrentOffset(ofLayer layer: Int) -> Int {
    inputOffset(ofLayer: layer) + gates * inputs(ofLayer: layer)
  }

  func biasOffset(ofLayer layer: Int) -> Int { recurrentOffset(ofLayer: layer) + gates * hidden }
  var headOffset: Int { inputOffset(ofLayer: layers) }
  var headBiasOffset: Int { headOffset + outputs * hidden }

  /// Length of the flat parameter array.
  public var parameterCount: Int { headBiasOffset + outputs }

  /// Steps that the layers see of a window of `steps`.
  func layerSteps(_ steps: Int) -> Int { steps - (convolution?.width ?? 1) + 1 }
}
