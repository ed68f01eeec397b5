import Glibc

/// Turns the texts of a column of times into microseconds: the one reader of times of tables.
///
/// Made of the column's name and first fields, it decides how they are written and in ``notes`` says why: see
/// ``TimeUnitGuess``.
struct SeriesTime {
  /// How they are written; no longer ``SeriesLayout/Time/automatic`` after the first.
  private(set) var form: SeriesLayout.Time
  /// What time 0 is, where that is known.
  private(set) var clock: TraceReport.Clock?
  /// Why the unit is what it is, a sentence each.
  private(set) var notes: [String] = []
  /// Whether any text named its zone, and whether any did not.
  private(set) var hasZone = false, lacksZone = false
  /// The first time whose last digit that is told is worth more than a second, as a spreadsheet leaves it: 1.70000E+12.
  private(set) var rounded: String?
  /// The latest time that is believed: the year 9999.
  static let latest: Int64 = 253_402_300_799_000_000
  /// The days of a spreadsheet that are believed: the years 1990 to 2099. Day 25,569 is 1 January 1970.
  static let spreadsheetDays = 32_874.0..<73_051.0

  init(_ form: SeriesLayout.Time) { self.form = form }

  /// For a column whose first fields are known.
  init(_ form: SeriesLayout.Time, column name: String, fields: [String]) {
    self.form = form
    guard form == .automatic, let guess = TimeUnitGuess(fields, name: name) else { return }
    self.form = guess.form
    clock = guess.clock
    notes = guess.notes
  }

  /// What is allowed, for messages.
  var allowed: String {
    switch form {
    case .text: "are \(CivilTime.form)"
    case .compact: "are dates and times of digits alone, as 20240731 or 20240731230930"
    case .spreadsheetDays: "are days as spreadsheets count them, as 45504.96493"
    case .dayMonth(nil):
      "is one meaning, and no date of the column is after the 12th and tells which number is the day: say with a mapping "
        + "(--columns …,unit=dmy or unit=mdy)"
    case .dayMonth(.dayFirst?): "are dates as 31/07/2024 or 31.7.2024, with a time of day or not"
    case .dayMonth(.monthFirst?): "are dates as 07/31/2024, with a time of day or not"
    case .automatic: "are finite numbers, or \(CivilTime.form)"
    case .units, .nanoseconds, .row: "are finite numbers of a time before the year 10000"
    }
  }

  /// The time that the zero-terminated `count` bytes at `text` say; nil if they say none.
  mutating func microseconds(_ text: UnsafePointer<CChar>, count: Int) -> Int64? {
    if form == .automatic, let guess = TimeUnitGuess([String(cString: text)], name: "") { form = guess.form }
    switch form {
    case .text:
      guard let parsed = CivilTime.parse(text, count: count) else { return nil }
      if parsed.hasZone { hasZone = true } else { lacksZone = true }
      return parsed.microseconds
    case .dayMonth(let order):
      guard let order, let parsed = CivilTime.parse(text, count: count, order: order) else { return nil }
      if parsed.hasZone { hasZone = true } else { lacksZone = true }
      return parsed.microseconds
    case .compact:
      lacksZone = true
      return CivilTime.parseCompact(text, count: count)
    case .spreadsheetDays:
      lacksZone = true
      guard case .number(let days) = NumberText(text, count: count), Self.spreadsheetDays.contains(days)
      else {
        return nil
      }
      // such a number is good to a second, not to more
      return Int64(((days - 25_569) * 86_400).rounded()) * 1_000_000
    case .units(let unit):
      if let number = NumberText.integer(text, count: count) {
        let (time, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow || time.magnitude > Self.latest.magnitude ? nil : time
      }
      return fraction(text, count: count, unit: Double(unit))
    case .nanoseconds:
      if let number = NumberText.integer(text, count: count) { return number / 1000 }
      return fraction(text, count: count, unit: 0.001)
    case .automatic, .row: return nil
    }
  }

  /// A note about the zones of the times read so far; nil if all name one or none is text.
  var zoneNote: String? {
    guard lacksZone else { return nil }
    return hasZone
      ? "Some times name a zone and some do not; those are taken for UTC."
      : "The times name no zone; they are taken for UTC."
  }

  private mutating func fraction(_ text: UnsafePointer<CChar>, count: Int, unit: Double) -> Int64? {
    guard case .number(let number) = NumberText(text, count: count) else { return nil }
    if rounded == nil, let worth = Self.worthOfLastDigit(text, count: count), worth * unit > 1e6 {
      rounded = String(cString: text)
    }
    let time = (number * unit).rounded()
    return time.magnitude <= Double(Self.latest) ? Int64(time) : nil
  }

  /// What one of the last digit of a number with an exponent is worth: 10⁷ of 1.70000E+12; nil without an exponent.
  private static func worthOfLastDigit(_ text: UnsafePointer<CChar>, count: Int) -> Double? {
    guard let mark = memchr(text, 0x45, count) ?? memchr(text, 0x65, count) else { return nil }
    let place = UnsafeRawPointer(text).distance(to: UnsafeRawPointer(mark))
    let exponent = strtod(text + place + 1, nil)
    let point = memchr(text, 0x2e, place).map { UnsafeRawPointer(text).distance(to: UnsafeRawPointer($0)) }
    return pow(10, exponent - Double(point.map { place - $0 - 1 } ?? 0))
  }
}

/// The rows of a file whose times a spreadsheet rounded, from the first of them on. Memory grows with the different times.
struct RoundedTimes {
  private struct Place: Hashable {
    var series: Int
    var time: Int64
  }

  private var line: Int?
  private var rows = 0
  private var places: Set<Place> = []

  /// Takes a row of a file in which a time was rounded.
  mutating func take(line: Int, series: Int, time: Int64) {
    if self.line == nil { self.line = line }
    rows += 1
    places.insert(Place(series: series, time: time))
  }

  /// The sentence that refuses the file; nil unless rows of one series share a time.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - column: The column of times.
  ///   - text: The first that was rounded.
  func refusal(_ file: String, column: String, text: String) -> WorkloadError? {
    guard let line, places.count < rows else { return nil }
    return WorkloadError(
      file, line: line,
      "\(column) is \(WorkloadError.quoted(text)), of which a spreadsheet cut the digits off: \(rows) rows share "
        + "\(places.count) times; export the times as text or as whole numbers.")
  }
}
