import SimulationKernel

/// Metrics recorded of a live service: series of readings by name, each in order of time.
///
/// From a table (CSV as any spreadsheet or monitoring writes it, gzipped or not): a column of times, `replicas`, and columns of
/// numbers by name. From an answer of Prometheus to a range query, or any other trace format that is JSON: a series for each
/// name. Several files are taken together. An empty field, or a sample that is missing, is a reading that is missing.
///
/// ``Column`` names the readings that the simulator knows; every other name is one that a metric of a manifest may stand for.
public struct RecordedMetrics: Sendable, Hashable {
  /// A reading that the simulator knows, of the whole service.
  public enum Column: String, Sendable, CaseIterable {
    /// Replicas that were asked for.
    case replicas
    /// Replicas that were ready; all where nothing says so.
    case readyReplicas = "ready_replicas"
    /// CPU used by all replicas, in cores.
    case cpuCores = "cpu_cores"
    /// Memory used by all replicas, in bytes.
    case memoryBytes = "memory_bytes"
    /// Requests that arrived, per second.
    case requestsPerSecond = "requests_per_second"
    /// Requests waiting for a worker.
    case queueLength = "queue_length"
  }

  /// Readings of one name.
  public struct Series: Sendable, Hashable {
    /// When each was taken, on the recording's own clock (seconds since 1970 in an export of Prometheus), rising.
    public internal(set) var times: [SimulationTime] = []
    /// What was read.
    public internal(set) var values: [Double] = []

    /// The usual time between two readings: the median; zero of fewer than two.
    public var spacing: SimulationDuration { RecordedMetrics.median(times) }
  }

  /// All readings but replicas, by name. Some may be empty.
  public let series: [String: Series]
  /// Replicas that were asked for, each a whole number.
  public let replicas: Series
  /// Replicas that were ready, each a whole number; nil for all.
  public let readyReplicas: Series?
  /// All instants with a reading from the first count of replicas on, rising; at least two.
  public let times: [SimulationTime]
  /// Names of columns that hold no numbers, in the file's order.
  public let ignoredColumns: [String]
  /// What was odd, a sentence each.
  public let notes: [String]

  /// The names of all readings but replicas.
  public var columns: Set<String> { Set(series.keys) }

  /// The usual time between two instants: the median.
  public var spacing: SimulationDuration { Self.median(times) }

  fileprivate static func median(_ times: [SimulationTime]) -> SimulationDuration {
    let steps = zip(times.dropFirst(), times).map { ($0 - $1).nanoseconds }.sorted()
    return steps.isEmpty ? .zero : SimulationDuration(nanoseconds: steps[steps.count / 2])
  }

  /// Reads the file at `path`.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public init(path: String) throws { try self.init(files: [(nil, path)]) }

  /// Reads several files.
  ///
  /// - Parameters:
  ///   - files: Paths; a name before one is that of its only series.
  ///   - names: What columns and series are called here, by the names in the files: `["pods": "replicas"]`.
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public init(files: [(name: String?, path: String)], names: [String: String] = [:]) throws {
    let gathered = RecordedReadings(names: names)
    for file in files {
      let head = try TraceHead(path: file.path)
      if head.isJSON {
        try gathered.read(try TraceFormats.open(file.path), path: file.path, name: file.name)
      } else {
        try gathered.readTable(head, name: file.name)
      }
    }
    let paths = files.map(\.path).joined(separator: ", ")
    try gathered.check(paths)
    replicas = gathered.series.removeValue(forKey: Column.replicas.rawValue) ?? Series()
    readyReplicas = gathered.series.removeValue(forKey: Column.readyReplicas.rawValue)
    series = gathered.series
    ignoredColumns = gathered.ignored
    notes = gathered.notes
    let begin = replicas.times.first ?? .zero
    times = Set((series.values + [replicas]).flatMap(\.times)).filter { $0 >= begin }.sorted()
    guard times.count >= 2 else {
      throw WorkloadError(
        "\(paths): has \(times.count) instants with metrics and replicas; at least two are needed.")
    }
  }
}
