import Glibc

/// The normal distribution, by Box and Muller's transform; one draw uses two numbers of the stream.
public struct Normal: Distribution {
  /// The expected value.
  public let mean: Double
  /// The standard deviation, at least 0.
  public let standardDeviation: Double

  /// The square of the standard deviation.
  public var variance: Double { standardDeviation * standardDeviation }

  /// - Precondition: `standardDeviation` is at least 0.
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    precondition(standardDeviation >= 0, "standard deviation must not be negative, is \(standardDeviation)")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    let radius = (-2 * log(stream.nextOpenUnit())).squareRoot()
    return mean + standardDeviation * radius * cos(2 * .pi * stream.nextUnit())
  }

  /// One draw of mean 0 and standard deviation 1.
  @inlinable static func standard(from stream: inout RandomStream) -> Double {
    let radius = (-2 * log(stream.nextOpenUnit())).squareRoot()
    return radius * cos(2 * .pi * stream.nextUnit())
  }
}
