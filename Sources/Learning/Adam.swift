/// Adam's rule for descending along a noisy gradient, with PyTorch's order of operations.
///
/// Source: Kingma & Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015. No weight decay, no AMSGrad.
public struct Adam<Scalar: BLASScalar>: Sendable {
  /// Length of a step.
  public var learningRate: Scalar
  /// Decay of the mean of the gradient.
  public let beta1: Double
  /// Decay of the mean of its square.
  public let beta2: Double
  /// Added to the root in the denominator.
  public let epsilon: Scalar

  private var first: [Scalar]
  private var second: [Scalar]
  private var power1 = 1.0
  private var power2 = 1.0

  /// The rule for `count` parameters, before its first step.
  public init(
    count: Int, learningRate: Scalar = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Scalar = 1e-8
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    first = Array(repeating: 0, count: count)
    second = Array(repeating: 0, count: count)
  }

  /// Moves `parameters` one step against `gradient`.
  ///
  /// - Precondition: Both have the count that the rule was made for.
  public mutating func step(_ parameters: inout [Scalar], gradient: [Scalar]) {
    precondition(
      parameters.count == first.count && gradient.count == first.count,
      "made for \(first.count) parameters, given \(parameters.count) and \(gradient.count) gradients")
    power1 *= beta1
    power2 *= beta2
    let stride = learningRate / Scalar(1 - power1)
    let root = Scalar((1 - power2).squareRoot())
    let (b1, b2) = (Scalar(beta1), Scalar(beta2))
    let (c1, c2) = (Scalar(1 - beta1), Scalar(1 - beta2))
    for k in parameters.indices {
      let slope = gradient[k]
      first[k] = b1 * first[k] + c1 * slope
      second[k] = b2 * second[k] + c2 * slope * slope
      parameters[k] -= stride * first[k] / (second[k].squareRoot() / root + epsilon)
    }
  }
}

/// Shortens `gradient` to a Euclidean norm of at most `limit` (Pascanu, Mikolov & Bengio, ICML 2013) and
/// returns the norm it had.
@discardableResult
public func clipGradient<Scalar: BLASScalar>(_ gradient: inout [Scalar], toNorm limit: Double) -> Double {
  var squares = 0.0
  for slope in gradient { squares += Double(slope) * Double(slope) }
  let norm = squares.squareRoot()
  if norm > limit {
    let factor = Scalar(limit / norm)
    for k in gradient.indices { gradient[k] *= factor }
  }
  return norm
}
