/// What one scrape says of one replica. Rates and shares are over the scrape's window.
public struct ReplicaHealth: Sendable, Hashable, Codable {
  /// The replica's number, which no other replica of the run has.
  public var replica: Int
  /// The number of its node; nil while it waits for one.
  public var node: Int?
  /// Where it is in its life.
  public var phase: PodPhase
  /// Whether it counts as ready, so that it gets requests.
  public var isReady: Bool
  /// Whether it was asked to end.
  public var isTerminating: Bool
  /// Seconds since it was bound to its node; 0 before that.
  public var age: Double
  /// How often its container was started again.
  public var restarts: Int
  /// CPU used, requested and allowed, in cores; the limit is nil where there is none.
  public var cpuUsed: Double, cpuRequest: Double, cpuLimit: Double?
  /// Share of the time in which the CPU limit held it back, 0…1.
  public var throttledShare: Double
  /// Resident memory and its limit, in bytes; the limit is nil where there is none.
  public var memory: Double, memoryLimit: Double?
  /// Share of the node's disk that is used, 0…1.
  public var diskUsed: Double
  /// Share of the time in which something waited for the disk, 0…1.
  public var diskWait: Double
  /// Bytes a second received and sent.
  public var networkIn: Double, networkOut: Double
  /// Requests that came to it, a second.
  public var requestsPerSecond: Double
  /// Requests that wait in it at the instant of the scrape.
  public var queueLength: Double
  /// Percentiles of the latency of its answers, in seconds.
  public var p50: Double, p95: Double, p99: Double
  /// Share of its requests that failed, 0…1.
  public var errorRate: Double
  /// Requests to it that were repetitions, a second.
  public var retries: Double
  /// Connections of its pool that are taken.
  public var connections: Double
  /// Share of look-ups that its cache answered, 0…1.
  public var cacheHitRate: Double

  /// A replica of which nothing but its number and requests is known.
  public init(replica: Int, cpuRequest: Double) {
    self.replica = replica
    self.cpuRequest = cpuRequest
    (phase, isReady, isTerminating, age, restarts) = (.pending, false, false, 0, 0)
    (cpuUsed, throttledShare, memory, diskUsed, diskWait) = (0, 0, 0, 0, 0)
    (networkIn, networkOut, requestsPerSecond, queueLength) = (0, 0, 0, 0)
    (p50, p95, p99, errorRate, retries, connections, cacheHitRate) = (0, 0, 0, 0, 0, 0, 0)
  }
}
