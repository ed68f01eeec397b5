/// Metrics of Azure Monitor saved as JSON: what `az monitor metrics list` and its REST interface answer.
///
/// A series for every metric, combination of dimensions and aggregation that is there. The document is read as a whole, up to
/// 256 MiB.
///
/// Source: Azure Monitor REST API, Metrics - List, schemas Metric, TimeSeriesElement and MetricValue.
struct AzureMonitorFormat: TraceFormat {
  static let name = "azure-monitor"
  static let summary = "Metrics of Azure Monitor as az monitor metrics list answers, JSON."
  static let unread = "Cost, namespace and region."
  private static let needed = "an answer of az monitor metrics list"
  private static let aggregations = ["average", "total", "minimum", "maximum", "count"]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.mentions(["timeseries", "value"])
      && (head.mentions(["timespan"]) || head.mentions(["localizedValue"]) || head.mentions(["timeStamp"]))
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try JSONDocument(path: path, limit: longestAnswer).withRoot(of: path, needed: Self.needed) { root in
      guard let metrics = root["value"]?.elements ?? root.elements else {
        throw WorkloadError("\(path): has no list value; needed is \(Self.needed).")
      }
      var series = AnswerSeries(path: path)
      for (index, metric) in metrics.enumerated() {
        let place = "metric \(index + 1)"
        guard let name = metric["name"]?["value"]?.text, let list = metric["timeseries"]?.elements else {
          throw WorkloadError(
            "\(path), \(place): has no name.value or no list timeseries; needed is \(Self.needed).")
        }
        for (number, one) in list.enumerated() {
          try read(
            one, of: name, isPercent: metric["unit"]?.text == "Percent",
            "\(place), series \(number + 1)", into: &series)
        }
      }
      return try series.finish(body)
    }
  }

  private func read(
    _ one: JSONValue, of metric: String, isPercent: Bool, _ place: String, into series: inout AnswerSeries
  ) throws {
    guard let points = one["data"]?.elements else {
      throw WorkloadError("\(path), \(place): has no list data; needed is \(Self.needed).")
    }
    var labels: [(name: String, value: String)] = []
    for label in one["metadatavalues"]?.elements ?? JSONElements() {
      labels.append((label["name"]?["value"]?.text ?? "", label["value"]?.text ?? ""))
    }
    let name = metric + AnswerSeries.shown(labels)
    let found = Self.aggregations.filter { name in points.contains { $0[name] != nil } }
    for (index, point) in points.enumerated() {
      if found.isEmpty { series.report.note("points without a value") }
      for aggregation in found {
        try series.add(
          to: series.place(
            found.count == 1 ? name : "\(name) \(aggregation)",
            Quantity(
              metric: metric, isPercent: isPercent && aggregation != "count", isSum: aggregation == "total")),
          time: point["timeStamp"] ?? point["timestamp"], value: point[aggregation],
          names: ("timeStamp", aggregation), place: "\(place), point \(index + 1)")
      }
    }
  }
}
