/// What a series measures, with its unit.
public enum Quantity: String, Sendable, Hashable, Codable, CaseIterable {
  /// Requests that arrived during the step.
  case requests
  /// Requests a second, on average over the step.
  case requestsPerSecond = "requests_per_second"
  /// CPU in use, in cores.
  case cpuCores = "cpu_cores"
  /// CPU in use, in normalized compute units: 1 is the largest machine of Google's traces.
  case cpuNCU = "cpu_ncu"
  /// CPU in use, in percent of what the thing has.
  case cpuPercent = "cpu_percent"
  /// Memory in use, in bytes.
  case memoryBytes = "memory_bytes"
  /// Memory in use, as a share of the largest machine of Google's traces.
  case memoryNormalized = "memory_normalized"
  /// Memory in use, in percent of what the thing has.
  case memoryPercent = "memory_percent"
  /// Anything else, in a unit that the file does not tell.
  case value

  /// The unit as tables and axes show it; empty where there is none.
  public var unit: String {
    switch self {
    case .requests: "requests"
    case .requestsPerSecond: "requests/s"
    case .cpuCores: "cores"
    case .cpuNCU: "NCU"
    case .cpuPercent, .memoryPercent: "%"
    case .memoryBytes: "bytes"
    case .memoryNormalized: "of the largest machine"
    case .value: ""
    }
  }

  /// Whether what several rows say of one time adds up, as counts of requests do; levels and rates are averaged.
  public var addsUp: Bool { self == .requests }
}
