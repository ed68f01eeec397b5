/// What the data say about a stated number.
public enum ClaimVerdict: String, Sendable, CaseIterable {
  /// The whole interval is beyond the stated number: the effect is at least as large as claimed.
  case supported
  /// The whole interval is short of it.
  case refuted
  /// The interval holds the stated number.
  case inconclusive
}

/// A claim with a number: "at least this much smaller", "at least this much larger".
public struct StatedEffect: Sendable, Equatable {
  /// The direction in which an effect is beyond the number.
  public enum Direction: String, Sendable, CaseIterable {
    /// Effects below the number support the claim, as of a cost.
    case atMost
    /// Effects above the number support it.
    case atLeast
  }

  /// What the claim is called.
  public let name: String
  /// The number, on the scale of the effects; for "15 % cheaper" as a log-ratio, log 0.85.
  public let value: Double
  /// Which side supports the claim.
  public let direction: Direction

  /// A claim that the effect is at most, or at least, `value`.
  ///
  /// - Precondition: `value` is finite.
  public init(name: String, value: Double, direction: Direction) {
    precondition(value.isFinite, "the stated number must be finite, is \(value)")
    self.name = name
    self.value = value
    self.direction = direction
  }

  /// A claim that treatment / baseline is at most `ratio`, on the scale of log-ratios.
  ///
  /// - Precondition: `ratio` is positive.
  public static func ratio(name: String, atMost ratio: Double) -> StatedEffect {
    precondition(ratio > 0, "the stated ratio must be positive, is \(ratio)")
    return StatedEffect(name: name, value: logarithm(ratio), direction: .atMost)
  }

  /// What an interval says about this claim.
  public func verdict(from interval: ClosedRange<Double>) -> ClaimVerdict {
    let isBelow = interval.upperBound < value
    let isAbove = interval.lowerBound > value
    if !isBelow && !isAbove { return .inconclusive }
    return isBelow == (direction == .atMost) ? .supported : .refuted
  }
}
