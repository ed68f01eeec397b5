/// An answer of Datadog to a query of metrics saved as JSON: of `/api/v1/query`, or of `/api/v2/query/timeseries`.
///
/// Times are milliseconds since 1970. The document is read as a whole, up to 256 MiB.
///
/// Source: Datadog API Reference, "Query timeseries points" and "Query timeseries data across multiple products".
struct DatadogFormat: TraceFormat {
  static let name = "datadog"
  static let summary =
    "An answer of Datadog to a query of metrics, /api/v1/query or /api/v2/query/timeseries, JSON."
  static let unread = "Units and intervals."
  private static let needed = "an answer of /api/v1/query or /api/v2/query/timeseries"
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.mentions(["series", "pointlist"]) || head.mentions(["timeseries_response"])
      || head.mentions(["attributes", "series", "query_index"])
      || head.mentions(["status", "res_type", "series"])
      || head.mentions(["status", "error"]) && !head.mentions(["errorType"])
        && head.lines.joined().filter { !$0.isWhitespace }.contains("\"status\":\"error\"")
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try JSONDocument(path: path, limit: longestAnswer).withRoot(of: path, needed: Self.needed) { root in
      if let status = root["status"]?.text, status != "ok" {
        throw WorkloadError("\(path): Datadog answered with an error: \(root["error"]?.text ?? status)")
      }
      var series = AnswerSeries(path: path)
      if let list = root["series"]?.elements {
        for (index, one) in list.enumerated() { try readPoints(one, "series \(index + 1)", into: &series) }
      } else if let answer = root["data"]?["attributes"] {
        try readTimes(answer, into: &series)
      } else {
        throw WorkloadError("\(path): has neither series nor data.attributes; needed is \(Self.needed).")
      }
      return try series.finish(body)
    }
  }

  private func readPoints(_ one: JSONValue, _ place: String, into series: inout AnswerSeries) throws {
    guard let points = one["pointlist"]?.elements else {
      throw WorkloadError("\(path), \(place): has no list pointlist; needed is \(Self.needed).")
    }
    let metric = one["metric"]?.text ?? "metric"
    let scope = one["scope"]?.text ?? "*"
    let number = try series.place(one["expression"]?.text ?? "\(metric){\(scope)}", .value)
    for (index, point) in points.enumerated() {
      let parts = point.elements.map { Array($0) } ?? []
      guard parts.count == 2 else {
        throw WorkloadError(
          "\(path), \(place), point \(index + 1): is \(point.shown) of \(parts.count) parts; "
            + "allowed are pairs of a time in milliseconds and a value.")
      }
      try series.add(
        to: number, time: parts[0], value: parts[1], names: ("the time", "the value"),
        place: "\(place), point \(index + 1)")
    }
  }

  private func readTimes(_ answer: JSONValue, into series: inout AnswerSeries) throws {
    guard let times = answer["times"]?.elements, let values = answer["values"]?.elements else {
      throw WorkloadError(
        "\(path): data.attributes has no list times or no list values; needed is \(Self.needed).")
    }
    let about = answer["series"]?.elements.map { Array($0) } ?? []
    let moments = Array(times)
    for (index, column) in values.enumerated() {
      let tags = index < about.count ? about[index]["group_tags"]?.elements : nil
      let query = index < about.count ? about[index]["query_index"]?.integer : nil
      let name = (tags.map { $0.compactMap(\.text) } ?? []).joined(separator: ",")
      let number = try series.place(
        "query \(query ?? Int64(index))" + (name.isEmpty ? "" : "{\(name)}"), .value)
      let points = column.elements.map { Array($0) } ?? []
      guard points.count == moments.count else {
        throw WorkloadError(
          "\(path), series \(index + 1): has \(points.count) values for \(moments.count) times; as many are needed."
        )
      }
      for (point, (time, value)) in zip(moments, points).enumerated() {
        try series.add(
          to: number, time: time, value: value, names: ("the time", "the value"),
          place: "series \(index + 1), point \(point + 1)")
      }
    }
  }
}
