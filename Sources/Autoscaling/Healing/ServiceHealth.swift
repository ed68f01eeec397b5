/// What one scrape says of the service as a whole. Rates and shares are over the scrape's window.
public struct ServiceHealth: Sendable, Hashable, Codable {
  /// Calls that clients made, a second; repetitions do not count.
  public var requestsPerSecond = 0.0
  /// Attempts that were repetitions, a second.
  public var retries = 0.0
  /// Share of the calls that failed, 0…1.
  public var errorRate = 0.0
  /// Share of the calls that failed or took longer than the latency target, 0…1.
  public var violationShare = 0.0
  /// Percentiles of the latency of the answers, in seconds.
  public var p50 = 0.0, p95 = 0.0, p99 = 0.0
  /// Requests that wait at the instant of the scrape.
  public var queueLength = 0.0
  /// CPU used by all replicas, in cores.
  public var cpuUsed = 0.0
  /// Replicas that are ready, that exist and do not end, and that are asked for.
  public var readyReplicas = 0, replicas = 0, desiredReplicas = 0

  /// A service of which nothing is known.
  public init() {}
}
