import SimulationKernel

/// Reads a table of readings: a column of times and columns of numbers, told apart by the header.
final class RecordedRows: CSVSink {
  private(set) var series: [String: RecordedMetrics.Series] = [:]
  /// Columns that hold no numbers, in the file's order.
  private(set) var ignored: [String] = []
  private(set) var notes: [String] = []
  private let head: TraceHead
  private let name: (String) -> String
  private var file: String { head.path }
  private var header: [String] = []
  private var columns: [Readings] = []
  private var timeColumn = 0
  private var clock = SeriesTime(.automatic)
  /// The columns that go on where dates end, by place.
  private var clocks: [Int: ClockColumn] = [:]
  private var sinceMidnight: Int64 = 0
  private var time: Int64?
  private var times: [SimulationTime] = []
  /// The lines of the rows.
  private var rowLines: [Int] = []
  /// Numbers of replicas that were no whole ones, and numbers in thousandths.
  private var rounded = 0, thousandths = 0

  /// One column of numbers.
  private struct Readings {
    var name: String
    var values: [Double] = []
    /// Whether something that is no number was met in a column that may hold anything.
    var isText = false
  }

  /// - Parameter name: What a column is called here.
  init(head: TraceHead, name: @escaping (String) -> String) {
    self.head = head
    self.name = name
  }

  func field(_ text: UnsafePointer<CChar>, count: Int, column: Int, line: Int) throws {
    guard !columns.isEmpty else { return header.append(String(cString: text)) }
    guard column < columns.count else { return }
    if column == timeColumn {
      guard let microseconds = clock.microseconds(text, count: count),
        RecordedReadings.time(microseconds) != nil
      else {
        throw WorkloadError(
          file, line: line,
          "\(columns[column].name) is \(WorkloadError.quoted(String(cString: text))); allowed \(clock.allowed), from 0 to 9e9 s."
        )
      }
      time = microseconds
      return
    }
    if let clock = clocks[column] {
      guard let passed = clock.microseconds(text, count: count) else {
        throw WorkloadError(
          file, line: line,
          "\(columns[column].name) is \(WorkloadError.quoted(String(cString: text))); allowed are \(clock.allowed)."
        )
      }
      sinceMidnight += passed
      return
    }
    guard !columns[column].isText else { return }
    switch number(text, count: count, as: columns[column].name) {
    case .number(let value) where RecordedReadings.takes(value, as: columns[column].name):
      columns[column].values.append(value)
    case .missing where columns[column].name != RecordedMetrics.Column.replicas.rawValue:
      columns[column].values.append(.nan)
    case .number, .missing, .wrong:
      let name = columns[column].name
      // a column that nobody knows may hold anything; that it does is told
      if RecordedMetrics.Column(rawValue: String(name.prefix { $0 != ":" })) == nil {
        columns[column].isText = true
        if !columns[column].values.allSatisfy(\.isNaN) {
          notes.append(
            "\(name) is no column of numbers and not read: line \(line) has \(WorkloadError.quoted(String(cString: text)))."
          )
        }
        return
      }
      throw WorkloadError(
        file, line: line,
        "\(name) is \(WorkloadError.quoted(String(cString: text))); allowed are \(RecordedReadings.allowed(name))."
      )
    }
  }

  /// A number; one in thousandths where a Kubernetes quantity may stand, 2400m; a whole one where replicas are averaged.
  private func number(_ text: UnsafePointer<CChar>, count: Int, as name: String) -> NumberText {
    var number = NumberText(text, count: count)
    let isKnown = RecordedMetrics.Column(rawValue: String(name.prefix { $0 != ":" })) != nil
    if isKnown, number == .wrong, count > 1, text[count - 1] == 0x6d,
      let value = NumberText.number(String(String(cString: text).dropLast()))
    {
      thousandths += 1
      number = .number(value / 1000)
    }
    if case .number(let value) = number, let whole = RecordedReadings.rounded(value, as: name) {
      rounded += 1
      return .number(whole)
    }
    return number
  }

  func endRow(columns count: Int, line: Int) throws {
    guard !columns.isEmpty else { return try readHeader() }
    guard count == columns.count else {
      throw WorkloadError(
        file, line: line, "has \(count) fields; allowed are the \(columns.count) of the header.")
    }
    guard let begin = time else { return }
    guard let now = RecordedReadings.time(begin + sinceMidnight) else {
      throw WorkloadError(file, line: line, "is too late; allowed are times from 0 to 9e9 s.")
    }
    times.append(now)
    rowLines.append(line)
    sinceMidnight = 0
  }

  private func readHeader() throws {
    let all = try header.indices.map { column in
      try head.firstFields(of: column, hasHeader: true, as: head.dialect)
    }
    // a time of day is no time without the date beside it
    let whole = header.indices.filter { !ClockColumn.areTimesOfDay(all[$0]) }
    func rank(_ column: Int) -> Int { ColumnName(header[column]).timeRank ?? .max }
    let best = whole.filter { rank($0) < .max }.min { rank($0) < rank($1) }
    // what is called so here comes before what sounds like it
    let called = whole.first { name(header[$0]) == "timestamp" } ?? whole.first { name(header[$0]) == "time" }
    guard let found = called ?? best else {
      let near = nearestName(to: "timestamp", among: header).map { " (is it \(WorkloadError.quoted($0))?)" }
      throw WorkloadError(
        file, line: 1,
        "has no column timestamp\(near ?? ""); needed are timestamp, replicas and columns of metrics.")
    }
    timeColumn = found
    columns = header.enumerated().map { index, text in Readings(name: index == found ? text : name(text)) }
    let names = columns.enumerated().filter { $0.offset != found }.map(\.element.name)
    if let double = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw WorkloadError(
        file, line: 1, "has \(names.count { $0 == double }) columns \(double); allowed is one.")
    }
    clock = SeriesTime(.automatic, column: header[found], fields: all[found])
    for one in ClockColumn.columns(besides: found, names: header, fields: { all[$0] }) {
      clocks[one.column] = one.clock
      notes.append("What \(header[one.column]) holds is added to the dates of \(header[found]).")
    }
  }

  /// The rows in order of time.
  ///
  /// - Throws: ``WorkloadError`` if two have one time.
  private func order() throws -> [Int] {
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    if order != Array(times.indices) {
      notes.append("Rows that were out of order are put in order of time.")
    }
    guard let pair = zip(order, order.dropFirst()).first(where: { times[$0] == times[$1] }) else {
      return order
    }
    let shared = times.count - Set(times).count
    throw WorkloadError(
      file, line: rowLines[pair.1],
      "has the time \(times[pair.1].seconds) of line \(rowLines[pair.0]), as \(shared) of \(times.count) rows share one; allowed "
        + "is a row a time. Of rows of single pods, sum what they use in the query, and name other things in columns of their own."
    )
  }

  /// Makes series of the columns.
  func finish() throws {
    guard !columns.isEmpty else {
      throw WorkloadError("\(file): is empty; a header and at least two rows are needed.")
    }
    notes = clock.notes + notes
    if rounded > 0 {
      notes.append("\(rounded) numbers of replicas are no whole ones, as averages are, and are rounded.")
    }
    if thousandths > 0 { notes.append("\(thousandths) numbers end with m and are read as thousandths.") }
    let order = try order()
    for (index, column) in columns.enumerated() where index != timeColumn && clocks[index] == nil {
      if column.isText || column.name.isEmpty {
        ignored.append(column.name)
        continue
      }
      var readings = RecordedMetrics.Series()
      let isReady = column.name == RecordedMetrics.Column.readyReplicas.rawValue
      let replicas = columns.first { $0.name == RecordedMetrics.Column.replicas.rawValue }?.values
      for row in order {
        let value = column.values[row]
        // where nothing is said, all are ready
        let known = isReady && value.isNaN ? replicas?[row] ?? .nan : value
        guard !known.isNaN else { continue }
        readings.times.append(times[row])
        readings.values.append(known)
      }
      series[column.name] = readings
    }
  }
}
