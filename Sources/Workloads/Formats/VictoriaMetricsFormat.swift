/// Lines of VictoriaMetrics' `/api/v1/export`: an object a series, or a piece of one, with its labels, values and times in
/// milliseconds.
///
/// Series whose name ends in `_total`, `_count`, `_sum` or `_bucket` are taken for counters. NaN, infinite and null values are
/// counted and left out.
///
/// Source: VictoriaMetrics documentation, "How to export data in JSON line format".
struct VictoriaMetricsFormat: TraceFormat {
  static let name = "victoriametrics"
  static let summary = "Lines of VictoriaMetrics' /api/v1/export, JSON."
  static let unread = ""
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    guard head.isJSON, let line = head.lines.first?.filter({ $0 != " " }) else { return false }
    return line.hasPrefix("{\"metric\":{") && head.mentions(["metric"])
      && (line.contains("\"values\":[") || line.contains("\"timestamps\":[") || line.contains("\"__name__\""))
      && !line.contains("\"data\":")
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let parser = try JSONLineParser(file: path)
    var report = TraceReport(clock: .unix)
    var places: [String: Int] = [:]
    try readLines(path) { start, length, line in
      guard let row = parser.value(start, length) else {
        throw WorkloadError(
          path, line: line, "is not a JSON object (\(parser.problem)); one object a line is needed.")
      }
      guard let labels = row["metric"]?.members, let values = row["values"]?.elements,
        let times = row["timestamps"]?.elements
      else {
        throw WorkloadError(
          path, line: line, "has no metric, values or timestamps; each line of /api/v1/export has all three.")
      }
      let series = try place(labels, line, &places, &report)
      var (value, time) = (values, times)
      while true {
        let (found, stamp) = (value.next(), time.next())
        if found == nil && stamp == nil { break }
        guard let found, let stamp else {
          throw WorkloadError(path, line: line, "has not as many values as timestamps; as many are needed.")
        }
        report.rows += 1
        guard let milliseconds = stamp.integer, milliseconds.magnitude <= SeriesTime.latest.magnitude / 1000
        else {
          throw WorkloadError(
            path, line: line,
            "a timestamp is \(stamp.shown); allowed are whole milliseconds before the year 10000.")
        }
        switch MeasurementValue(found) {
        case .missing: report.note("values that are NaN, infinite or null")
        case .wrong:
          throw WorkloadError(path, line: line, "a value is \(found.shown); allowed are numbers and null.")
        case .number(let number):
          try body(SeriesSample(series: series, time: milliseconds * 1000, value: number))
        }
      }
    }
    guard report.rows > 0 else {
      throw WorkloadError("\(path): has no sample; the query or the range of times matches nothing.")
    }
    return report
  }

  private func place(
    _ labels: JSONMembers, _ line: Int, _ places: inout [String: Int], _ report: inout TraceReport
  ) throws -> Int {
    var family = ""
    var others: [(name: String, value: String)] = []
    for (name, value) in labels {
      if name == "__name__" { family = value.text ?? "" } else { others.append((name, value.text ?? "")) }
    }
    let name = family + AnswerSeries.shown(others)
    if let known = places[name] { return known }
    guard report.series.count < mostSeries else {
      throw WorkloadError(
        path, line: line, "begins series \(mostSeries + 1); allowed are at most \(mostSeries).")
    }
    places[name] = report.series.count
    report.series.append(
      TraceReport.Series(
        name: name.isEmpty ? "{}" : name, quantity: .value,
        isCounter: PrometheusValue.looksLikeCounter(family)))
    return report.series.count - 1
  }
}
