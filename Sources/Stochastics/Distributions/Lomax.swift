import Glibc

/// The Lomax distribution (Pareto type II from 0): P(X > x) = (1 + x/scale)^−shape.
///
/// Source: Lomax, "Business Failures", JASA 49(268), 1954.
public struct Lomax: Distribution {
  /// The scale, positive, in the unit of the draws.
  public let scale: Double
  /// The tail index, positive.
  public let shape: Double

  /// scale / (shape − 1); `.infinity` for a shape of at most 1.
  public var mean: Double { shape > 1 ? scale / (shape - 1) : .infinity }

  /// The variance: `.infinity` for a shape in 1...2 (1 excluded), `.nan` for a shape of at most 1.
  public var variance: Double { Pareto(scale: scale, shape: shape).variance }

  /// - Precondition: `scale` and `shape` are positive and finite.
  public init(scale: Double, shape: Double) {
    precondition(scale > 0 && scale.isFinite, "scale must be positive and finite, is \(scale)")
    precondition(shape > 0 && shape.isFinite, "shape must be positive and finite, is \(shape)")
    self.scale = scale
    self.shape = shape
  }

  /// One draw, which uses one number of the stream.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    scale * expm1(-log(stream.nextOpenUnit()) / shape)
  }
}
