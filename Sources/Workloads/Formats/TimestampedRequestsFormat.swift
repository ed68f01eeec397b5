import Glibc

/// Requests as a CSV file with a header and a column `timestamp`: one row a request.
///
/// The timestamp is a number whose unit ``TimeUnitGuess`` decides, or a time as ``CivilTime`` reads it. A column `work`, `size`, `bytes`, `tokens`
/// or `duration` is the request's work; the first of these names that is there counts. An empty field of it is work
/// that is not told.
struct TimestampedRequestsFormat: RequestLog {
  static let name = "request-timestamps"
  static let summary =
    "Requests as CSV with a column timestamp (numbers or dates) and, maybe, one of work."
  static let unread = "Other columns."
  static let workName: String? = "work"
  private static let workColumns = ["work", "size", "bytes", "tokens", "duration"]
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    let header = head.header
    guard header.first == "timestamp", header.count <= 2, head.lines.count > 1 else { return false }
    return header.count == 1 || workColumns.contains(header[1])
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport()
    let head = try TraceHead(path: path)
    var columns: (time: Int, work: Int?)?
    var clock = SeriesTime(.automatic)
    var rounded = RoundedTimes()
    report.rows = try readTable(path, header: .any) { row in
      let isFirst = columns == nil
      let (time, work) = try columns ?? Self.columns(row)
      if isFirst {
        columns = (time, work)
        let fields = (1..<max(1, head.lines.count)).map { head.fields($0) }
        clock = SeriesTime(
          .automatic, column: row.names[time],
          fields: fields.compactMap { $0.indices.contains(time) ? $0[time] : nil })
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
          clock.clock ?? (clock.form == .text || moment >= 100_000_000_000_000 ? .unix : .relative)
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
