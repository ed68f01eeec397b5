import SimulationKernel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What monitoring recorded of a live service at one instant. A reading that is nil was not recorded.
public struct MetricRecord: Sendable, Hashable {
  /// When, on the recording's own clock (seconds since 1970 in an export of Prometheus).
  public var time: SimulationTime
  /// Replicas that were asked for.
  public var replicas: Int
  /// Replicas that were ready; nil stands for all.
  public var readyReplicas: Int?
  /// CPU used by all replicas, in cores.
  public var cpuCores: Double?
  /// Memory used by all replicas, in bytes.
  public var memoryBytes: Double?
  /// Requests that arrived, per second.
  public var requestsPerSecond: Double?
  /// Requests waiting for a worker.
  public var queueLength: Double?
}

/// Metrics recorded of a live service, in order of time.
///
/// The file is CSV, gzipped or not, with a header. Needed are the columns `timestamp` (seconds, rising) and `replicas`,
/// and at least one of `cpu_cores`, `memory_bytes`, `requests_per_second` and `queue_length`, which speak about the
/// whole service; `ready_replicas` may be there. An empty field is a reading that is missing. Other columns are not read.
public struct RecordedMetrics: Sendable, Hashable {
  /// A column that holds a reading.
  public enum Column: String, Sendable, CaseIterable {
    case timestamp, replicas
    case readyReplicas = "ready_replicas"
    case cpuCores = "cpu_cores"
    case memoryBytes = "memory_bytes"
    case requestsPerSecond = "requests_per_second"
    case queueLength = "queue_length"

    var isMetric: Bool {
      switch self {
      case .timestamp, .replicas, .readyReplicas: false
      case .cpuCores, .memoryBytes, .requestsPerSecond, .queueLength: true
      }
    }
  }

  /// At least two records.
  public let records: [MetricRecord]
  /// The columns that the file has.
  public let columns: Set<Column>
  /// Names of columns that were not read, in the file's order.
  public let ignoredColumns: [String]

  /// Reads the file at `path`.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public init(path: String) throws {
    let rows = MetricRows(file: path)
    try readCSV(path, into: rows)
    guard rows.records.count >= 2 else {
      throw WorkloadError("\(path): has \(rows.records.count) rows of metrics; at least two are needed.")
    }
    records = rows.records
    columns = Set(rows.roles.compactMap { $0 })
    ignoredColumns = zip(rows.header, rows.roles).filter { $0.1 == nil }.map(\.0)
  }

  /// The usual time between two records: the median.
  public var spacing: SimulationDuration {
    let steps = zip(records.dropFirst(), records).map { ($0.time - $1.time).nanoseconds }.sorted()
    return SimulationDuration(nanoseconds: steps[steps.count / 2])
  }
}

private final class MetricRows: CSVSink {
  let file: String
  var header: [String] = []
  var roles: [RecordedMetrics.Column?] = []
  var records: [MetricRecord] = []
  private var values: [Double?] = []

  init(file: String) { self.file = file }

  func field(_ text: UnsafePointer<CChar>, count: Int, column: Int, line: Int) throws {
    guard !roles.isEmpty else {
      header.append(String(cString: text))
      return
    }
    guard column < roles.count, let role = roles[column] else { return values.append(nil) }
    if count == 0, role != .timestamp, role != .replicas { return values.append(nil) }
    var end: UnsafeMutablePointer<CChar>?
    let value = strtod(text, &end)
    let isNumber = count > 0 && end == UnsafeMutablePointer(mutating: text) + count && value.isFinite
    let isWhole = role == .replicas || role == .readyReplicas
    guard isNumber, value >= 0, !isWhole || value == value.rounded(.down) && value <= 1e6 else {
      throw WorkloadError(
        file, line: line,
        "\(role.rawValue) is \(WorkloadError.quoted(String(cString: text))); allowed are "
          + (isWhole ? "whole numbers from 0 to 1000000." : "finite numbers from 0 up."))
    }
    guard role != .timestamp || value < 9e9 else {
      throw WorkloadError(
        file, line: line,
        "timestamp is \(WorkloadError.quoted(String(cString: text))); allowed are seconds up to 9e9 (are these milliseconds?)."
      )
    }
    values.append(value)
  }

  func endRow(columns count: Int, line: Int) throws {
    guard !roles.isEmpty else { return try readHeader() }
    defer { values.removeAll(keepingCapacity: true) }
    guard count == roles.count else {
      throw WorkloadError(
        file, line: line, "has \(count) fields; allowed are the \(roles.count) of the header.")
    }
    func value(_ column: RecordedMetrics.Column) -> Double? {
      roles.firstIndex(of: column).flatMap { values[$0] }
    }
    let time = SimulationTime.zero + .seconds(rounding: value(.timestamp) ?? 0)
    if let last = records.last, last.time >= time {
      throw WorkloadError(
        file, line: line,
        "the timestamp \(time.seconds) does not come after \(last.time.seconds); rows must be in order of time."
      )
    }
    let record = MetricRecord(
      time: time, replicas: Int(value(.replicas) ?? 0), readyReplicas: value(.readyReplicas).map { Int($0) },
      cpuCores: value(.cpuCores), memoryBytes: value(.memoryBytes),
      requestsPerSecond: value(.requestsPerSecond), queueLength: value(.queueLength))
    if let ready = record.readyReplicas, ready > record.replicas {
      throw WorkloadError(
        file, line: line,
        "ready_replicas is \(ready), more than the \(record.replicas) replicas; at most all can be ready.")
    }
    records.append(record)
  }

  private func readHeader() throws {
    roles = header.map { RecordedMetrics.Column(rawValue: $0) }
    let metrics = RecordedMetrics.Column.allCases.filter(\.isMetric).map(\.rawValue)
    for needed in [RecordedMetrics.Column.timestamp, .replicas] where !roles.contains(needed) {
      let near = nearestName(to: needed.rawValue, among: header)
      throw WorkloadError(
        file, line: 1,
        "has no column \(needed.rawValue)\(near.map { " (is it \(WorkloadError.quoted($0))?)" } ?? ""); "
          + "needed are timestamp, replicas and one of \(metrics.joined(separator: ", ")).")
    }
    for role in Set(roles.compactMap { $0 }).sorted(by: { $0.rawValue < $1.rawValue })
    where roles.count(where: { $0 == role }) > 1 {
      throw WorkloadError(
        file, line: 1, "has \(roles.count { $0 == role }) columns \(role.rawValue); allowed is one.")
    }
    guard roles.contains(where: { $0?.isMetric == true }) else {
      throw WorkloadError(
        file, line: 1, "has no column of metrics; needed is one of \(metrics.joined(separator: ", ")).")
    }
  }
}
