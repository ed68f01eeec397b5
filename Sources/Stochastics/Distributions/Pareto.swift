import Glibc

/// The Pareto distribution of type I: no draw is below the scale, and P(X > x) = (scale/x)^shape.
///
/// Source: Arnold, "Pareto Distributions", 2nd ed. 2015, section 1.2.
public struct Pareto: Distribution {
  /// The smallest value, positive.
  public let scale: Double
  /// The tail index, positive.
  public let shape: Double

  /// scale shape / (shape − 1); `.infinity` for a shape of at most 1.
  public var mean: Double { shape > 1 ? scale * shape / (shape - 1) : .infinity }

  /// The variance: `.infinity` for a shape in 1...2 (1 excluded), `.nan` for a shape of at most 1.
  public var variance: Double {
    if shape <= 1 { return .nan }
    if shape <= 2 { return .infinity }
    return scale * scale * shape / ((shape - 1) * (shape - 1) * (shape - 2))
  }

  /// - Precondition: `scale` and `shape` are positive and finite.
  public init(scale: Double, shape: Double) {
    precondition(scale > 0 && scale.isFinite, "scale must be positive and finite, is \(scale)")
    precondition(shape > 0 && shape.isFinite, "shape must be positive and finite, is \(shape)")
    self.scale = scale
    self.shape = shape
  }

  /// One draw, which uses one number of the stream.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    scale * pow(stream.nextOpenUnit(), -1 / shape)
  }
}
