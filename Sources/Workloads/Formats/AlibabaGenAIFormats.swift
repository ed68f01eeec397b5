/// The requests of Alibaba's trace of generative AI of 2026 (lora_request_trace): one row a request for images, of which the
/// seconds that it took are the work.
///
/// Source: README.md of cluster-trace-v2026-GenAI in the repository alibaba/clusterdata (Lin et al., SoCC 2025).
struct AlibabaGenAIRequestsFormat: RequestLog {
  static let name = "alibaba-2026-genai-requests"
  static let summary =
    "Alibaba GenAI 2026, lora_request_trace: requests and the seconds they took, every 60 s."
  static let unread = "Types, status, users, prompts, images, steps, models and adapters."
  static let workName: String? = "seconds"
  private static let columns = ["gmt_create", "exec_time_seconds"]
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool { columns.allSatisfy(head.header.contains) }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .unix)
    var places: [Int] = []
    report.rows = try readTable(path, header: .any) { row in
      if places.isEmpty {
        places = try Self.columns.map {
          try row.place(of: $0, needed: Self.columns.joined(separator: " and "))
        }
      }
      try body(RequestArrival(time: try row.date(places[0]), work: try row.share(places[1])))
    }
    report.notes = ["Times are shifted by their publisher and name no zone; they are taken for UTC."]
    return report
  }
}

/// The measurements of Alibaba's trace of generative AI of 2026 (`qps.csv`, `queue_size_raw_anon.csv` and the others with
/// `timestamp_anon` and `value`): a series a container and, of requests, type.
///
/// What is measured stands in the file's name alone. Source: as of ``AlibabaGenAIRequestsFormat``.
struct AlibabaGenAIMetricsFormat: TraceFormat {
  static let name = "alibaba-2026-genai-metrics"
  static let summary = "Alibaba GenAI 2026, rates, queues, latencies and utilization of every container."
  static let unread = ""
  private static let columns = ["timestamp_anon", "value"]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool { columns.allSatisfy(head.header.contains) }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try readSeries(path, plan: plan, body)
  }

  private func plan(_ header: [String]) throws -> SeriesLayout {
    func place(_ name: String) throws -> Int {
      try SeriesLayout.place(
        of: name, in: header, file: path, needed: Self.columns.joined(separator: " and "))
    }
    var layout = SeriesLayout(names: header)
    layout.roles[try place("timestamp_anon")] = .time
    for name in ["container_ip", "request_type"] where header.contains(name) {
      layout.roles[try place(name)] = .key
    }
    let file = path.split(separator: "/").last ?? ""
    let quantity: Quantity =
      file.hasPrefix("qps") ? .requestsPerSecond : file.hasPrefix("pod_memory_util") ? .memoryPercent : .value
    layout.addValue(try place("value"), name: "value", quantity: quantity)
    layout.clock = .relative
    layout.noteIgnored()
    return layout
  }
}
