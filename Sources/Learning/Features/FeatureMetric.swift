/// What of a service features are made of: one number a step, of the service as a whole.
public enum FeatureMetric: String, Hashable, Sendable, Codable, CaseIterable {
  /// CPU that all replicas use, in cores.
  case cpuUsage = "cpu_usage"
  /// CPU that all replicas request, in cores.
  case cpuRequest = "cpu_request"
  /// CPU that all replicas may use at most, in cores.
  case cpuLimit = "cpu_limit"
  /// Memory that all replicas use, in bytes.
  case memoryUsage = "memory_usage"
  /// Memory that all replicas request, in bytes.
  case memoryRequest = "memory_request"
  /// Memory that all replicas may use at most, in bytes.
  case memoryLimit = "memory_limit"
  /// Requests that arrive, a second.
  case requestsPerSecond = "requests_per_second"
  /// 95th percentile of the latency of answers, in seconds.
  case responseTime = "response_time"
  /// Share of the requests that failed, 0…1.
  case errorRate = "error_rate"
  /// Requests that wait for a worker.
  case queueLength = "queue_length"
  /// Restarts of the containers of all replicas that there are.
  case restarts
  /// Replicas that are ready.
  case replicas
  /// 1 where a node of the service is short of CPU, else 0.
  case nodeCPUPressure = "node_cpu_pressure"
  /// 1 where a node of the service is short of memory, else 0.
  case nodeMemoryPressure = "node_memory_pressure"

  /// Its unit, as tables show it.
  public var unit: String {
    switch self {
    case .cpuUsage, .cpuRequest, .cpuLimit: "cores"
    case .memoryUsage, .memoryRequest, .memoryLimit: "bytes"
    case .requestsPerSecond: "1/s"
    case .responseTime: "s"
    case .errorRate, .queueLength, .restarts, .replicas, .nodeCPUPressure, .nodeMemoryPressure: "1"
    }
  }

  /// Its place among all metrics.
  var index: Int { Self.places[self] ?? 0 }

  private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}

/// One step of a metric stream. What was not measured is not a number.
public struct MetricReading: Sendable, Hashable {
  var values: [Double]

  /// A reading of which nothing is known.
  public init() { values = Array(repeating: .nan, count: FeatureMetric.allCases.count) }

  /// The value of a metric over the step; NaN where it is missing.
  public subscript(metric: FeatureMetric) -> Double {
    get { values[metric.index] }
    set { values[metric.index] = newValue }
  }
}

/// A recorded metric stream: columns of N evenly spaced steps.
public struct MetricSeries: Sendable, Hashable {
  /// N: number of steps.
  public let count: Int
  /// Length of a step, in seconds.
  public let step: Double
  /// Where the first step begins, in seconds from the time line's origin.
  public let start: Double
  private var columns: [[Double]]

  /// A series of which nothing is known yet.
  public init(count: Int, step: Double, start: Double = 0) {
    precondition(count >= 0 && step > 0, "\(count) steps of \(step) s")
    self.count = count
    self.step = step
    self.start = start
    columns = Array(repeating: [], count: FeatureMetric.allCases.count)
  }

  /// (N) the values of a metric, oldest first; nil where it was not recorded.
  ///
  /// - Precondition: A column that is set has N values.
  public subscript(metric: FeatureMetric) -> [Double]? {
    get { columns[metric.index].isEmpty ? nil : columns[metric.index] }
    set {
      let column = newValue ?? []
      precondition(
        newValue == nil || column.count == count, "\(count) values expected, \(column.count) given")
      columns[metric.index] = column
    }
  }

  /// Where step `index` ends, in seconds from the time line's origin.
  public func end(of index: Int) -> Double { start + Double(index + 1) * step }

  /// Writes step `index` into `reading`.
  func read(_ index: Int, into reading: inout MetricReading) {
    for metric in columns.indices {
      reading.values[metric] = columns[metric].isEmpty ? .nan : columns[metric][index]
    }
  }
}
