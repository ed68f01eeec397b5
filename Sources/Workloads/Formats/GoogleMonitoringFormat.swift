/// Time series of Google Cloud Monitoring saved as JSON: what `projects.timeSeries.list` answers, or the bare list of them.
///
/// A point of a DELTA metric counts for the step that its interval begins; any other has its interval's end for its time,
/// or its beginning where an aligner made intervals. CUMULATIVE metrics are counters. Points come newest first and are put
/// in order. The document is read as a whole, up to 256 MiB.
///
/// Source: Cloud Monitoring API v3, TimeSeries, Point, TimeInterval and TypedValue.
struct GoogleMonitoringFormat: TraceFormat {
  static let name = "google-monitoring"
  static let summary = "Time series of Google Cloud Monitoring as its API answers them, JSON."
  static let unread = "Distributions, but for their mean; texts; metadata."
  private static let needed = "an answer of timeSeries.list, or a list of time series"
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.mentions(["metric", "points"]) && (head.mentions(["metricKind"]) || head.mentions(["timeSeries"]))
      || head.mentions(["timeSeries", "metricKind"])
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try JSONDocument(path: path, limit: longestAnswer).withRoot(of: path, needed: Self.needed) { root in
      guard let list = root.elements ?? root["timeSeries"]?.elements else {
        throw WorkloadError("\(path): has no list timeSeries; needed is \(Self.needed).")
      }
      var series = AnswerSeries(path: path)
      for (index, one) in list.enumerated() { try read(one, "series \(index + 1)", into: &series) }
      if root["nextPageToken"]?.text?.isEmpty == false {
        series.report.notes.append("The answer names a next page (nextPageToken), which is not in the file.")
      }
      return try series.finish(body)
    }
  }

  private func read(_ one: JSONValue, _ place: String, into series: inout AnswerSeries) throws {
    guard let type = one["metric"]?["type"]?.text else {
      throw WorkloadError("\(path), \(place): has no metric.type; needed is \(Self.needed).")
    }
    guard let points = one["points"]?.elements else {
      throw WorkloadError("\(path), \(place): has no list points; needed is \(Self.needed).")
    }
    let kind = one["metricKind"]?.text ?? "GAUGE"
    let isShare = type.hasSuffix("/utilization")
    let quantity = Quantity(metric: type, isPercent: isShare, isSum: kind == "DELTA")
    let labels = [one["metric"]?["labels"], one["resource"]?["labels"]].flatMap { labels in
      (labels?.members ?? JSONMembers()).map { (name: $0.name, value: $0.value.text ?? "") }
    }
    let number = try series.place(
      type + AnswerSeries.shown(labels), quantity, isCounter: kind == "CUMULATIVE")
    let scale = quantity == .cpuPercent || quantity == .memoryPercent ? 100.0 : 1
    for (index, point) in points.enumerated() {
      let interval = point["interval"]
      let start = interval?["startTime"]
      let end = interval?["endTime"]
      let value = point["value"]
      let found =
        value?["doubleValue"] ?? value?["int64Value"] ?? value?["distributionValue"].flatMap { $0["mean"] }
      if found == nil, value?["stringValue"] != nil || value?["boolValue"] != nil {
        throw WorkloadError(
          "\(path), \(place), point \(index + 1): the value is text or a flag; allowed are numbers and distributions."
        )
      }
      try series.add(
        to: number, time: kind == "CUMULATIVE" ? end : start ?? end, value: found, scale: scale,
        names: ("interval", "the value"), place: "\(place), point \(index + 1)")
    }
  }
}
