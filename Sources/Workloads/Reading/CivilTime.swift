/// Times of the Gregorian calendar as text, and microseconds since 1970 UTC.
///
/// Read is `YYYY-MM-DD`, `YYYY/MM/DD`, `DD.MM.YYYY`, or a date with the English name of its month (`Sun, 10 Mar 2024`, `1 Mar 2024`,
/// `Mar 10, 2024`); then nothing, or a space, `T`, ` @ ` or a comma and `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction`, AM or PM behind it
/// or not; then nothing (taken for UTC), `Z`, `UTC`, `GMT`, `+hh`, `+hhmm` or `+hh:mm`, with a space before them or not. Digits
/// after the sixth of a fraction are cut off. 24:00 is the next midnight, and a leap second (second 60) the second after it.
enum CivilTime {
  /// A parsed time.
  struct Parsed: Equatable {
    /// Since 1 January 1970, 00:00 UTC.
    var microseconds: Int64
    /// Whether the text names its zone.
    var hasZone: Bool
  }

  /// What is read, for messages.
  static let form = "times as 2024-07-31 23:09:30, with or without a fraction and a zone"

  /// The time that `count` bytes at `text` say; nil if they say none.
  static func parse(_ text: UnsafePointer<CChar>, count: Int) -> Parsed? {
    var scanner = CivilScanner(text: text, count: count)
    guard let date = scanner.date(),
      var seconds = midnight(year: date.year, month: date.month, day: date.day)
    else { return nil }
    return instant(&scanner, midnight: &seconds)
  }

  /// What stands behind a date, to the end.
  private static func instant(_ scanner: inout CivilScanner, midnight seconds: inout Int64) -> Parsed? {
    var fraction: Int64 = 0
    var hasZone = false
    if !scanner.isAtEnd {
      let hasComma = scanner.take(",")
      guard scanner.take(" ") || !hasComma && (scanner.take("T") || scanner.take("t")) else { return nil }
      if scanner.take("@"), !scanner.take(" ") { return nil }
      guard let clock = scanner.clock(), let zone = scanner.zone() else { return nil }
      seconds += clock.seconds - (zone.offset ?? 0)
      fraction = clock.microseconds
      hasZone = zone.offset != nil
    }
    guard scanner.isAtEnd else { return nil }
    return Parsed(microseconds: seconds * 1_000_000 + fraction, hasZone: hasZone)
  }

  /// The time that a date of a day and a month in an order that is known says, and what stands behind it; nil if there is no
  /// such day.
  static func parse(
    _ text: UnsafePointer<CChar>, count: Int, order: DayMonthDate.Order
  ) -> Parsed? {
    var scanner = CivilScanner(text: text, count: count)
    guard let date = DayMonthDate(&scanner) else { return nil }
    let (day, month) = order == .dayFirst ? (date.first, date.second) : (date.second, date.first)
    guard var seconds = midnight(year: date.year, month: month, day: day) else { return nil }
    return instant(&scanner, midnight: &seconds)
  }

  /// The time that digits alone say, `YYYYMMDD`, `YYYYMMDDHH`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, of the years 1990 to 2099.
  static func parseCompact(_ text: UnsafePointer<CChar>, count: Int) -> Int64? {
    guard [8, 10, 12, 14].contains(count) else { return nil }
    var scanner = CivilScanner(text: text, count: count)
    guard let year = scanner.digits(4), (1990...2099).contains(year), let month = scanner.digits(2),
      let day = scanner.digits(2), var seconds = midnight(year: year, month: month, day: day)
    else { return nil }
    for (unit, limit) in [(3600, 24), (60, 60), (1, 60)] as [(Int64, Int64)] where !scanner.isAtEnd {
      guard let part = scanner.digits(2), part < limit else { return nil }
      seconds += part * unit
    }
    return seconds * 1_000_000
  }

  /// The time that a string says; nil if it says none.
  static func parse(_ text: String) -> Parsed? { text.withCString { parse($0, count: text.utf8.count) } }

  /// The time that `count` bytes at `text` say as a web server's log does, `01/Jul/1995:00:00:01 -0400`, in
  /// microseconds since 1970 UTC; nil if they say none.
  static func parseCommonLog(_ text: UnsafePointer<CChar>, count: Int) -> Int64? {
    var scanner = CivilScanner(text: text, count: count)
    guard let day = scanner.digits(2), scanner.take("/"), let month = scanner.monthName(), scanner.take("/"),
      let year = scanner.digits(4), scanner.take(":"),
      let seconds = midnight(year: year, month: month, day: day), let clock = scanner.clock(),
      let offset = scanner.zone()?.offset, scanner.isAtEnd
    else { return nil }
    return (seconds + clock.seconds - offset) * 1_000_000 + clock.microseconds
  }

  /// The time as `2024-07-31T23:09:30Z`, with a fraction only if there is one.
  static func text(_ microseconds: Int64) -> String {
    let fraction = ((microseconds % 1_000_000) + 1_000_000) % 1_000_000
    let seconds = (microseconds - fraction) / 1_000_000
    let second = ((seconds % 86_400) + 86_400) % 86_400
    let (year, month, day) = civil(day: (seconds - second) / 86_400)
    func padded(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
    text += "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    if fraction != 0 { text += "." + padded(fraction, 6) }
    return text + "Z"
  }

  /// Seconds from 1970 to the beginning of a day; nil if there is no such day.
  private static func midnight(year: Int64, month: Int64, day: Int64) -> Int64? {
    guard (1...12).contains(month), day >= 1, day <= days(of: month, in: year) else { return nil }
    return daysSince1970(year: year, month: month, day: day) * 86_400
  }

  /// Days from 1 January 1970. Years are counted from March, so that a leap day is the last of its year: then the days
  /// before a month are (153 m + 2) / 5, and 1 March of year 0 is day -719468.
  private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let marchYear = month > 2 ? year : year - 1
    let marchMonth = month > 2 ? month - 3 : month + 9
    let leapDays = floorDivide(marchYear, 4) - floorDivide(marchYear, 100) + floorDivide(marchYear, 400)
    return 365 * marchYear + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
  }

  private static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    // The estimate is off by at most one year.
    var year = 1970 + floorDivide(day * 400, 146_097)
    while daysSince1970(year: year, month: 1, day: 1) > day { year -= 1 }
    while daysSince1970(year: year + 1, month: 1, day: 1) <= day { year += 1 }
    var month: Int64 = 12
    while daysSince1970(year: year, month: month, day: 1) > day { month -= 1 }
    return (year, month, day - daysSince1970(year: year, month: month, day: 1) + 1)
  }

  private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((b - 1 - a) / b) }

  private static func days(of month: Int64, in year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
