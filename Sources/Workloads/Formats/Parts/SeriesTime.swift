/// Turns the texts of a column of times into microseconds.
struct SeriesTime {
  /// How they are written; no longer ``SeriesLayout/Time/automatic`` after the first.
  private(set) var form: SeriesLayout.Time
  /// Whether any text named its zone, and whether any did not.
  private(set) var hasZone = false, lacksZone = false
  /// The latest time that is believed: the year 9999.
  static let latest: Int64 = 253_402_300_799_000_000

  init(_ form: SeriesLayout.Time) { self.form = form }

  /// What is allowed, for messages.
  var allowed: String {
    switch form {
    case .text: "are \(CivilTime.form)"
    case .automatic: "are finite numbers, or \(CivilTime.form)"
    case .units, .nanoseconds, .row: "are finite numbers of a time before the year 10000"
    }
  }

  /// The time that the zero-terminated `count` bytes at `text` say; nil if they say none.
  mutating func microseconds(_ text: UnsafePointer<CChar>, count: Int) -> Int64? {
    if form == .automatic { form = Self.guess(text, count: count) ?? .automatic }
    switch form {
    case .text:
      guard let parsed = CivilTime.parse(text, count: count) else { return nil }
      if parsed.hasZone { hasZone = true } else { lacksZone = true }
      return parsed.microseconds
    case .units(let unit):
      if let number = NumberText.integer(text, count: count) {
        let (time, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow || time.magnitude > Self.latest.magnitude ? nil : time
      }
      return Self.rounded(text, count: count, unit: Double(unit))
    case .nanoseconds:
      if let number = NumberText.integer(text, count: count) { return number / 1000 }
      return Self.rounded(text, count: count, unit: 0.001)
    case .automatic, .row: return nil
    }
  }

  private static func rounded(_ text: UnsafePointer<CChar>, count: Int, unit: Double) -> Int64? {
    guard case .number(let number) = NumberText(text, count: count) else { return nil }
    let time = (number * unit).rounded()
    return time.magnitude <= Double(latest) ? Int64(time) : nil
  }

  private static func guess(_ text: UnsafePointer<CChar>, count: Int) -> SeriesLayout.Time? {
    if CivilTime.parse(text, count: count) != nil { return .text }
    guard case .number(let number) = NumberText(text, count: count) else { return nil }
    return switch number.magnitude {
    case ..<1e11: .units(1_000_000)
    case ..<1e14: .units(1000)
    case ..<1e17: .units(1)
    default: .nanoseconds
    }
  }
}
