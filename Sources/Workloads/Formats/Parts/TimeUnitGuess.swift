/// How a column of times is written, decided by its name and its first fields, and why.
///
/// - Text is a time of the calendar. Of dates that begin with day and month, any that is after the 12th tells which is which.
/// - Whole numbers that all are dates written as digits alone, `YYYYMMDD` to `YYYYMMDDHHMMSS` of 1990 to 2099, are those.
/// - Numbers from 32,874 to 73,050 are a spreadsheet's days, if their steps are fractions of a day that make whole seconds, or the
///   column is called a date.
/// - A name that ends with a unit (`time_ms`, `Time (s)`, `minute`) says it, unless the numbers are times since 1970 then,
///   and the unit is one that nobody counts those in.
/// - Numbers below 3·10¹² that all are whole multiples of 300,000,000, or half of them and in steps of just so much, or all of
///   whose steps are, are the windows of Google's traces: microseconds since the trace began.
/// - Otherwise the size of the largest tells: seconds below 10¹¹, milliseconds below 10¹⁴, microseconds below 10¹⁷,
///   nanoseconds from there. If the steps of four numbers or more would be longer than 400 days then, the unit is a smaller one.
///
/// Where the steps are of an unusual length, the doubt is told.
struct TimeUnitGuess {
  let form: SeriesLayout.Time
  /// What time 0 is; nil where the size of the times has to tell.
  private(set) var clock: TraceReport.Clock?
  /// A sentence or two, none about text.
  private(set) var notes: [String] = []

  /// Microseconds of each unit that numbers are counted in, but nanoseconds.
  private static let units: [(microseconds: Int64, name: String, short: String)] = [
    (1_000_000, "seconds", "s"), (1000, "milliseconds", "ms"), (1, "microseconds", "us"),
  ]

  /// Endings of names, and the unit that they say.
  private static let endings: [(words: Set<String>, microseconds: Int64)] = [
    (["us", "usec", "usecs", "micros", "microsecond", "microseconds"], 1),
    (["ms", "msec", "msecs", "millis", "millisecond", "milliseconds"], 1000),
    (["s", "sec", "secs", "second", "seconds"], 1_000_000),
    (["min", "mins", "minute", "minutes"], 60_000_000),
    (["h", "hr", "hrs", "hour", "hours"], 3_600_000_000),
    (["day", "days"], 86_400_000_000),
  ]

  private static let nanoseconds: Set<String> = ["ns", "nanos", "nanosecond", "nanoseconds"]

  private static let words: [Int64: String] = [
    1: "microseconds", 1000: "milliseconds", 1_000_000: "seconds", 60_000_000: "minutes",
    3_600_000_000: "hours",
    86_400_000_000: "days",
  ]

  /// Guesses by the first fields of the column `name`; nil if they are no times of one kind.
  init?(_ fields: [String], name: String) {
    let present = fields.filter { !$0.isEmpty }
    guard let first = present.first else { return nil }
    if CivilTime.parse(first) != nil {
      form = .text
      return
    }
    let dates = present.map { DayMonthDate($0) }
    if dates[0] != nil {
      let order = dates.contains { $0 == nil } ? nil : DayMonthDate.order(of: dates.compactMap(\.self))
      form = .dayMonth(order)
      if let order {
        notes = [
          "\(name) holds dates whose \(order == .dayFirst ? "day" : "month") comes first, such as \(WorkloadError.quoted(first))."
        ]
      }
      return
    }
    let numbers = present.compactMap { NumberText.number($0) }
    guard numbers.count == present.count, let largest = numbers.map(\.magnitude).max() else { return nil }
    let steps = zip(numbers.sorted().dropFirst(), numbers.sorted()).map { $0 - $1 }.filter { $0 > 0 }.sorted()
    let step = steps.isEmpty ? nil : steps[steps.count / 2]
    let word = ColumnName(name).words.last ?? ""
    let saysUnit = Self.endings.contains { $0.words.contains(word) } || Self.nanoseconds.contains(word)

    if !saysUnit, Self.areCompact(present) {
      form = .compact
      notes = ["\(name) holds dates and times of digits alone, such as \(WorkloadError.quoted(first))."]
      return
    }
    if !saysUnit || word == "day", Self.areSpreadsheetDays(numbers, step: step, name: name) {
      form = .spreadsheetDays
      notes = [
        "\(name) holds days since 30 December 1899, as spreadsheets count them; its times are rounded to seconds."
      ]
      return
    }
    if let step, Self.areGoogleWindows(numbers, steps: steps, step: step, largest: largest) {
      form = .units(1)
      clock = .google
      let (unit, factor) = largest < 1e11 ? ("seconds", 1.0) : ("milliseconds", 0.001)
      notes = [
        "\(name) holds microseconds since the trace began, as Google's traces do: its steps are whole multiples of 300 s then; "
          + "as \(unit) since 1970 they would be \(Self.seconds(step * factor)) long."
      ]
      return
    }
    if Self.nanoseconds.contains(word) {
      form = .nanoseconds
      notes = ["\(name) holds nanoseconds, as its name says."]
      return
    }
    if let named = Self.endings.first(where: { $0.words.contains(word) })?.microseconds,
      named <= 1_000_000 ? largest * Double(named) <= Double(SeriesTime.latest) : largest < 1e7
    {
      form = .units(named)
      if !name.isEmpty {
        notes = ["\(name) holds \(Self.words[named] ?? word), as its name says."]
      }
      return
    }
    guard largest < 1e17 else {
      form = .nanoseconds
      notes = [Self.note(name, "nanoseconds since 1970", step.map { $0 / 1e9 })]
      return
    }
    var place = largest < 1e11 ? 0 : largest < 1e14 ? 1 : 2
    let bySize = place
    func length(_ place: Int) -> Double? { step.map { $0 * Double(Self.units[place].microseconds) / 1e6 } }
    // Nobody measures once in 400 days; a smaller unit makes sense of such numbers.
    while let length = length(place), length > 400 * 86_400, place < 2, numbers.count >= 4 { place += 1 }
    form = .units(Self.units[place].microseconds)
    let isUnix = largest * Double(Self.units[place].microseconds) >= 1e14
    let since = isUnix ? "since 1970" : "from a beginning of their own"
    notes = [Self.note(name, "\(Self.units[place].name) \(since)", length(place))]
    if place != bySize, let length = length(bySize) {
      notes = [
        "\(name) holds \(Self.units[place].name) \(since): as \(Self.units[bySize].name), which their size says, steps would "
          + "be \(Self.seconds(length)) long."
      ]
    } else if let length = length(place), Self.isUnusual(length) {
      notes.append(
        "Steps of \(Self.seconds(length)) are unusual: if the unit is another, say so with a mapping "
          + "(--columns time=\(name),unit=ms,… with s, ms, us or ns).")
    }
  }

  private static func note(_ name: String, _ what: String, _ step: Double?) -> String {
    "\(name.isEmpty ? "The time" : name) holds \(what), going by the size of the numbers"
      + (step.map { ", in steps of \(seconds($0))." } ?? ".")
  }

  private static func areGoogleWindows(
    _ numbers: [Double], steps: [Double], step: Double, largest: Double
  ) -> Bool {
    let window = Double(windowLength)
    func isWhole(_ number: Double) -> Bool { number.truncatingRemainder(dividingBy: window) == 0 }
    guard largest <= 3e12, largest >= window, step >= window,
      numbers.allSatisfy({ $0 >= 0 && $0 == $0.rounded() })
    else { return false }
    let whole = numbers.count(where: isWhole)
    if whole == numbers.count { return true }
    return step == window && (whole * 2 >= numbers.count || steps.allSatisfy(isWhole))
  }

  /// Whether all are dates, and times of day maybe, of digits alone.
  static func areCompact(_ fields: [String]) -> Bool {
    fields.allSatisfy { field in
      field.withCString { CivilTime.parseCompact($0, count: field.utf8.count) } != nil
    }
  }

  private static func areSpreadsheetDays(_ numbers: [Double], step: Double?, name: String) -> Bool {
    guard numbers.allSatisfy(SeriesTime.spreadsheetDays.contains) else { return false }
    if ColumnName(name).words.contains(where: ["date", "datum", "day", "datetime"].contains) { return true }
    guard let step, step <= 0.5, numbers.contains(where: { $0 != $0.rounded() }) else { return false }
    // what is a whole number of seconds is so to the digits that are written, a millionth of a day or less
    let seconds = step * 86_400
    return seconds > 0.5 && abs(seconds - seconds.rounded()) < 0.1
  }

  /// Whether few measure in such steps. Usual are steps up to 10 min, whole minutes that make an hour or several of them, whole
  /// hours that make a day, and whole days up to a year.
  private static func isUnusual(_ seconds: Double) -> Bool {
    func isMultiple(_ unit: Double) -> Bool { seconds.truncatingRemainder(dividingBy: unit) == 0 }
    if seconds <= 600 { return false }
    if seconds <= 3600 { return !isMultiple(60) }
    if seconds <= 7200 { return !isMultiple(300) }
    if seconds < 86_400 { return !isMultiple(1800) || 86_400.truncatingRemainder(dividingBy: seconds) != 0 }
    return seconds > 366 * 86_400 || !isMultiple(86_400)
  }

  private static func seconds(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value)) s" : "\(value) s"
  }
}
