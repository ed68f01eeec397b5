import Glibc

/// The Weibull distribution of a shape and a scale, by inversion.
public struct Weibull: Distribution {
  /// The shape, positive; below 1 the tail is heavier than exponential.
  public let shape: Double
  /// The scale, positive, in the unit of the draws: the value that 63.2 % of the draws stay below.
  public let scale: Double

  /// scale Γ(1 + 1/shape).
  public var mean: Double { scale * gammaFunction(1 + 1 / shape) }

  /// scale² (Γ(1 + 2/shape) − Γ(1 + 1/shape)²).
  public var variance: Double {
    let first = gammaFunction(1 + 1 / shape)
    return scale * scale * (gammaFunction(1 + 2 / shape) - first * first)
  }

  /// - Precondition: `shape` and `scale` are positive and finite.
  public init(shape: Double, scale: Double) {
    precondition(shape > 0 && shape.isFinite, "shape must be positive and finite, is \(shape)")
    precondition(scale > 0 && scale.isFinite, "scale must be positive and finite, is \(scale)")
    self.shape = shape
    self.scale = scale
  }

  /// One draw, which uses one number of the stream.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    scale * pow(-log(stream.nextOpenUnit()), 1 / shape)
  }
}
