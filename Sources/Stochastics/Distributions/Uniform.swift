/// The uniform distribution between two bounds.
public struct Uniform: Distribution {
  /// The smallest value.
  public let lowerBound: Double
  /// The largest value, reached only through rounding.
  public let upperBound: Double

  /// The middle of the bounds.
  public var mean: Double { lowerBound + (upperBound - lowerBound) / 2 }

  /// A twelfth of the squared width.
  public var variance: Double { (upperBound - lowerBound) * (upperBound - lowerBound) / 12 }

  /// - Precondition: the bounds are finite and `lowerBound` is not above `upperBound`.
  public init(from lowerBound: Double, to upperBound: Double) {
    precondition(
      lowerBound.isFinite && upperBound.isFinite && lowerBound <= upperBound,
      "bounds must be finite and ascending, are \(lowerBound) and \(upperBound)")
    self.lowerBound = lowerBound
    self.upperBound = upperBound
  }

  /// One draw, which uses one number of the stream.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    lowerBound + (upperBound - lowerBound) * stream.nextUnit()
  }
}
