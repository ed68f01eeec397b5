import Glibc

/// The number of failures before the first success of independent trials, by inversion.
///
/// A draw uses one number of the stream. Its 52 bits end the tail at 36.7 over the probability.
public struct Geometric: DiscreteDistribution {
  /// The probability of success of one trial.
  public let probability: Double
  @usableFromInline let logFailure: Double

  /// (1 − p)/p, with p the probability.
  public var mean: Double { (1 - probability) / probability }

  /// (1 − p)/p², with p the probability.
  public var variance: Double { (1 - probability) / (probability * probability) }

  /// - Precondition: `probability` in 10⁻¹⁵...1, so that every draw is a whole number that `Double` holds.
  public init(probability: Double) {
    precondition(
      probability >= 1e-15 && probability <= 1, "probability must be in 1e-15...1, is \(probability)")
    self.probability = probability
    logFailure = log1p(-probability)
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Int {
    // At probability 1 the quotient is 0, since the logarithm of failure is −∞.
    Int(log(stream.nextOpenUnit()) / logFailure)
  }
}
