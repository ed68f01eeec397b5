import Glibc

/// The tables of Alibaba's traces of microservices of 2021 and 2022 that are series: call rates and response times
/// (MSRTQps, MSRTMCR), CPU and memory of containers (MSResource, MSMetrics) and of nodes (Node).
///
/// Times are milliseconds since the trace began. A series is made of every microservice, container or node and of every
/// metric: the metric is a column `metric` or `metrics` beside one of values (2021), or each is a column of its own (2022).
/// Shares are handed on in percent, calls (`_MCR`) as requests a second. Columns are known by their names; one without a name,
/// which counts rows, is not read. Memory grows with the number of series.
///
/// Source: README.md of cluster-trace-microservices-v2021 and -v2022 in the repository alibaba/clusterdata (Luo et al., SoCC
/// 2021 and 2022).
struct AlibabaMicroservicesFormat: TraceFormat {
  static let name = "alibaba-microservices"
  static let summary =
    "Alibaba 2021 and 2022, MSRTQps, MSRTMCR, MSResource and Node: calls, response times, CPU and memory of each."
  static let unread = "The table of single calls (MSCallGraph)."
  private static let keys = ["msname", "msinstanceid", "nodeid"]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    let header = head.header
    guard header.contains("timestamp"), header.contains("msname") || header.contains("nodeid") else {
      return false
    }
    return (header.contains("metric") || header.contains("metrics")) && header.contains("value")
      || header.contains { Layout.metric($0) != nil }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var layout: Layout?
    var series = NameTable()
    var scales: [Double] = []
    var key: [CChar] = []
    var empty = 0
    var report = TraceReport(clock: .relative)
    report.rows = try readTable(path, header: .any) { row in
      let columns = try layout ?? Layout(row)
      layout = columns
      let time = try milliseconds(row, columns.time)
      for value in columns.values {
        guard !row.isEmpty(value) else {
          empty += 1
          continue
        }
        key.removeAll(keepingCapacity: true)
        for column in columns.keys {
          if !key.isEmpty { key.append(0x2f) }
          let text = row.bytes(column)
          key.append(contentsOf: UnsafeBufferPointer(start: text, count: strlen(text)))
        }
        if columns.metric == nil, columns.values.count > 1 {
          key.append(0x20)
          key.append(contentsOf: row.names[value].utf8.lazy.map { CChar(bitPattern: $0) }.prefix { $0 != 0 })
        }
        key.append(0)
        let place = key.withUnsafeBufferPointer { series.index(of: $0.baseAddress!) }
        if place == report.series.count {
          guard place < mostSeries else {
            throw WorkloadError(
              path, line: row.line, "begins series \(mostSeries + 1); allowed are at most \(mostSeries).")
          }
          let metric = columns.metric.map { row.text($0) } ?? row.names[value]
          let (quantity, scale) = Layout.metric(metric) ?? (.value, 1)
          scales.append(scale)
          report.series.append(TraceReport.Series(name: series.names[place], quantity: quantity))
        }
        let number = try row.number(value) * scales[place]
        guard number.isFinite else { throw row.refusal(value, allowed: "finite numbers") }
        try body(SeriesSample(series: place, time: time, value: number))
      }
    }
    report.note("fields without a value", count: empty)
    if report.series.contains(where: { $0.quantity != .value }) {
      report.notes = [
        "In the trace of 2022 shares and call rates are normalized; in that of 2021 they are as measured."
      ]
    }
    return report
  }

  private func milliseconds(_ row: TableRow, _ column: Int) throws -> Int64 {
    let time = (try row.number(column) * 1000).rounded()
    guard time >= 0, time <= Double(SeriesTime.latest) else {
      throw row.refusal(column, allowed: "milliseconds from 0 up")
    }
    return Int64(time)
  }

  /// Which columns are what.
  private struct Layout {
    var time: Int
    /// The columns that tell the series, that of metrics as well.
    var keys: [Int]
    var metric: Int?
    var values: [Int]

    /// - Throws: ``WorkloadError`` if the header lacks one.
    init(_ row: TableRow) throws {
      let needed = "timestamp, msname or nodeid, and metric and value or columns of metrics"
      time = try row.place(of: "timestamp", needed: needed)
      // of a node only in its own table, since a container's says where it ran
      let isOfService = row.names.contains("msname")
      keys = try keysThere(row).filter { !isOfService || row.names[$0] != "nodeid" }
      guard !keys.isEmpty else {
        throw WorkloadError(row.file, line: 1, "has no column msname or nodeid; needed are \(needed).")
      }
      if let name = ["metric", "metrics"].first(where: row.names.contains), row.names.contains("value") {
        let place = try row.place(of: name, needed: needed)
        metric = place
        keys.append(place)
        values = [try row.place(of: "value", needed: needed)]
      } else {
        values = row.names.indices.filter { Self.metric(row.names[$0]) != nil }
        guard !values.isEmpty else {
          throw WorkloadError(row.file, line: 1, "has no column of metrics; needed are \(needed).")
        }
      }

      func keysThere(_ row: TableRow) throws -> [Int] {
        try AlibabaMicroservicesFormat.keys.filter(row.names.contains).map {
          try row.place(of: $0, needed: needed)
        }
      }
    }

    /// What a metric measures, and what it is multiplied by; nil if it is none of the trace's.
    static func metric(_ name: String) -> (quantity: Quantity, scale: Double)? {
      let name = name.lowercased()
      if name.hasSuffix("_mcr") { return (.requestsPerSecond, 1) }
      if name.hasSuffix("_rt") { return (.value, 1) }
      switch name {
      case "instance_cpu_usage", "node_cpu_usage", "cpu_utilization": return (.cpuPercent, 100)
      case "instance_memory_usage", "node_memory_usage", "memory_utilization": return (.memoryPercent, 100)
      default: return nil
      }
    }
  }
}
