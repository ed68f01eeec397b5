/// Always the same value.
public struct Constant: Distribution {
  /// The value.
  public let mean: Double

  /// Always 0.
  public var variance: Double { 0 }

  /// The distribution that puts all its weight on `value`.
  public init(_ value: Double) { mean = value }

  /// One draw, which uses no number of the stream.
  @inlinable public func sample(from stream: inout RandomStream) -> Double { mean }
}
