import Foundation
import SimulationKernel
import Workloads

/// The readers that can be fuzzed: every trace format by its name, and the readers that are no format.
enum ReaderTargets {
  /// Takes an input.
  typealias Target = @Sendable (InputFile) -> Void

  /// All names, the formats' first.
  static var names: [String] { TraceFormats.all.map { $0.name } + others.map(\.name) }

  /// The reader of a name.
  static func target(named name: String) -> Target? {
    if let other = others.first(where: { $0.name == name }) {
      return { file in Promises.check { try other.read(file) } }
    }
    guard let format = TraceFormats.all.first(where: { $0.name == name }) else { return nil }
    return { file in
      Promises.check {
        // the format has to tell of any beginning whether it is its own
        _ = format.recognizes(try TraceHead(path: file.path))
        try Promises.check(format.init(path: file.path))
      }
    }
  }

  private static let others: [(name: String, read: @Sendable (InputFile) throws -> Void)] = [
    ("gzip", readCompressed), ("format-detection", detect), ("usage-file", readUsage),
    ("recorded-metrics", readMetrics), ("recorded-requests", readRequests), ("labelled-table", readLabelled),
    ("trace-demand", readDemand), ("column-mapping", readMapped), ("anomaly-windows", readWindows),
  ]

  private static func readCompressed(_ file: InputFile) throws {
    let reader = try GzipReader(path: file.path)
    var bytes = [UInt8](repeating: 0, count: 8 << 10)
    while true {
      let count = try bytes.withUnsafeMutableBytes { try reader.read(into: $0) }
      guard count > 0, reader.bytesRead < 64 << 20 else { return }
    }
  }

  private static func detect(_ file: InputFile) throws {
    let trace = try TraceFormats.open(file.path)
    try Promises.check(trace)
  }

  private static func readUsage(_ file: InputFile) throws {
    let report = try UsageFile(file.path, withPercentiles: true).read { row in
      Promises.check(finite: row.cpuAverage, "a mean")
      for percentile in row.cpuPercentiles { Promises.check(finite: percentile, "a percentile") }
    }
    guard report.rows >= 0 else { fatalError("the number of rows is \(report.rows)") }
  }

  private static func readMetrics(_ file: InputFile) throws {
    let metrics = try RecordedMetrics(path: file.path)
    guard metrics.records.count >= 2, metrics.spacing.nanoseconds > 0 else {
      fatalError("records do not follow")
    }
    for record in metrics.records {
      Promises.check(finite: record.cpuCores, "cpu_cores")
      Promises.check(finite: record.memoryBytes, "memory_bytes")
      Promises.check(finite: record.requestsPerSecond, "requests_per_second")
      Promises.check(finite: record.queueLength, "queue_length")
    }
  }

  private static func readRequests(_ file: InputFile) throws {
    let requests = try RecordedRequests(paths: [file.path])
    guard requests.arrivals.count >= 2 else { fatalError("too few requests") }
    Promises.check(finite: requests.meanWork, "the mean work")
    for (early, late) in zip(requests.arrivals, requests.arrivals.dropFirst()) where early.time > late.time {
      fatalError("a request at \(early.time) µs stands before one at \(late.time) µs")
    }
    let load = requests.load(resolution: .seconds(60))
    guard load.rates.allSatisfy(\.isFinite) else { fatalError("a rate is not finite") }
  }

  private static func readLabelled(_ file: InputFile) throws {
    let schema = LabelledTable.Schema(
      features: ["size", "kind", "rate"], categorical: ["kind"], labelSuffix: ".")
    let table = try LabelledTable(path: file.path, schema: schema)
    guard table.numeric.allSatisfy({ $0.values.count == table.count && $0.values.allSatisfy(\.isFinite) }),
      table.categorical.allSatisfy({ column in
        column.codes.allSatisfy { column.levels.indices.contains(Int($0)) }
      }),
      table.labelCounts().reduce(0, { $0 + $1.count }) == table.count,
      (1...table.count).contains(table.deduplicated().count)
    else { fatalError("a column is not as long as the table, or a code has no word") }
  }

  private static func readDemand(_ file: InputFile) throws {
    let demand = try TraceDemand(paths: [file.path])
    guard demand.series.values.allSatisfy({ $0.map { $0.isFinite && $0 >= 0 } ?? true }) else {
      fatalError("a demand is negative or not finite")
    }
    _ = try demand.series.resampled(toAtLeast: .seconds(3600))
  }

  /// The first line is a mapping as JSON, the others the table.
  private static func readMapped(_ file: InputFile) throws {
    guard let cut = file.bytes.firstIndex(of: 0x0a),
      let mapping = try? JSONDecoder().decode(ColumnMapping.self, from: Data(file.bytes[..<cut]))
    else { return }
    let table = Array(file.bytes[(cut + 1)...])
    table.withUnsafeBytes { file.replace(with: $0) }
    try Promises.check(MappedCSVFormat(path: file.path, mapping: mapping))
  }

  /// The input is the file of labels of a table that stays the same.
  private static func readWindows(_ file: InputFile) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("anomaly-windows-\(getpid())")
      .path
    let (labels, table) = (folder + "/labels/combined_windows.json", folder + "/real/a.csv")
    if access(table, R_OK) != 0 {
      for path in [labels, table] {
        try FileManager.default.createDirectory(
          atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      }
      try Data("timestamp,value\n2014-04-01 00:00:00,1\n2014-04-01 00:05:00,2\n".utf8).write(
        to: URL(fileURLWithPath: table))
    }
    try Data(file.bytes).write(to: URL(fileURLWithPath: labels))
    try Promises.check(TraceFormats.open(table, format: "timestamp-value"))
  }
}
