import Foundation

/// When something is due by the five fields of cron: minute, hour, day of the month, month, day of the week.
///
/// As robfig/cron v3, which KEDA uses, reads them: lists, ranges and steps, names of months and days, `?` for `*`, and
/// `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly` and `@annually`. Where both days are restricted, either
/// is enough. `@every` is left out.
public struct CronSchedule: Sendable, Hashable {
  /// Allowed values as bits.
  private var minutes: UInt64, hours: UInt64, days: UInt64, months: UInt64, weekdays: UInt64
  /// Whether one of the days was written as any.
  private var takesBothDays: Bool

  /// Why a text is no schedule.
  public struct Problem: Error, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
  }

  private static let aliases = [
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
  ]
  private static let monthNames = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  /// The schedule that `text` says.
  public init(_ text: String) throws(Problem) {
    let fields = (Self.aliases[text] ?? text).split(separator: " ").map(String.init)
    guard fields.count == 5 else {
      throw Problem(
        description:
          "'\(text.shown)' has \(fields.count) fields; a schedule of cron has 5: minute, hour, day, month, day of the week"
      )
    }
    minutes = try Self.bits(fields[0], "minute", 0...59, [])
    hours = try Self.bits(fields[1], "hour", 0...23, [])
    days = try Self.bits(fields[2], "day of the month", 1...31, [])
    months = try Self.bits(fields[3], "month", 1...12, Self.monthNames)
    weekdays = try Self.bits(fields[4], "day of the week", 0...6, Self.dayNames)
    takesBothDays = [fields[2], fields[4]].contains { $0.hasPrefix("*") || $0.hasPrefix("?") }
  }

  private static func bits(
    _ field: String, _ name: String, _ range: ClosedRange<Int>, _ names: [String]
  ) throws(Problem) -> UInt64 {
    var bits: UInt64 = 0
    for part in field.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      let ends = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      func number(_ text: Substring) throws(Problem) -> Int {
        if let index = names.firstIndex(of: text.lowercased()) { return index + range.lowerBound }
        // 7 is no Sunday for this reader, but it is for people
        guard let value = Int(text), range.contains(value) else {
          throw Problem(
            description:
              "'\(field.shown)' is no \(name) of cron; allowed are \(range.lowerBound) to \(range.upperBound), *, lists, ranges and steps"
          )
        }
        return value
      }
      var span = range
      if halves[0] != "*", halves[0] != "?" {
        let low = try number(ends[0])
        // one value with a step goes on to the end
        let high = ends.count > 1 ? try number(ends[1]) : halves.count > 1 ? range.upperBound : low
        guard low <= high else {
          throw Problem(description: "'\(field.shown)' has a range of the \(name) that ends before it begins")
        }
        span = low...high
      }
      var step = 1
      if halves.count > 1 {
        guard let given = Int(halves[1]), given > 0 else {
          throw Problem(description: "'\(field.shown)' has a step of the \(name) that is no positive number")
        }
        step = given
      }
      for value in stride(from: span.lowerBound, through: span.upperBound, by: step) {
        bits |= 1 << UInt64(value)
      }
    }
    return bits
  }

  /// The first whole minute after `second` (since 1970, on a clock without changes) at which it is due; nil if there is none
  /// within five years.
  func next(after second: Int64) -> Int64? {
    let start = Self.floored(second, by: 60) + 1
    let firstDay = Self.floored(start, by: 1440)
    for day in firstDay...(firstDay + 5 * 366) where isDue(onDay: day) {
      let from = day == firstDay ? start - day * 1440 : 0
      for hour in (from / 60)..<24 where hours & (1 << UInt64(hour)) != 0 {
        let firstMinute = hour == from / 60 ? from % 60 : 0
        for minute in firstMinute..<60 where minutes & (1 << UInt64(minute)) != 0 {
          return (day * 1440 + hour * 60 + minute) * 60
        }
      }
    }
    return nil
  }

  /// - Parameter day: Days since 1 January 1970, a Thursday.
  private func isDue(onDay day: Int64) -> Bool {
    let date = Self.date(day)
    guard months & (1 << UInt64(date.month)) != 0 else { return false }
    let isDay = days & (1 << UInt64(date.day)) != 0
    let isWeekday = weekdays & (1 << UInt64(Self.remainder(day + 4, by: 7))) != 0
    return takesBothDays ? isDay && isWeekday : isDay || isWeekday
  }

  private static func floored(_ value: Int64, by divisor: Int64) -> Int64 {
    (value - remainder(value, by: divisor)) / divisor
  }

  private static func remainder(_ value: Int64, by divisor: Int64) -> Int64 {
    ((value % divisor) + divisor) % divisor
  }

  /// Month and day of the Gregorian calendar. Years are counted from March, so that the leap day is their last.
  private static func date(_ day: Int64) -> (month: Int, day: Int) {
    let shifted = day + 719_468
    let inEra = remainder(shifted, by: 146_097)
    let year = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
    let inYear = inEra - (365 * year + year / 4 - year / 100)
    let month = (5 * inYear + 2) / 153
    return (Int(month < 10 ? month + 3 : month - 9), Int(inYear - (153 * month + 2) / 5 + 1))
  }
}

/// A window that opens and closes by two schedules.
public struct CronWindow: Sendable, Hashable {
  /// When it opens.
  public var start: CronSchedule
  /// When it closes.
  public var end: CronSchedule
  /// The name of the zone in which both are meant, such as `Europe/Berlin`.
  public let zone: String
  private let clock: TimeZone

  /// A window in a zone of the IANA database; nil if there is no such zone.
  public init?(start: CronSchedule, end: CronSchedule, zone: String) {
    guard let clock = TimeZone(identifier: zone) else { return nil }
    self.start = start
    self.end = end
    self.zone = zone
    self.clock = clock
  }

  /// Whether it is open: it closes next, before it would open again.
  ///
  /// - Parameter second: Since 1970. Around a change of the zone's clock the offset of this instant counts.
  func isOpen(at second: Int64) -> Bool {
    let local = second + Int64(clock.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
    guard let opens = start.next(after: local) else { return end.next(after: local) != nil }
    guard let closes = end.next(after: local) else { return false }
    return closes <= opens
  }
}
