import Glibc

/// The Pareto distribution restricted to an interval, by inversion.
///
/// Source: Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, section 20.3.
public struct BoundedPareto: Distribution {
  /// The smallest value, positive.
  public let lowerBound: Double
  /// The largest value.
  public let upperBound: Double
  /// The tail index, positive.
  public let shape: Double
  /// The part of the unbounded Pareto's weight that lies in the interval.
  @usableFromInline let weight: Double

  /// The expected value, finite for every shape.
  public var mean: Double { moment(1) }

  /// The variance, finite for every shape.
  public var variance: Double {
    let first = moment(1)
    return moment(2) - first * first
  }

  /// - Precondition: 0 < `lowerBound` < `upperBound` < ∞ and `shape` is positive and finite.
  public init(from lowerBound: Double, to upperBound: Double, shape: Double) {
    precondition(
      lowerBound > 0 && lowerBound < upperBound && upperBound.isFinite,
      "bounds must be positive, finite and ascending, are \(lowerBound) and \(upperBound)")
    precondition(shape > 0 && shape.isFinite, "shape must be positive and finite, is \(shape)")
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    self.shape = shape
    weight = -expm1(shape * log(lowerBound / upperBound))
  }

  /// One draw, which uses one number of the stream.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    min(lowerBound * exp(-log1p(-weight * stream.nextUnit()) / shape), upperBound)
  }

  /// E[X^order] = shape L^order / weight · (1 − (L/H)^(shape − order)) / (shape − order).
  private func moment(_ order: Double) -> Double {
    let logRatio = log(upperBound / lowerBound)
    let excess = shape - order
    // The quotient tends to the logarithm of the ratio where the exponent vanishes.
    let integral = excess == 0 ? logRatio : -expm1(-excess * logRatio) / excess
    return shape * pow(lowerBound, order) / weight * integral
  }
}
