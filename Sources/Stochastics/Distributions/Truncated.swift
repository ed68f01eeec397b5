/// A distribution restricted to an interval, by rejection: draws outside are made again.
///
/// A draw uses the numbers of all its rejected draws, so a draw's cost is that of `base` over the weight it has inside
/// the interval. After `attemptLimit` rejections it traps, since an interval without weight would never end.
public struct Truncated<Base: Distribution>: Distribution {
  /// The distribution that is restricted.
  public let base: Base
  /// The smallest value let through.
  public let lowerBound: Double
  /// The largest value let through.
  public let upperBound: Double

  /// How many draws outside the interval are made in a row before a trap.
  public static var attemptLimit: Int { 1_000_000 }

  /// `.nan`: the restricted mean has no closed form that holds for every base.
  public var mean: Double { .nan }

  /// `.nan`, as the mean.
  public var variance: Double { .nan }

  /// - Precondition: `lowerBound` is below `upperBound`; either may be infinite.
  public init(_ base: Base, from lowerBound: Double = -.infinity, to upperBound: Double = .infinity) {
    precondition(lowerBound < upperBound, "bounds must ascend, are \(lowerBound) and \(upperBound)")
    self.base = base
    self.lowerBound = lowerBound
    self.upperBound = upperBound
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    for _ in 0..<Self.attemptLimit {
      let draw = base.sample(from: &stream)
      if draw >= lowerBound && draw <= upperBound { return draw }
    }
    preconditionFailure("no draw of \(base) in \(lowerBound)...\(upperBound)")
  }
}
