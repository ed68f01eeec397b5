/// What a scrape says of a service beyond its load and CPU; worked out only for policies that read it.
public struct ServiceDetails: Sendable, Hashable {
  /// Percentiles of the latency of answers, in seconds: over the scrape's window where requests are simulated one by one,
  /// at the instant of the scrape for a fluid.
  public var p50 = 0.0, p95 = 0.0, p99 = 0.0
  /// Share of the window's requests that failed, 0…1.
  public var errorRate = 0.0
  /// Memory that all running replicas use, in bytes.
  public var memory = 0.0
  /// Replicas that run, ready or not, and those that are ready.
  public var runningReplicas = 0, readyReplicas = 0
  /// Restarts of the containers of all replicas that there are.
  public var restarts = 0
  /// What the running replicas request: cores and bytes.
  public var cpuRequest = 0.0, memoryRequest = 0.0
  /// What the running replicas may use at most: cores and bytes; nil where there is no limit.
  public var cpuLimit: Double?, memoryLimit: Double?
  /// Whether on some node this service's replicas use more than nine tenths of its CPU.
  public var hasCPUPressure = false
  /// Whether some node of this service is under pressure, or its replicas use more than nine tenths of its memory.
  public var hasMemoryPressure = false

  /// A service of which nothing is known.
  public init() {}
}
