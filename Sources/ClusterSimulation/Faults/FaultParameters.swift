/// What the faults of a run have in common: thresholds of the kubelet, sizes that the service does not tell.
public struct FaultParameters: Sendable, Hashable, Codable {
  /// How often causes that grow take effect, in seconds.
  public var tick = 5.0
  /// The resident memory at which a replica is killed, in bytes, where the service has no limit of its own; nil for its
  /// memory request.
  public var memoryLimit: Double?
  /// The part of the service time that is spent on the disk, 0…1.
  public var diskShare = 0.3
  /// Connections of a replica's pool for each of its workers.
  public var connectionsPerWorker = 2.0
  /// Share of a node's disk that is used when nothing is wrong.
  public var diskUsed = 0.4
  /// Share of a node's disk at which the kubelet evicts (nodefs.available < 15 %).
  public var diskEviction = 0.85
  /// Share of a node's memory at which the kubelet evicts.
  public var memoryEviction = 0.95
  /// From one eviction of the kubelet to the next, in seconds (its housekeeping looks every 10 s).
  public var evictionPeriod = 10.0
  /// How long a node stays under pressure after the pressure has gone, in seconds
  /// (eviction-pressure-transition-period).
  public var pressureTransition = 300.0
  /// Whether the liveness probe of the service is answered by a worker, so that it notices when all are blocked.
  public var livenessNeedsWorker = false
  /// Whether the service can answer without its dependency (see `Remedy.tripBreaker`).
  public var hasBreaker = false
  /// Share of the requests that fail while the breaker is open, 0…1.
  public var fallbackErrors = 0.02
  /// How late a look-up is whose first query was dropped, in seconds (resolv.conf: timeout 5).
  public var resolverTimeout = 5.0
  /// Seconds between two looks at the service level, for times of recovery.
  public var watchPeriod = 10.0
  /// How long the service level has to hold to count as restored, in seconds.
  public var holdTime = 120.0

  /// Kubernetes' defaults, and no circuit breaker.
  public init() {}
}
