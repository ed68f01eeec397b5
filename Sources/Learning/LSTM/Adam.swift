/// Adam's rule for descending along a noisy gradient, with PyTorch's order of operations.
///
/// Source: Kingma & Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015. No weight decay, no AMSGrad.
public struct Adam<Scalar: RecurrentScalar>: Sendable {
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
    let rule = AdamStep(
      beta1: Scalar(beta1), rest1: Scalar(1 - beta1), beta2: Scalar(beta2), rest2: Scalar(1 - beta2),
      stride: learningRate / Scalar(1 - power1), root: Scalar((1 - power2).squareRoot()), epsilon: epsilon)
    parameters.withUnsafeMutableBufferPointer { parameters in
      gradient.withUnsafeBufferPointer { gradient in
        first.withUnsafeMutableBufferPointer { first in
          second.withUnsafeMutableBufferPointer { second in
            guard let parameters = parameters.baseAddress, let gradient = gradient.baseAddress,
              let means = first.baseAddress, let squares = second.baseAddress
            else { return }
            Scalar.descend(
              parameters, gradient: gradient, first: means, second: squares, count: first.count, rule: rule)
          }
        }
      }
    }
  }
}

/// Shortens `gradient` to a Euclidean norm of at most `limit` (Pascanu, Mikolov & Bengio, ICML 2013) and
/// returns the norm it had.
@discardableResult
public func clipGradient<Scalar: RecurrentScalar>(_ gradient: inout [Scalar], toNorm limit: Double) -> Double
{
  gradient.withUnsafeMutableBufferPointer { gradient in
    guard let base = gradient.baseAddress else { return 0 }
    let norm = Scalar.squareSum(base, count: gradient.count).squareRoot()
    if norm > limit {
      let factor = Scalar(limit / norm)
      for k in gradient.indices { base[k] *= factor }
    }
    return norm
  }
}
