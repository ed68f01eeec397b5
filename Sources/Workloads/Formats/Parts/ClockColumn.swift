import Glibc

/// A column that goes on where the dates of another end: times of day as text (`14:05`, `2:05 PM`), or whole numbers of hours,
/// minutes and seconds in columns called so.
struct ClockColumn: Equatable {
  /// Microseconds of one; nil where they are text.
  let unit: Int64?

  private static let parts: [(words: Set<String>, unit: Int64, largest: Double)] = [
    (["hour", "hours", "hr", "hh", "stunde", "heure", "hora"], 3_600_000_000, 24),
    (["minute", "minutes", "min", "mm"], 60_000_000, 59),
    (["second", "seconds", "sec", "ss"], 1_000_000, 59),
  ]

  /// What a column of that name and those first fields is; nil if it is none.
  init?(_ fields: [String], name: String) {
    let present = fields.filter { !$0.isEmpty }
    guard !present.isEmpty else { return nil }
    if present.allSatisfy({ Self.timeOfDay($0) != nil }) {
      unit = nil
      return
    }
    let words = ColumnName(name).words
    let part = Self.parts.first { !$0.words.isDisjoint(with: words) }
    guard let part,
      present.allSatisfy({ field in
        NumberText.number(field).map { $0 == $0.rounded() && (0...part.largest).contains($0) } ?? false
      })
    else { return nil }
    unit = part.unit
  }

  /// What is allowed, for messages.
  var allowed: String {
    unit == nil ? "times of day as 14:05, 14:05:30 or 2:05 PM" : "whole numbers from 0 up"
  }

  /// The time since midnight that the zero-terminated `count` bytes at `text` say; nil if they say none.
  func microseconds(_ text: UnsafePointer<CChar>, count: Int) -> Int64? {
    guard let unit else { return Self.timeOfDay(text, count: count) }
    guard case .number(let number) = NumberText(text, count: count), number == number.rounded(),
      (0...59).contains(number)
    else { return nil }
    return Int64(number) * unit
  }

  /// Whether fields are times of day without a date: what such a column holds tells no series apart and is no load.
  static func areTimesOfDay(_ fields: [String]) -> Bool {
    fields.contains { !$0.isEmpty } && fields.allSatisfy { $0.isEmpty || timeOfDay($0) != nil }
  }

  private static func timeOfDay(_ text: String) -> Int64? {
    text.withCString { timeOfDay($0, count: text.utf8.count) }
  }

  private static func timeOfDay(_ text: UnsafePointer<CChar>, count: Int) -> Int64? {
    var scanner = CivilScanner(text: text, count: count)
    guard let clock = scanner.clock(takesShortHours: true), scanner.isAtEnd else { return nil }
    return clock.seconds * 1_000_000 + clock.microseconds
  }

  /// The columns that go on where the dates of the column `time` end: one of times of day, or one each of hours, minutes and
  /// seconds. None where that column's fields say the time of day themselves.
  static func columns(
    besides time: Int, names: [String], fields: (Int) -> [String]
  ) -> [(column: Int, clock: ClockColumn)] {
    guard areDates(fields(time)) else { return [] }
    let found = names.indices.filter { $0 != time }.compactMap { column in
      ClockColumn(fields(column), name: names[column]).map { (column: column, clock: $0) }
    }
    if let text = found.first(where: { $0.clock.unit == nil }) { return [text] }
    let parts = Self.parts.compactMap { part in found.first { $0.clock.unit == part.unit } }
    // minutes of no hour are those of something else
    return parts.first?.clock.unit == Self.parts[0].unit ? parts : []
  }

  /// Whether fields are dates without a time of day.
  static func areDates(_ fields: [String]) -> Bool {
    let present = fields.filter { !$0.isEmpty }
    return !present.isEmpty
      && present.allSatisfy { field in
        if field.contains(":") { return false }
        if CivilTime.parse(field) != nil || DayMonthDate(field) != nil { return true }
        return field.utf8.count == 8
          && field.withCString { CivilTime.parseCompact($0, count: 8) } != nil
      }
  }
}
