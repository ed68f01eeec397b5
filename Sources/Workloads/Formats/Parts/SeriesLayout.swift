/// What each column of a CSV file of series is, worked out from its first row.
struct SeriesLayout {
  /// What a column is.
  enum Role: Equatable {
    case ignored, time, label, key
    /// Goes on where the dates of the column of times end: see ``ClockColumn``.
    case clock
    /// The position among ``values``.
    case value(Int)
    /// Empty where the row was filled in with the values before.
    case fillMark
  }

  /// A column of values.
  struct Value {
    var name: String
    var quantity: Quantity
    /// What every number is multiplied by.
    var scale = 1.0
    /// Whether it only rises until it starts from 0 again.
    var isCounter = false
  }

  /// How rows get their time.
  enum Time: Equatable {
    /// From the column with the role, in units of so many microseconds.
    case units(Int64)
    case nanoseconds
    case text
    /// Digits alone: 20240301, 202403010005.
    case compact
    /// Days since 30 December 1899, as spreadsheets count them.
    case spreadsheetDays
    /// Dates that begin with day and month in this order; nil where nothing told which comes first, so that none is read.
    case dayMonth(DayMonthDate.Order?)
    /// As the first row looks.
    case automatic
    /// Row i, from 0, begins at i of the step.
    case row

    init(_ unit: ColumnMapping.TimeUnit) {
      self =
        switch unit {
        case .seconds: .units(1_000_000)
        case .milliseconds: .units(1000)
        case .microseconds: .units(1)
        case .nanoseconds: .nanoseconds
        case .text: .text
        case .dayFirst: .dayMonth(.dayFirst)
        case .monthFirst: .dayMonth(.monthFirst)
        case .automatic: .automatic
        }
    }

    /// Whether what is written is a time of the calendar, not a count of some unit.
    var isCalendar: Bool {
      switch self {
      case .text, .compact, .spreadsheetDays, .dayMonth: true
      case .units, .nanoseconds, .automatic, .row: false
      }
    }
  }

  /// The columns' names, for messages.
  var names: [String]
  /// What each column is.
  var roles: [Role]
  /// The series of the file, or of each key.
  var values: [Value]
  var time = Time.automatic
  /// The step between rows in microseconds, if the format fixes it.
  var step: Int64?
  /// What time 0 is, if the format fixes it.
  var clock: TraceReport.Clock?
  /// Whether the first row names the columns.
  var hasHeader = true
  /// Whether the series of a file with a single key are named by their columns.
  var namesLoneKeyByValue = false
  /// Whether what the columns are was guessed by their names, so that what they hold may contradict it.
  var isGuessed = false
  /// Why the series must not be added up, a sentence; nil if they may.
  var sumObjection: String?
  /// How the file is written; nil to find it by its beginning.
  var dialect: CSVDialect?
  /// Anomalous times, both ends included; nil if nothing is known of them.
  var windows: [ClosedRange<Int64>]?
  var notes: [String] = []

  /// A layout of columns that are all ignored.
  init(names: [String], values: [Value] = []) {
    self.names = names
    roles = Array(repeating: .ignored, count: names.count)
    self.values = values
  }

  /// The names of the columns that are ignored.
  var ignored: [String] { zip(names, roles).filter { $0.1 == .ignored }.map(\.0) }

  /// Tells in a note which columns are ignored, if any are.
  mutating func noteIgnored() {
    let names = ignored.map { $0.isEmpty ? "one without a name" : $0 }
    if !names.isEmpty { notes.append("Columns not read: \(names.joined(separator: ", ")).") }
  }

  /// - Throws: ``WorkloadError`` if no column is a series, with the names of those that `whose` metrics may have.
  func requireMetric(of whose: String, in file: String, among names: [String]) throws {
    guard values.isEmpty else { return }
    throw WorkloadError(
      file, line: 1, "has no metric of \(whose); needed is one of \(names.joined(separator: ", ")).")
  }

  /// Makes the column at `place` a series.
  mutating func addValue(
    _ place: Int, name: String, quantity: Quantity, scale: Double = 1, isCounter: Bool = false
  ) {
    roles[place] = .value(values.count)
    values.append(Value(name: name, quantity: quantity, scale: scale, isCounter: isCounter))
  }

  /// The place of the column `name` of a header.
  ///
  /// - Throws: ``WorkloadError`` if it is absent, with the nearest name and `needed`, or there twice.
  static func place(of name: String, in header: [String], file: String, needed: String) throws -> Int {
    let count = header.count { $0 == name }
    guard count <= 1 else {
      throw WorkloadError(file, line: 1, "has \(count) columns \(name); allowed is one.")
    }
    guard let place = header.firstIndex(of: name) else {
      let near = nearestName(to: name, among: header)
      throw WorkloadError(
        file, line: 1,
        "has no column \(name)\(near.map { " (is it \(WorkloadError.quoted($0))?)" } ?? ""); needed are \(needed)."
      )
    }
    return place
  }
}
