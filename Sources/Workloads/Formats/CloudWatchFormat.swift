/// An answer of Amazon CloudWatch saved as JSON: of `get-metric-data`, or of `get-metric-statistics`.
///
/// Both come in any order of time, newest first or none, and are put in order. Of `get-metric-data` every result is a
/// series; of `get-metric-statistics` every statistic is. The document is read as a whole, up to 256 MiB.
///
/// Source: Amazon CloudWatch API Reference, GetMetricData, MetricDataResult, GetMetricStatistics and Datapoint.
struct CloudWatchFormat: TraceFormat {
  static let name = "cloudwatch"
  static let summary = "An answer of Amazon CloudWatch to get-metric-data or get-metric-statistics, JSON."
  static let unread = "Messages."
  private static let needed = "an answer of get-metric-data or get-metric-statistics"
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.mentions(["MetricDataResults"]) || head.mentions(["Datapoints", "Timestamp"])
      || head.mentions(["Datapoints", "Label"])
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try JSONDocument(path: path, limit: longestAnswer).withRoot(of: path, needed: Self.needed) { root in
      var series = AnswerSeries(path: path)
      if let results = root["MetricDataResults"]?.elements {
        try readResults(results, into: &series)
      } else if let points = root["Datapoints"]?.elements {
        try readPoints(points, label: root["Label"]?.text ?? "metric", into: &series)
      } else {
        throw WorkloadError(
          "\(path): has neither a list MetricDataResults nor a list Datapoints; needed is \(Self.needed).")
      }
      if root["NextToken"] != nil {
        series.report.notes.append("The answer names a next page (NextToken), which is not in the file.")
      }
      return try series.finish(body)
    }
  }

  private func readResults(_ results: JSONElements, into series: inout AnswerSeries) throws {
    var owners: [String: String] = [:]
    for (index, result) in results.enumerated() {
      let id = result["Id"]?.text ?? ""
      let label = result["Label"]?.text ?? id
      // one label may stand for several queries
      let isTaken = owners[label] != nil && owners[label] != id
      if owners[label] == nil { owners[label] = id }
      let quantity = Quantity(metric: label, isPercent: label.hasSuffix("Utilization"), isSum: true)
      let place = try series.place(isTaken ? "\(label) (\(id))" : label, quantity)
      if quantity == .requests && !series.report.notes.contains(Self.sumNote) {
        series.report.notes.append(Self.sumNote)
      }
      guard let times = result["Timestamps"]?.elements, let values = result["Values"]?.elements else {
        throw WorkloadError(
          "\(path), result \(index + 1): has no list Timestamps or no list Values; both are needed.")
      }
      let (left, right) = (
        times.reduce(0) { count, _ in count + 1 }, values.reduce(0) { count, _ in count + 1 }
      )
      guard left == right else {
        throw WorkloadError(
          "\(path), result \(index + 1): has \(left) Timestamps and \(right) Values; as many of each are needed."
        )
      }
      for (point, (time, value)) in zip(times, values).enumerated() {
        try series.add(
          to: place, time: time, value: value, names: ("the timestamp", "the value"),
          place: "result \(index + 1), point \(point + 1)")
      }
      if let status = result["StatusCode"]?.text, status != "Complete" {
        series.report.note("results that are not complete")
      }
    }
  }

  private static let sumNote = "RequestCount is taken for the sum over each step (the statistic Sum)."

  private func readPoints(_ points: JSONElements, label: String, into series: inout AnswerSeries) throws {
    var names: [String] = []
    for statistic in ["Average", "Sum", "Minimum", "Maximum", "SampleCount"]
    where points.contains(where: { $0[statistic] != nil }) { names.append(statistic) }
    var percentiles: [String] = []
    for point in points {
      for (name, _) in point["ExtendedStatistics"]?.members ?? JSONMembers() where !percentiles.contains(name)
      {
        percentiles.append(name)
      }
    }
    let isSingle = names.count + percentiles.count == 1
    for (index, point) in points.enumerated() {
      let isPercent = point["Unit"]?.text == "Percent"
      let place = "data point \(index + 1)"
      for name in names + percentiles {
        let isPercentile = !names.contains(name)
        let value = isPercentile ? point["ExtendedStatistics"]?[name] : point[name]
        guard value != nil || isSingle else { continue }
        try series.add(
          to: series.place(
            isSingle ? label : "\(label) \(name)",
            Quantity(metric: label, isPercent: isPercent && name != "SampleCount", isSum: name == "Sum")),
          time: point["Timestamp"], value: value, names: ("Timestamp", name), place: place)
      }
      guard !names.isEmpty || !percentiles.isEmpty else {
        throw WorkloadError(
          "\(path), \(place): has no statistic; needed is one of Average, Sum, Minimum, Maximum, SampleCount "
            + "and ExtendedStatistics.")
      }
    }
  }
}

extension TraceHead {
  /// Whether it is JSON and its first 16 KiB name all these members.
  func mentions(_ names: [String]) -> Bool {
    guard isJSON else { return false }
    let text = String(decoding: bytes.prefix(16 << 10), as: UTF8.self)
    return names.allSatisfy { text.contains("\"\($0)\"") }
  }
}
