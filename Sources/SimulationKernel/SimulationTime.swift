/// A length of simulated time, in whole nanoseconds. May be negative.
///
/// Range: about ±292 years. Arithmetic traps on overflow.
public struct SimulationDuration: Hashable, Comparable, Sendable, Codable {
  /// The length in nanoseconds.
  public var nanoseconds: Int64

  /// A length of the given nanoseconds.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// No time at all.
  @inlinable public static var zero: Self { .init(nanoseconds: 0) }

  /// A length of whole milliseconds.
  @inlinable public static func milliseconds(_ value: Int64) -> Self { .init(nanoseconds: value * 1_000_000) }

  /// A length of whole seconds.
  @inlinable public static func seconds(_ value: Int64) -> Self { .init(nanoseconds: value * 1_000_000_000) }

  /// A length of whole minutes.
  @inlinable public static func minutes(_ value: Int64) -> Self { .seconds(value * 60) }

  /// A length of whole hours.
  @inlinable public static func hours(_ value: Int64) -> Self { .seconds(value * 3600) }

  /// A length of whole days of 24 hours.
  @inlinable public static func days(_ value: Int64) -> Self { .seconds(value * 86_400) }

  /// The nearest whole nanosecond to `value` seconds, ties away from zero.
  ///
  /// - Precondition: `value` is finite and within the range of the type.
  @inlinable public static func seconds(rounding value: Double) -> Self {
    .init(nanoseconds: Int64((value * 1e9).rounded()))
  }

  /// The length in seconds, rounded to a double.
  @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// Whether `a` comes before `b`.
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
  /// `a`, later or longer by `b`.
  @inlinable public static func + (a: Self, b: Self) -> Self {
    .init(nanoseconds: a.nanoseconds + b.nanoseconds)
  }
  /// What lies between `b` and `a`, or `a` earlier or shorter by `b`.
  @inlinable public static func - (a: Self, b: Self) -> Self {
    .init(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
  /// `a`, `b` times over.
  @inlinable public static func * (a: Self, b: Int64) -> Self { .init(nanoseconds: a.nanoseconds * b) }

  /// How often `b` fits into `a`, rounded toward zero.
  @inlinable public static func / (a: Self, b: Self) -> Int64 { a.nanoseconds / b.nanoseconds }
}

/// An instant of simulated time, in whole nanoseconds since the start of the workload's time line.
///
/// Integers, because two events that should coincide must coincide: `0.1 + 0.2` has no place in an order.
public struct SimulationTime: Hashable, Comparable, Sendable, Codable {
  /// Nanoseconds since the origin of the time line. Negative before it.
  public var nanoseconds: Int64

  /// The instant `nanoseconds` after the origin.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The origin of the time line.
  @inlinable public static var zero: Self { .init(nanoseconds: 0) }

  /// After every event that can be.
  @inlinable public static var distantFuture: Self { .init(nanoseconds: .max) }

  /// The instant a whole number of seconds after the origin.
  @inlinable public static func seconds(_ value: Int64) -> Self { .init(nanoseconds: value * 1_000_000_000) }

  /// The time that has passed since the origin.
  @inlinable public var sinceOrigin: SimulationDuration { .init(nanoseconds: nanoseconds) }

  /// Seconds since the origin, rounded to a double.
  @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// Whether `a` comes before `b`.
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
  /// `a`, later or longer by `b`.
  @inlinable public static func + (a: Self, b: SimulationDuration) -> Self {
    .init(nanoseconds: a.nanoseconds + b.nanoseconds)
  }
  /// What lies between `b` and `a`, or `a` earlier or shorter by `b`.
  @inlinable public static func - (a: Self, b: SimulationDuration) -> Self {
    .init(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
  /// What lies between `b` and `a`, or `a` earlier or shorter by `b`.
  @inlinable public static func - (a: Self, b: Self) -> SimulationDuration {
    .init(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
}
