/// Metrics of pods as the AURA K8s project keeps them: its table of pod metrics, or its training set.
///
/// The table has `namespace`, `pod_name`, `container_name` and `timestamp`, which split it into series a pod. The
/// training set has `timestamp`, percentages and `anomaly_type`; it has no pod, and its rows are independent draws in no
/// order of time, so that as a series most of its rows go backwards and are left out.
///
/// Source: namansh70747/AURA--K8s-, scripts/init-db-local.sql (table pod_metrics) and ml/train/dataset_downloader.py.
public struct AuraFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "aura"
  /// What it holds and where it comes from, in a sentence.
  public static let summary = "Metrics of pods of AURA K8s, a series a pod and metric."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread =
    "The phase, states, flags, trends, limits, restarts and age of a pod are not read; "
    + "of anomaly_type only whether it is healthy."

  private static let columns: [(name: String, quantity: Quantity, scale: Double)] = [
    ("cpu_usage_millicores", .cpuCores, 0.001), ("memory_usage_bytes", .memoryBytes, 1),
    ("cpu_utilization", .cpuPercent, 1), ("memory_utilization", .memoryPercent, 1),
    ("cpu_usage", .cpuPercent, 1),
    ("memory_usage", .memoryPercent, 1), ("disk_usage", .value, 1), ("disk_usage_bytes", .value, 1),
    ("network_rx_bytes", .value, 1), ("network_tx_bytes", .value, 1), ("network_rx_errors", .value, 1),
    ("network_tx_errors", .value, 1), ("network_bytes_sec", .value, 1), ("error_rate", .value, 1),
    ("latency_ms", .value, 1),
  ]
  private static let keys = ["namespace", "pod_name", "pod", "container_name", "container"]
  private let path: String

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.path = path }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    let header = head.header
    guard header.contains("timestamp") else { return false }
    let isTable = header.contains("pod_name") && header.contains { columns.map(\.name).contains($0) }
    let isTrainingSet = ["anomaly_type", "cpu_usage", "memory_usage"].allSatisfy(header.contains)
    return isTable || isTrainingSet
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
        of: "timestamp", in: header, file: path, needed: "timestamp and a metric of a pod")] =
      .time
    for (place, name) in header.enumerated() {
      if Self.keys.contains(name) {
        layout.roles[place] = .key
      } else if name == "anomaly_type" {
        layout.roles[place] = .label
      } else if let column = Self.columns.first(where: { $0.name == name }) {
        layout.addValue(place, name: name, quantity: column.quantity, scale: column.scale)
      }
    }
    try layout.requireMetric(of: "a pod", in: path, among: Self.columns.map(\.name))
    layout.noteIgnored()
    return layout
  }
}
