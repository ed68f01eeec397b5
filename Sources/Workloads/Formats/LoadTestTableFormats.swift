/// The results of hey as `hey -o csv` writes them: one row a request, with the seconds it took as its work.
///
/// The time is the offset from the beginning of the test. Source: hey's README and its printer of CSV.
struct HeyFormat: RequestLog {
  static let name = "hey"
  static let summary = "Results of hey -o csv: requests and the seconds they took, every 60 s."
  static let unread = "The parts of the time that a request took, and its status."
  static let workName: String? = "seconds"
  private static let columns = [
    "response-time", "DNS+dialup", "DNS", "Request-write", "Response-delay", "Response-read", "status-code",
    "offset",
  ]
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    head.header.contains("response-time") && head.header.contains("offset")
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .relative)
    var places: (work: Int, time: Int)?
    report.rows = try readTable(path, header: .any) { row in
      let needed = Self.columns.joined(separator: ", ")
      let (work, time) =
        try places
        ?? (row.place(of: "response-time", needed: needed), row.place(of: "offset", needed: needed))
      places = (work, time)
      try body(RequestArrival(time: try row.seconds(time), work: try row.amount(work)))
    }
    return report
  }
}

/// The results of JMeter as CSV (JTL): one row a sample, with the seconds it took as its work.
///
/// Columns are known by their names; `timeStamp` is in ms since 1970, or text as JMeter's properties say; `elapsed` is in ms.
/// A transaction controller writes a row of its own behind those of its samples, which is no request; where it writes that row
/// alone, as with "generate parent sample", the row is all that there is of them.
///
/// Source: Apache JMeter User's Manual, "CSV Log format".
struct JMeterFormat: RequestLog {
  static let name = "jmeter"
  static let summary =
    "Results of JMeter as CSV with its header (JTL): samples and their seconds, every 60 s."
  static let unread = "Labels, codes, threads, bytes, latency and connect time."
  static let workName: String? = "seconds"
  private static let columns = ["timeStamp", "elapsed"]
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool { columns.allSatisfy(head.header.contains) }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .unix)
    var places: [Int] = []
    var clock = SeriesTime(.automatic)
    let hasSamples = try hasSamples()
    var transactions = 0
    report.rows = try readTable(path, header: .any) { row in
      if places.isEmpty {
        places = try Self.columns.map {
          try row.place(of: $0, needed: Self.columns.joined(separator: " and "))
        }
      }
      if Self.isTransaction(row) {
        transactions += 1
        if hasSamples { return }
      }
      try body(
        RequestArrival(time: try row.time(places[0], &clock), work: try row.amount(places[1]) / 1000))
    }
    if let note = clock.zoneNote { report.notes = [note] }
    if transactions > 0 {
      report.notes.append(
        hasSamples
          ? "\(transactions) rows are of transaction controllers and are no requests; their samples have rows of their own."
          : "Every row is of a transaction controller and is taken for one request, however many samples it had."
      )
    }
    return report
  }

  private static func isTransaction(_ row: TableRow) -> Bool {
    guard let message = row.names.firstIndex(of: "responseMessage") else { return false }
    return row.text(message).hasPrefix("Number of samples in transaction : ")
  }

  /// Whether there are rows of other samples than transactions; reads as far as the first of them.
  private func hasSamples() throws -> Bool {
    struct Found: Error {}
    do {
      _ = try readTable(path, header: .any) { row in if !Self.isTransaction(row) { throw Found() } }
      return false
    } catch is Found {
      return true
    }
  }
}

/// Locust's statistics over time, `PREFIX_stats_history.csv` of `locust --csv PREFIX`: requests and failures a second of the
/// whole test and, with `--csv-full-history`, of every request's name.
///
/// Source: Locust documentation, "Retrieve test statistics in CSV format", and its writer of CSV.
struct LocustFormat: TraceFormat {
  static let name = "locust"
  static let summary =
    "Locust's statistics over time (stats_history.csv): users, requests and failures a second."
  static let unread = "Percentiles and totals."
  private static let columns: [(name: String, quantity: Quantity)] = [
    ("Requests/s", .requestsPerSecond), ("Failures/s", .value), ("User Count", .value),
  ]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    ["Timestamp", "Name", "Requests/s"].allSatisfy(head.header.contains)
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try readSeries(path, plan: plan, body)
  }

  private func plan(_ header: [String]) throws -> SeriesLayout {
    func place(_ name: String) throws -> Int {
      try SeriesLayout.place(of: name, in: header, file: path, needed: "Timestamp, Name and Requests/s")
    }
    var layout = SeriesLayout(names: header)
    layout.roles[try place("Timestamp")] = .time
    layout.roles[try place("Name")] = .key
    if header.contains("Type") { layout.roles[try place("Type")] = .key }
    _ = try place("Requests/s")
    for column in Self.columns where header.contains(column.name) {
      layout.addValue(try place(column.name), name: column.name, quantity: column.quantity)
    }
    layout.notes = ["Aggregated stands for all names together."]
    return layout
  }
}
