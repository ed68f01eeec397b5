import Stochastics

extension RandomPurpose {
  static let arrivals = RandomPurpose("request arrivals")
}

/// A Poisson process whose rate is changed from time to time.
///
/// The next request comes when the integral of the rate since the last one reaches a draw of the unit
/// exponential. A new rate changes only how fast the rest is used up, so that the arrivals follow from seed
/// and rates alone.
struct ArrivalClock: Sendable {
  private var stream: RandomStream
  /// Requests a nanosecond.
  private var rate = 0.0
  /// What was left of the draw at `since`.
  private var rest = 0.0
  private var since: Int64 = 0
  /// That of the arrival event that counts.
  private(set) var generation: UInt32 = 0
  /// Requests so far.
  private(set) var count: UInt64 = 0

  init(seed: UInt64, service: Int) {
    stream = RandomStream(seed: seed, purpose: .arrivals, entity: UInt64(service))
    rest = Self.unitExponential(from: &stream)
  }

  /// Sets the rate in requests a second; returns when the next request is due if that has changed.
  mutating func setRate(_ perSecond: Double, at now: Int64) -> Int64? {
    let new = perSecond / 1e9
    guard new != rate else { return nil }
    rest = max(0, rest - rate * Double(now &- since))
    since = now
    rate = new
    generation &+= 1
    return due
  }

  /// Counts the request that has come; returns when the next is due.
  mutating func arrive(at now: Int64) -> Int64? {
    count &+= 1
    rest = Self.unitExponential(from: &stream)
    since = now
    return due
  }

  private var due: Int64? {
    guard rate > 0 else { return nil }
    // Beyond the range of time is never.
    let wait = (rest / rate).rounded()
    return wait < 0x1p60 ? since &+ Int64(wait) : nil
  }

  private static func unitExponential(from stream: inout RandomStream) -> Double {
    Exponential(mean: 1).sample(from: &stream)
  }
}
