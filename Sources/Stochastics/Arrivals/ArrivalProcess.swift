/// A process that yields the times of arrivals one after the other.
public protocol ArrivalProcess: Sendable {
  /// The first arrival after `time`, in seconds; `.infinity` where none is left.
  ///
  /// Two arrivals share a time only where `Double` does not hold their distance. The numbers come from `stream`; a process keeps no stream, so that the caller decides what shares numbers.
  mutating func next(after time: Double, from stream: inout RandomStream) -> Double
}

/// A rate of arrivals that changes with time.
public protocol RateFunction: Sendable {
  /// The rate at `time` (seconds), in arrivals per second, at least 0.
  func rate(at time: Double) -> Double

  /// A number that the rate does not exceed anywhere between the two times; the closer, the fewer rejections.
  func upperBound(from start: Double, to end: Double) -> Double
}
