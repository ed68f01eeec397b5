/// Lets an alarm of another detector count only after it was there in `k` of the last `n` scrapes.
///
/// Scrapes are told apart by their timestamp: one that comes again neither counts twice nor changes the answer. Scrapes
/// that never came (a pause of the collector) are no part of the `n`.
public struct PersistentDetector: AnomalyDetector {
  /// `k`, and `n` of at most 64.
  public let required: Int, window: Int
  private var base: any AnomalyDetector
  private var flags: [Alarm.Subject: UInt64] = [:]
  private var last: (timestamp: Double, alarms: [Alarm])?

  /// - Precondition: 1 ≤ `required` ≤ `window` ≤ 64.
  public init(_ base: any AnomalyDetector, required: Int, window: Int) {
    precondition(
      1 <= required && required <= window && window <= 64, "\(required) of \(window) flags cannot be counted")
    self.base = base
    self.required = required
    self.window = window
  }

  /// The alarms of the base detector that have been there often enough.
  public mutating func alarms(_ observation: HealthObservation) -> [Alarm] {
    if let last, last.timestamp >= observation.timestamp { return last.alarms }
    let raw = base.alarms(observation)
    var kept: [Alarm.Subject: UInt64] = [:]
    for (subject, bits) in flags { kept[subject] = bits << 1 }
    for alarm in raw { kept[alarm.subject, default: 0] |= 1 }
    let mask = window == 64 ? UInt64.max : (1 << UInt64(window)) - 1
    flags = kept.mapValues { $0 & mask }.filter { $0.value != 0 }
    let counted = raw.filter { (flags[$0.subject] ?? 0).nonzeroBitCount >= required }
    last = (observation.timestamp, counted)
    return counted
  }
}
