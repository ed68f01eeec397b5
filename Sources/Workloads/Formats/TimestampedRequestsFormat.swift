import Glibc

/// Requests as a CSV file with a header and a column `timestamp`, or as a time a line with another header or none: one row a
/// request.
///
/// The timestamp is a number whose unit ``TimeUnitGuess`` decides, or a time as ``CivilTime`` reads it. A column `work`, `size`, `bytes`, `tokens`
/// or `duration` is the request's work; the first of these names that is there counts. An empty field of it is work
/// that is not told.
struct TimestampedRequestsFormat: RequestLog {
  static let name = "request-timestamps"
  static let summary =
    "Requests as CSV with a column timestamp (numbers or dates) and, maybe, one of work; or a time a line."
  static let unread = "Other columns."
  static let workName: String? = "work"
  private static let workColumns = ["work", "size", "bytes", "tokens", "duration"]
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    let header = head.header
    if header.count == 1, let name = header.first {
      if EpochTimes.areLines(head) { return true }
      if name != "timestamp", ColumnName(name).isSurelyTime, head.lines.count > 2 {
        let fields = head.lines.dropFirst().map { $0.withoutQuotes }
        let numbers = fields.compactMap { NumberText.number($0) }
        return numbers.count == fields.count
          ? EpochTimes.are(numbers)
          : fields.allSatisfy { CivilTime.parse($0) != nil || DayMonthDate($0) != nil }
      }
    }
    guard header.first == "timestamp", header.count <= 2, head.lines.count > 1 else { return false }
    return header.count == 1 || workColumns.contains(header[1])
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport()
    let head = try TraceHead(path: path)
    var columns: (time: Int, work: Int?)?
    var clock = SeriesTime(.automatic)
    var rounded = RoundedTimes()
    let hasHeader = !EpochTimes.areLines(head)
    if !hasHeader { report.notes.append("Each line is taken for the time of a request.") }
    let header: TableHeader = hasHeader ? .any : .none
    report.rows = try readTable(path, columns: hasHeader ? [] : ["timestamp"], header: header) { row in
      let isFirst = columns == nil
      let (time, work) = try columns ?? Self.columns(row)
      if isFirst {
        columns = (time, work)
        clock = SeriesTime(
          .automatic, column: row.names[time],
          fields: try head.firstFields(of: time, hasHeader: hasHeader, as: head.dialect))
      }
      let text = row.bytes(time)
      guard let moment = clock.microseconds(text, count: strlen(text)) else {
        throw WorkloadError(
          row.file, line: row.line,
          "\(row.names[time]) is \(WorkloadError.quoted(row.text(time))); allowed \(clock.allowed).")
      }
      if isFirst {
        // a number of seconds from 1973 on is no time since a file's own beginning
        report.clock =
          clock.clock ?? (clock.form.isCalendar || moment >= 100_000_000_000_000 ? .unix : .relative)
      }
      if clock.rounded != nil { rounded.take(line: row.line, series: 0, time: moment) }
      try body(RequestArrival(time: moment, work: try work.flatMap(row.share)))
    }
    if let text = clock.rounded, let refusal = rounded.refusal(path, column: "timestamp", text: text) {
      throw refusal
    }
    report.notes += [clock.zoneNote].compactMap(\.self) + clock.notes
    return report
  }

  private static func columns(_ row: TableRow) throws -> (time: Int, work: Int?) {
    let count = row.names.count { $0 == "timestamp" }
    guard count <= 1 else {
      throw WorkloadError(row.file, line: 1, "has \(count) columns timestamp; allowed is one.")
    }
    if row.names.count == 1, ColumnName(row.names[0]).isSurelyTime { return (0, nil) }
    guard let time = row.names.firstIndex(of: "timestamp") else {
      let near = nearestName(to: "timestamp", among: row.names)
      throw WorkloadError(
        row.file, line: 1,
        "has no column timestamp\(near.map { " (is it \(WorkloadError.quoted($0))?)" } ?? ""); "
          + "a row a request with the time of its arrival is needed.")
    }
    return (time, workColumns.lazy.compactMap { row.names.firstIndex(of: $0) }.first)
  }
}

extension TableRow {
  /// A time of the calendar, in microseconds since 1970 UTC.
  func date(_ column: Int) throws -> Int64 {
    let text = bytes(column)
    guard let time = CivilTime.parse(text, count: strlen(text)) else {
      throw refusal(column, allowed: CivilTime.form)
    }
    return time.microseconds
  }
}
