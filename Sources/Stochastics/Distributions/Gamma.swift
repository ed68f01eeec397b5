import Glibc

/// The gamma distribution of a shape and a scale, by Marsaglia and Tsang's squeeze.
///
/// A draw uses as many numbers of the stream as its rejections need: on average about 3, and 4 for a shape below 1.
///
/// Source: Marsaglia & Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000; for a shape
/// below 1 the boost of its section 6, a draw of shape + 1 times U^(1/shape).
public struct Gamma: Distribution {
  /// The shape, positive.
  public let shape: Double
  /// The scale, positive, in the unit of the draws.
  public let scale: Double
  @usableFromInline let offset: Double
  @usableFromInline let slope: Double

  /// Shape times scale.
  public var mean: Double { shape * scale }

  /// Shape times squared scale.
  public var variance: Double { shape * scale * scale }

  /// - Precondition: `shape` and `scale` are positive and finite.
  public init(shape: Double, scale: Double) {
    precondition(shape > 0 && shape.isFinite, "shape must be positive and finite, is \(shape)")
    precondition(scale > 0 && scale.isFinite, "scale must be positive and finite, is \(scale)")
    self.shape = shape
    self.scale = scale
    offset = (shape < 1 ? shape + 1 : shape) - 1 / 3
    slope = 1 / (9 * offset).squareRoot()
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    let draw = scale * offset * cube(from: &stream)
    return shape < 1 ? draw * pow(stream.nextOpenUnit(), 1 / shape) : draw
  }

  /// The accepted (1 + cx)³ of the paper.
  @inlinable func cube(from stream: inout RandomStream) -> Double {
    while true {
      let x = Normal.standard(from: &stream)
      let root = 1 + slope * x
      if root <= 0 { continue }
      let cube = root * root * root
      let u = stream.nextOpenUnit()
      let square = x * x
      if u < 1 - 0.0331 * square * square { return cube }
      if log(u) < square / 2 + offset * (1 - cube + log(cube)) { return cube }
    }
  }
}
