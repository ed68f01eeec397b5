import Glibc

/// The lognormal distribution, given by its own mean and coefficient of variation.
public struct LogNormal: Distribution {
  /// The expected value of the draws (not of their logarithm).
  public let mean: Double
  /// Mean of the logarithm.
  public let logMean: Double
  /// Standard deviation of the logarithm.
  public let logStandardDeviation: Double

  /// The variance of the draws: mean² (exp σ² − 1), with σ the standard deviation of the logarithm.
  public var variance: Double { mean * mean * expm1(logStandardDeviation * logStandardDeviation) }

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

  /// One draw, which uses two numbers of the stream.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    exp(logMean + logStandardDeviation * Normal.standard(from: &stream))
  }
}
