/// The results of vegeta as `vegeta encode` writes them: CSV without a header, or JSON, one request a line with the seconds
/// it took as its work.
///
/// The columns are the time in ns since 1970, the code, the latency in ns, bytes out and in, the error, the body, the attack
/// and the number of the request; since version 12.9 the method, the address and the headers as well.
///
/// Source: vegeta's README, "encode command", and its encoders of CSV and JSON.
struct VegetaFormat: RequestLog {
  static let name = "vegeta"
  static let summary =
    "Results of vegeta encode, CSV or JSON: requests and the seconds they took, every 60 s."
  static let unread = "Codes, bytes, errors, bodies, methods and addresses."
  static let workName: String? = "seconds"
  private static let columns = [
    "timestamp", "code", "latency", "bytes_out", "bytes_in", "error", "body", "attack", "seq", "method",
    "url",
    "headers",
  ]
  private static let shortCount = 9
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    if head.isJSON {
      return head.hasMembers(["attack", "seq", "code", "timestamp", "latency"], butNot: ["collection_id"])
    }
    let first = head.header
    // a time in nanoseconds since 1970 has nineteen digits
    return first.count >= shortCount && first[0].utf8.count == 19 && first[0].isWhole(in: 1...(.max))
      && first[1].isWhole(in: 0...999) && first[2...4].allSatisfy { $0.isWhole(in: 0...(.max)) }
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .unix)
    let head = try TraceHead(path: path)
    report.rows = head.isJSON ? try readLines(body) : try readRows(head, body)
    return report
  }

  private func readRows(_ head: TraceHead, _ body: (RequestArrival) throws -> Void) throws -> Int {
    // an error or an address may hold a comma, so that the first line alone does not tell exactly
    let isShort = head.header.count == Self.shortCount
    let columns = isShort ? Array(Self.columns.prefix(Self.shortCount)) : Self.columns
    return try readTable(path, columns: columns) { row in
      try body(
        RequestArrival(time: try row.whole(0) / 1000, work: Double(try row.whole(2)) / 1e9))
    }
  }

  private func readLines(_ body: (RequestArrival) throws -> Void) throws -> Int {
    let parser = try JSONLineParser(file: path)
    var rows = 0
    var clock = SeriesTime(.text)
    try Workloads.readLines(path) { start, length, line in
      guard let row = parser.value(start, length), row.kind == .object else {
        throw WorkloadError(
          path, line: line, "is not a JSON object (\(parser.problem)); one object a line is needed.")
      }
      guard let stamp = row["timestamp"], let time = clock.microseconds(stamp) else {
        throw WorkloadError(
          path, line: line,
          "timestamp is \(row["timestamp"]?.shown ?? "absent"); allowed \(SeriesTime.allowedInJSON).")
      }
      guard let latency = row["latency"]?.integer, latency >= 0 else {
        throw WorkloadError(
          path, line: line,
          "latency is \(row["latency"]?.shown ?? "absent"); allowed are whole nanoseconds from 0 up.")
      }
      rows += 1
      try body(RequestArrival(time: time, work: Double(latency) / 1e9))
    }
    return rows
  }
}
