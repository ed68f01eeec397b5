import Glibc

/// The exponential distribution, by inversion.
public struct Exponential: Distribution {
  /// The expected value, also the standard deviation.
  public let mean: Double

  /// The square of the mean.
  public var variance: Double { mean * mean }

  /// - Precondition: `mean` is positive.
  public init(mean: Double) {
    precondition(mean > 0, "mean must be positive, is \(mean)")
    self.mean = mean
  }

  /// One draw, which uses one number of the stream.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    -mean * log(stream.nextOpenUnit())
  }
}
