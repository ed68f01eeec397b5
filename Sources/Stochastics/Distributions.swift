#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Something that numbers can be drawn from.
///
/// The samplers are ours because those of a standard library may change between versions, and with them every result.
public protocol Distribution: Sendable {
  /// One draw, which uses up some numbers of `stream`.
  func sample(from stream: inout RandomStream) -> Double

  /// The expected value.
  var mean: Double { get }
}

/// Always the same value.
public struct Constant: Distribution {
  /// The value.
  public let mean: Double

  /// The distribution that puts all its weight on `value`.
  public init(_ value: Double) { mean = value }

  /// One draw.
  public func sample(from stream: inout RandomStream) -> Double { mean }
}

/// The exponential distribution, by inversion.
public struct Exponential: Distribution {
  /// The expected value, also the standard deviation.
  public let mean: Double

  /// - Precondition: `mean` is positive.
  public init(mean: Double) {
    precondition(mean > 0, "mean must be positive, is \(mean)")
    self.mean = mean
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    -mean * log(stream.nextOpenUnit())
  }
}

/// The normal distribution, by Box and Muller's transform; one draw uses two numbers of the stream.
public struct Normal: Distribution {
  /// The expected value.
  public let mean: Double
  /// The standard deviation, at least 0.
  public let standardDeviation: Double

  /// - Precondition: `standardDeviation` is at least 0.
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    precondition(standardDeviation >= 0, "standard deviation must not be negative, is \(standardDeviation)")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// One draw.
  public func sample(from stream: inout RandomStream) -> Double {
    let radius = (-2 * log(stream.nextOpenUnit())).squareRoot()
    return mean + standardDeviation * radius * cos(2 * .pi * stream.nextUnit())
  }
}

/// The lognormal distribution, given by its own mean and coefficient of variation.
public struct LogNormal: Distribution {
  /// The expected value of the draws (not of their logarithm).
  public let mean: Double
  /// Mean of the logarithm.
  public let logMean: Double
  /// Standard deviation of the logarithm.
  public let logStandardDeviation: Double

  /// The lognormal with the given mean and coefficient of variation (standard deviation over mean).
  ///
  /// - Precondition: `mean` is positive and `coefficientOfVariation` at least 0.
  public init(mean: Double, coefficientOfVariation: Double) {
    precondition(mean > 0, "mean must be positive, is \(mean)")
    precondition(
      coefficientOfVariation >= 0,
      "coefficient of variation must not be negative, is \(coefficientOfVariation)")
    self.mean = mean
    let variance = log(1 + coefficientOfVariation * coefficientOfVariation)
    logStandardDeviation = variance.squareRoot()
    logMean = log(mean) - variance / 2
  }

  /// One draw.
  public func sample(from stream: inout RandomStream) -> Double {
    exp(logMean + logStandardDeviation * Normal().sample(from: &stream))
  }
}
