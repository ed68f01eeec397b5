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
  private var time: SimulationTime?
  private var rows = 0
  private var times: [SimulationTime] = []

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
        let found = RecordedReadings.time(microseconds)
      else {
        throw WorkloadError(
          file, line: line,
          "\(columns[column].name) is \(WorkloadError.quoted(String(cString: text))); allowed \(clock.allowed), from 0 to 9e9 s."
        )
      }
      time = found
      return
    }
    guard !columns[column].isText else { return }
    switch NumberText(text, count: count) {
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

  func endRow(columns count: Int, line: Int) throws {
    guard !columns.isEmpty else { return try readHeader() }
    guard count == columns.count else {
      throw WorkloadError(
        file, line: line, "has \(count) fields; allowed are the \(columns.count) of the header.")
    }
    guard let now = time else { return }
    if let last = times.last, last >= now {
      throw WorkloadError(
        file, line: line,
        "the timestamp \(now.seconds) does not come after \(last.seconds); rows must be in order of time.")
    }
    times.append(now)
  }

  private func readHeader() throws {
    let ranks = header.map { ColumnName($0).timeRank }
    let best = ranks.compactMap { $0 }.min().flatMap { ranks.firstIndex(of: $0) }
    // what is called so here comes before what sounds like it
    let called = header.firstIndex { name($0) == "timestamp" } ?? header.firstIndex { name($0) == "time" }
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
    clock = SeriesTime(
      .automatic, column: header[found],
      fields: (1..<max(1, head.lines.count)).compactMap { line in
        let fields = head.fields(line)
        return fields.indices.contains(found) ? fields[found] : nil
      })
  }

  /// Makes series of the columns.
  func finish() throws {
    guard !columns.isEmpty else {
      throw WorkloadError("\(file): is empty; a header and at least two rows are needed.")
    }
    notes = clock.notes + notes
    for (index, column) in columns.enumerated() where index != timeColumn {
      if column.isText || column.name.isEmpty {
        ignored.append(column.name)
        continue
      }
      var readings = RecordedMetrics.Series()
      let isReady = column.name == RecordedMetrics.Column.readyReplicas.rawValue
      let replicas = columns.first { $0.name == RecordedMetrics.Column.replicas.rawValue }?.values
      for (row, value) in column.values.enumerated() {
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
