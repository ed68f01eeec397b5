/// The granular results of k6, `--out csv=` or `--out json=`: a row a measurement, of which those of `http_req_duration` and
/// `grpc_req_duration` are a request each, with the seconds that it took as its work.
///
/// A time is when the request ended, in seconds, in a smaller unit or as text (`K6_CSV_TIME_FORMAT`). CSV columns are known by
/// their names.
///
/// Source: k6 documentation, "Results output", CSV and JSON.
struct K6Format: RequestLog {
  static let name = "k6"
  static let summary = "Results of k6, CSV or JSON: requests and the seconds they took, every 60 s."
  static let unread = "Metrics other than the durations of requests; tags."
  static let workName: String? = "seconds"
  private static let durations = ["http_req_duration", "grpc_req_duration"]
  private static let columns = ["metric_name", "timestamp", "metric_value"]
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    guard head.isJSON else { return columns.allSatisfy(head.header.contains) }
    return head.lines.first?.hasPrefix("{") == true
      && (head.hasMembers(["type", "data", "metric"], butNot: ["collection_id", "timestamps"])
        && (head.mentions(["Metric"]) || head.mentions(["Point"])))
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .unix)
    var requests = 0
    func take(_ request: RequestArrival) throws {
      requests += 1
      try body(request)
    }
    report.rows = try TraceHead(path: path).isJSON ? try readLines(take) : try readRows(take)
    guard requests > 0 else {
      throw WorkloadError(
        "\(path): none of its \(report.rows) rows is of \(Self.durations.joined(separator: " or ")); "
          + "k6 writes one for each request.")
    }
    report.notes = ["The time of a request is when it ended."]
    return report
  }

  private func readRows(_ body: (RequestArrival) throws -> Void) throws -> Int {
    var places: [Int] = []
    var clock = SeriesTime(.automatic)
    return try readTable(path, header: .any) { row in
      if places.isEmpty {
        places = try Self.columns.map {
          try row.place(of: $0, needed: Self.columns.joined(separator: ", "))
        }
      }
      guard Self.durations.contains(row.text(places[0])) else { return }
      try body(
        RequestArrival(time: try row.time(places[1], &clock), work: try row.amount(places[2]) / 1000))
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
      rows += 1
      guard row["type"]?.text == "Point", let metric = row["metric"]?.text, Self.durations.contains(metric)
      else {
        return
      }
      let data = row["data"]
      guard let stamp = data?["time"], let time = clock.microseconds(stamp) else {
        throw WorkloadError(
          path, line: line,
          "data.time is \(data?["time"]?.shown ?? "absent"); allowed \(SeriesTime.allowedInJSON).")
      }
      guard let milliseconds = data?["value"]?.number, milliseconds.isFinite, milliseconds >= 0 else {
        throw WorkloadError(
          path, line: line,
          "data.value is \(data?["value"]?.shown ?? "absent"); allowed are milliseconds from 0 up.")
      }
      try body(RequestArrival(time: time, work: milliseconds / 1000))
    }
    return rows
  }
}
