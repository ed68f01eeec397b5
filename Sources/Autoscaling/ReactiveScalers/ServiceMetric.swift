/// A quantity of the whole service that a scrape gives, for scalers that let their user choose one.
public enum ServiceMetric: Sendable, Hashable {
  /// Requests that arrive, per second.
  case requestsPerSecond
  /// Requests in the service: those that wait and those in work, taken to be the CPU used over the cores
  /// (positive) that one request keeps busy.
  case concurrency(coresPerRequest: Double)
  /// CPU used by all replicas, in cores.
  case cpuCores
  /// Requests that wait for a worker.
  case queueLength

  /// The metric's value in one scrape, in the metric's unit, at least 0.
  public func value(_ sample: ServiceSample) -> Double {
    switch self {
    case .requestsPerSecond: sample.requestsPerSecond
    case .concurrency(let coresPerRequest): sample.queueLength + sample.cpuCores / coresPerRequest
    case .cpuCores: sample.cpuCores
    case .queueLength: sample.queueLength
    }
  }
}

extension Observation {
  /// The newest reading of a metric of the whole service in the metric's unit; nil where there is none.
  public func value(of metric: ServiceMetric) -> Double? {
    switch metric {
    case .requestsPerSecond: return value(of: .requests, \.requestsPerSecond)
    case .queueLength: return value(of: .queue, \.queueLength)
    case .cpuCores: return value(of: .cpu, \.cpuCores)
    case .concurrency:
      guard value(of: .queue, \.queueLength) != nil, value(of: .cpu, \.cpuCores) != nil else { return nil }
      return finiteService.map(metric.value)
    }
  }

  /// Pods that serve requests: running, ready and not on their way out.
  var readyReplicas: Int {
    pods.count { $0.phase == .running && $0.readiness == .ready && !$0.isTerminating }
  }
}
