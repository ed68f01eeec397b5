/// A CPU limit as Linux keeps it: so much CPU in each period, then nothing until the next begins.
///
/// Below the limit a burst runs at full speed, unlike under a limit that is spread evenly; what the limit costs is the wait for the
/// end of the period. Source: Turner, Rao & Rao, "CPU bandwidth control for CFS", Linux Symposium 2010; the period is 100 ms and
/// the quota of a container its limit times that (kernel documentation, sched-bwc). Slices that processors borrow from the quota
/// (5 ms) and bursts (`cpu.max.burst`) are not modelled.
struct CPUThrottle: Sendable {
  /// Length of a period, in nanoseconds.
  let period: Int64
  /// CPU of a period, in core-nanoseconds.
  let quota: Double
  private var periodStart: Int64
  private var left: Double
  /// Whether the period's CPU is used up.
  private(set) var isExhausted = false
  /// When a look is planned; `.max` for never.
  var lookAt = Int64.max
  /// That of the look that counts.
  var generation: UInt32 = 0

  /// - Parameters:
  ///   - limit: Cores, on average over a period.
  ///   - period: In nanoseconds.
  ///   - phase: What of the first period has passed at `now`, in nanoseconds.
  init(limit: Double, period: Int64, phase: Int64, now: Int64) {
    self.period = period
    quota = limit * Double(period)
    left = quota
    periodStart = now &- phase
  }

  /// Takes CPU that was used up to `now`.
  ///
  /// - Parameters:
  ///   - amount: Since the last call, in core-nanoseconds.
  ///   - rate: Cores that were used all that time.
  mutating func use(_ amount: Double, rate: Double, until now: Int64) {
    left -= amount
    if now >= periodStart &+ period {
      periodStart &+= (now &- periodStart) / period &* period
      left = quota - rate * Double(now &- periodStart)
      isExhausted = false
    }
    // an end that was rounded to a nanosecond leaves a little
    if left < 1 { isExhausted = true }
  }

  /// When the quota ends, or begins again, if `rate` cores are used from `now` on; nil for never.
  func nextLook(at now: Int64, rate: Double) -> Int64? {
    let end = periodStart &+ period
    if isExhausted { return end }
    guard rate > 0 else { return nil }
    let time = now &+ Int64((max(left, 0) / rate).rounded(.up))
    if time < end { return time }
    let later = (quota / rate).rounded(.up)
    return later < Double(period) ? end &+ Int64(later) : nil
  }
}
