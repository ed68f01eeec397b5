/// Metrics of a cluster as the Helios project stores them for training: a timestamp, then a column a metric.
///
/// Rows come every 300 s from Cloud Monitoring; metrics were joined on the timestamp, so fields may be empty. `*_utilization`,
/// `db_cpu` and `db_memory` are fractions of the limit and are handed on in percent.
///
/// Source: pyjeebz/helios, ml/pipeline/data_fetcher.py and ml/fetch_real_data.py.
public struct HeliosFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "helios"
  /// What it holds and where it comes from, in a sentence.
  public static let summary = "Metrics of a cluster as Helios stores them for training, every 300 s."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread =
    "Columns that are not metrics of Helios, such as features made of them, are not read."

  private static let columns: [(name: String, quantity: Quantity, scale: Double)] = [
    ("memory_bytes", .memoryBytes, 1), ("memory_mb", .memoryBytes, 1_048_576),
    ("cpu_utilization", .cpuPercent, 100), ("memory_utilization", .memoryPercent, 100),
    ("rps", .requestsPerSecond, 1), ("users", .value, 1), ("latency", .value, 1),
    ("db_cpu", .cpuPercent, 100),
    ("db_memory", .memoryPercent, 100), ("db_connections", .value, 1), ("saleor_cpu", .cpuPercent, 100),
    ("saleor_memory", .memoryPercent, 100), ("locust_cpu", .cpuPercent, 100),
    ("locust_memory", .memoryPercent, 100),
  ]
  private let path: String

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.path = path }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    let header = head.header
    return header.contains("timestamp") && !AuraFormat.recognizes(head)
      && (["memory_bytes", "cpu_utilization"].allSatisfy(header.contains)
        || ["saleor_cpu", "saleor_memory"].allSatisfy(header.contains))
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try readSeries(path, plan: plan, body)
  }

  private func plan(_ header: [String]) throws -> SeriesLayout {
    var layout = SeriesLayout(names: header)
    layout.roles[
      try SeriesLayout.place(
        of: "timestamp", in: header, file: path, needed: "timestamp and a metric of Helios")] =
      .time
    for (name, quantity, scale) in Self.columns where header.contains(name) {
      let place = try SeriesLayout.place(of: name, in: header, file: path, needed: name)
      layout.addValue(place, name: name, quantity: quantity, scale: scale)
    }
    try layout.requireMetric(of: "Helios", in: path, among: Self.columns.map(\.name))
    layout.step = 300_000_000
    layout.noteIgnored()
    return layout
  }
}
