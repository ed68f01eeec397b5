/// A draw of one distribution or, with the remaining probability, of another.
///
/// A mixture of more than two nests: `Mixture(0.5, a, Mixture(0.6, b, c))`. A draw uses one number of the stream, then
/// those of the chosen distribution.
public struct Mixture<First: Distribution, Second: Distribution>: Distribution {
  /// The probability of `first`, in 0...1.
  public let probability: Double
  /// Drawn from with `probability`.
  public let first: First
  /// Drawn from otherwise.
  public let second: Second

  /// The weighted mean of the parts.
  public var mean: Double { weighted(first.mean, second.mean) }

  /// The weighted variance of the parts plus the variance between their means.
  public var variance: Double {
    if !mean.isFinite { return .nan }
    let distance = probability == 0 || probability == 1 ? 0 : first.mean - second.mean
    return weighted(first.variance, second.variance) + probability * (1 - probability) * distance * distance
  }

  /// - Precondition: `probability` in 0...1.
  public init(_ probability: Double, _ first: First, _ second: Second) {
    precondition(probability >= 0 && probability <= 1, "probability must be in 0...1, is \(probability)")
    self.probability = probability
    self.first = first
    self.second = second
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    stream.nextUnit() < probability ? first.sample(from: &stream) : second.sample(from: &stream)
  }

  /// A part without weight does not count, even where it is infinite.
  private func weighted(_ left: Double, _ right: Double) -> Double {
    if probability == 0 { return right }
    if probability == 1 { return left }
    return probability * left + (1 - probability) * right
  }
}
