#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Requests as a CSV file with a header and a column `timestamp`: one row a request.
///
/// The timestamp is a number of seconds, or a time as ``CivilTime`` reads it. A column `work`, `size`, `bytes`, `tokens`
/// or `duration` is the request's work; the first of these names that is there counts. An empty field of it is work
/// that is not told.
struct TimestampedRequestsFormat: RequestLog {
  static let name = "request-timestamps"
  static let summary =
    "Requests as CSV with a column timestamp (seconds or dates) and, maybe, one of work."
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
    var columns: (time: Int, work: Int?)?
    var areDates: Bool?
    report.rows = try readTable(path, header: .any) { row in
      let (time, work) = try columns ?? Self.columns(row)
      if columns == nil { columns = (time, work) }
      let isDate: Bool
      if let areDates {
        isDate = areDates
      } else {
        isDate = Self.isDate(row.bytes(time))
        areDates = isDate
        let first = isDate ? 0 : try row.seconds(time)
        report.clock = isDate || first >= 1_000_000_000_000_000 ? .unix : .relative
      }
      try body(
        RequestArrival(
          time: isDate ? try row.date(time) : try row.seconds(time), work: try work.flatMap(row.share)))
    }
    return report
  }

  /// Whether a '-' stands behind the four digits of a year.
  private static func isDate(_ text: UnsafePointer<CChar>) -> Bool {
    strspn(text, "0123456789") == 4 && text[4] == 0x2d
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
