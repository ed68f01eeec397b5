import Glibc

/// Reads the CSV file at `path` as series, by the layout that `plan` makes of the fields of its first row.
///
/// - Parameter dialect: How it is written; nil to find it by its beginning.
/// - Throws: ``WorkloadError`` at the first thing that is wrong, or what `plan` or `body` throws.
func readSeries(
  _ path: String, dialect: CSVDialect? = nil, plan: ([String]) throws -> SeriesLayout,
  _ body: (SeriesSample) throws -> Void
) throws -> TraceReport {
  try withoutActuallyEscaping(plan) { plan in
    try withoutActuallyEscaping(body) { body in
      let head = try TraceHead(path: path)
      let rows = SeriesRows(head: head, dialect: dialect ?? head.dialect, plan: plan, body: body)
      try readCSV(path, dialect: rows.dialect, into: rows)
      return try rows.finish()
    }
  }
}

/// The most series that one file may hold.
let mostSeries = 1_000_000

/// Gathers the fields of one row at a time and hands on its samples.
private final class SeriesRows: CSVSink {
  let dialect: CSVDialect
  private let head: TraceHead
  private let file: String
  private let plan: ([String]) throws -> SeriesLayout
  private let body: (SeriesSample) throws -> Void
  private var report = TraceReport()
  private var layout = SeriesLayout(names: [])
  private var roles: [SeriesLayout.Role] = []
  private var first: [String] = []
  private var isPlanned = false
  private var clock = SeriesTime(.automatic)
  private var hasClock = false

  /// The columns that go on where dates end, by place.
  private var clocks: [Int: ClockColumn] = [:]
  private var time: Int64 = 0
  /// What the row's times of day add to its date.
  private var sinceMidnight: Int64 = 0
  private var values: [Double] = []
  private var label: Bool?
  private var key: [UInt8] = []
  /// The first series of the row's key, and of every key.
  private var lastKey: [UInt8]?
  private var base = 0
  private var bases: [[UInt8]: Int] = [:]
  private var missing = 0, filled = 0

  private var rounded = RoundedTimes()

  init(
    head: TraceHead, dialect: CSVDialect, plan: @escaping ([String]) throws -> SeriesLayout,
    body: @escaping (SeriesSample) throws -> Void
  ) {
    self.head = head
    self.dialect = dialect
    file = head.path
    self.plan = plan
    self.body = body
  }

  func field(_ text: UnsafePointer<CChar>, count: Int, column: Int, line: Int) throws {
    guard isPlanned else {
      first.append(String(cString: text))
      return
    }
    guard column < roles.count else { return }
    switch roles[column] {
    case .ignored: return
    case .time:
      guard let time = clock.microseconds(text, count: count) else {
        throw WorkloadError(
          file, line: line,
          "\(layout.names[column]) is \(WorkloadError.quoted(String(cString: text))); allowed \(clock.allowed)."
        )
      }
      self.time = time
    case .clock:
      guard let clock = clocks[column], let time = clock.microseconds(text, count: count) else {
        throw WorkloadError(
          file, line: line,
          "\(layout.names[column]) is \(WorkloadError.quoted(String(cString: text))); allowed are "
            + "\(clocks[column]?.allowed ?? "times of day")."
        )
      }
      sinceMidnight += time
    case .value(let position):
      switch NumberText(text, count: count) {
      case .number(let value) where (value * layout.values[position].scale).isFinite:
        values[position] = value * layout.values[position].scale
      case .missing: missing += 1
      case .number, .wrong:
        throw WorkloadError(
          file, line: line,
          "\(layout.names[column]) is \(WorkloadError.quoted(String(cString: text))); "
            + "allowed are finite numbers, or nothing where it was not measured.")
      }
    case .label: label = !Self.meansNo(text, count: count)
    case .key:
      if !key.isEmpty { key.append(UInt8(ascii: "/")) }
      key.append(contentsOf: UnsafeRawBufferPointer(start: text, count: count))
    case .fillMark: if count == 0 { filled += 1 }
    }
  }

  func endRow(columns count: Int, line: Int) throws {
    if !isPlanned {
      try makePlan()
      if layout.hasHeader { return }
      for (column, text) in first.enumerated() {
        try text.withCString { try field($0, count: text.utf8.count, column: column, line: line) }
      }
    }
    guard count == roles.count else {
      throw WorkloadError(
        file, line: line,
        "has \(count) fields; allowed are the \(roles.count) of the \(layout.hasHeader ? "header" : "first row")."
      )
    }
    try handOver(line: line)
    for index in values.indices { values[index] = .nan }
    label = nil
    sinceMidnight = 0
    key.removeAll(keepingCapacity: true)
  }

  private func makePlan() throws {
    layout = try plan(first)
    roles = layout.roles
    clock = SeriesTime(layout.time)
    if let column = roles.firstIndex(of: .time) {
      clock = SeriesTime(layout.time, column: layout.names[column], fields: try firstFields(of: column))
      try readClocks(beside: column)
    }
    values = Array(repeating: .nan, count: layout.values.count)
    if !roles.contains(.key) { addSeries(key: nil) }
    isPlanned = true
  }

  /// Finds how the columns of times of day beside one of dates are written.
  private func readClocks(beside time: Int) throws {
    for column in roles.indices where roles[column] == .clock {
      let fields = try firstFields(of: column)
      guard let clock = ClockColumn(fields, name: layout.names[column]) else {
        throw WorkloadError(
          "\(file): the column \(layout.names[column]) holds \(WorkloadError.quoted(fields.first ?? "")), no times of day; allowed "
            + "are such as 14:05 and, in a column called hour, whole numbers from 0 to 24.")
      }
      guard ClockColumn.areDates(try firstFields(of: time)) else {
        throw WorkloadError(
          "\(file): the column \(layout.names[time]) tells the time of day itself, so that \(layout.names[column]) cannot go on "
            + "where it ends; needed is a column of dates.")
      }
      clocks[column] = clock
    }
  }

  /// The fields of a column in the first rows of the file.
  private func firstFields(of column: Int) throws -> [String] {
    try head.firstFields(of: column, hasHeader: layout.hasHeader, as: dialect)
  }

  private func handOver(line: Int) throws {
    time += sinceMidnight
    if layout.time == .row { time = Int64(report.rows) * (layout.step ?? 1) }
    if !hasClock {
      hasClock = true
      // A number of seconds from 1973 on is no time since a file's own beginning.
      let isUnix = clock.form.isCalendar || time >= 100_000_000_000_000
      report.clock = layout.clock ?? clock.clock ?? (isUnix ? .unix : .relative)
    }
    report.rows += 1
    if !key.isEmpty || roles.contains(.key), key != lastKey { try select(line: line) }
    if clock.rounded != nil { rounded.take(line: line, series: base, time: time) }
    if let windows = layout.windows { label = windows.contains { $0.contains(time) } }
    for (position, value) in values.enumerated() where !value.isNaN {
      try body(
        SeriesSample(
          series: base + position, time: time, value: value, isAnomalous: label))
    }
  }

  private func select(line: Int) throws {
    lastKey = key
    if let known = bases[key] {
      base = known
      return
    }
    guard report.series.count < mostSeries else {
      throw WorkloadError(
        file, line: line, "begins series \(mostSeries + 1); allowed are at most \(mostSeries).")
    }
    base = report.series.count
    bases[key] = base
    addSeries(key: String(decoding: key, as: UTF8.self))
  }

  private func addSeries(key: String?) {
    for value in layout.values {
      let name = key.map { layout.values.count == 1 ? $0 : "\($0) \(value.name)" } ?? value.name
      report.series.append(
        TraceReport.Series(
          name: name, quantity: value.quantity, step: layout.step, isCounter: value.isCounter))
    }
  }

  func finish() throws -> TraceReport {
    guard isPlanned else {
      throw WorkloadError("\(file): holds nothing but space; a trace of at least one row is needed.")
    }
    guard report.rows > 0 else {
      throw WorkloadError("\(file): has a header but no rows; a trace of at least one row is needed.")
    }
    if let text = clock.rounded, let column = roles.firstIndex(of: .time),
      let refusal = rounded.refusal(file, column: layout.names[column], text: text)
    {
      throw refusal
    }
    if layout.namesLoneKeyByValue, bases.count == 1 {
      for index in report.series.indices { report.series[index].name = layout.values[index].name }
    }
    report.isGuessed = layout.isGuessed
    if let objection = layout.sumObjection, report.series.count > 1 { report.object(objection, toSums: true) }
    report.note("fields without a value", count: missing)
    report.note("rows filled in with the values before", count: filled)
    if !dialect.isPlain { report.notes.append("The table is written with \(dialect.words).") }
    if let note = clock.zoneNote { report.notes.append(note) }
    report.notes += layout.notes + clock.notes
    return report
  }

  private static func meansNo(_ text: UnsafePointer<CChar>, count: Int) -> Bool {
    if count == 0 { return true }
    if count == 1 { return text[0] == 0x30 }
    if case .number(let value) = NumberText(text, count: count) { return value == 0 }
    return NumberText.isWord(text, count: count, among: ["false", "no", "none", "normal", "healthy"])
  }
}
