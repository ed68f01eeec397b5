/// Mean use of all machines of Alibaba's cluster trace of 2018 over its eight days, every 10 s, 30 s or 300 s, without a column
/// of times.
///
/// Row i, from 0, is the step i. The length of a step stands in the file's name (`…grouped_300_seconds.csv`); where it does not,
/// the number of rows tells it if it is that of the eight days. Values of `disk_io_percent` below 0 or above 100 are readings
/// that failed; they are counted and left out.
///
/// Source: Alibaba's cluster-trace-v2018, as aggregated by DataCenter-Traces-Datasets (Zenodo 10.5281/zenodo.14564847).
struct AlibabaFleetFormat: TraceFormat {
  static let name = "alibaba-2018-fleet"
  static let summary =
    "Mean CPU, memory, network and disk of all machines of Alibaba's 2018 trace, every 10, 30 or 300 s."
  static let unread = ""
  private static let columns: [(name: String, series: String, quantity: Quantity)] = [
    ("cpu_util_percent", "cpu", .cpuPercent), ("mem_util_percent", "memory", .memoryPercent),
    ("net_in", "network in", .value), ("net_out", "network out", .value),
    ("disk_io_percent", "disk", .value),
  ]
  private static let steps: [Int64] = [10, 30, 300]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    head.header.count <= columns.count && head.header.first == columns[0].name
      && head.header.allSatisfy { name in columns.contains { $0.name == name } }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let step = try step()
    var failed = 0
    let disk = Self.columns.count - 1
    var places: [Int] = []
    var report = try readSeries(path, plan: { try plan($0, step: step, places: &places) }) { sample in
      if places[sample.series] == disk, !(0...100).contains(sample.value) {
        failed += 1
        return
      }
      try body(sample)
    }
    report.leaveOut("disk readings below 0 or above 100, left out", count: failed)
    return report
  }

  /// The length of a step in seconds.
  private func step() throws -> Int64 {
    let name = path.split(separator: "/").last ?? ""
    if let step = Self.steps.first(where: { name.contains("grouped_\($0)_seconds") }) { return step }
    var rows = -1
    try readLines(path) { _, _, _ in rows += 1 }
    // eight days; a row or two may be missing at the edges
    if let step = Self.steps.first(where: { abs(Int64(rows) - 8 * 86_400 / $0) <= 2 }) { return step }
    throw WorkloadError(
      "\(path): neither its name nor its \(rows) rows tell the length of a step; needed is a name such as "
        + "machine_usage_days_1_to_8_grouped_300_seconds.csv, of 10, 30 or 300 seconds.")
  }

  private func plan(_ header: [String], step: Int64, places: inout [Int]) throws -> SeriesLayout {
    var layout = SeriesLayout(names: header)
    let needed = Self.columns.map(\.name).joined(separator: ", ")
    for (place, name) in header.enumerated() {
      guard let column = Self.columns.firstIndex(where: { $0.name == name }) else {
        let near = nearestName(to: name, among: Self.columns.map(\.name))
        throw WorkloadError(
          path, line: 1,
          "has a column \(WorkloadError.quoted(name))\(near.map { " (is it \(WorkloadError.quoted($0))?)" } ?? ""); "
            + "allowed are \(needed).")
      }
      layout.roles[try SeriesLayout.place(of: name, in: header, file: path, needed: needed)] = .ignored
      places.append(column)
      layout.addValue(place, name: Self.columns[column].series, quantity: Self.columns[column].quantity)
    }
    layout.time = .row
    layout.step = step * 1_000_000
    layout.clock = .relative
    layout.notes = [
      "Rows have no time; row after row is taken for step after step of \(step) s, without gaps."
    ]
    return layout
  }
}
