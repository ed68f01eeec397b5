/// Where the ordinary ends. The defaults follow from the ranges of the development types (`docs/healing.md`); none was
/// chosen by looking at the held-out ones.
public struct SymptomThresholds: Sendable, Hashable, Codable {
  /// Share of failed requests, of a replica or the service, 0…1.
  public var errorShare = 0.03
  /// Share of late or failed requests at which the objective counts as missed, 0…1.
  public var violationShare = 0.05
  /// Latency against peers or the own past, as a ratio.
  public var latencyRatio = 1.5
  /// CPU beyond that of the peers, in parts of the request, for a replica that is busier.
  public var cpuExcess = 0.25
  /// CPU against that of the peers at as many requests, as a ratio, for a starved replica and for an idle one.
  public var starvedShare = 0.6, idleShare = 0.1
  /// Throttled share of the time beyond the usual, 0…1.
  public var throttledShare = 0.2
  /// Fall of the cache's hit rate below the usual, 0…1.
  public var hitRateFall = 0.08
  /// Repetitions for each call beyond the usual.
  public var retryShare = 0.5
  /// Connections against those of the peers, as a ratio.
  public var connectionRatio = 1.6
  /// Share of a node's disk and the time in which something waits for it, 0…1.
  public var diskUsed = 0.65, diskWait = 0.3
  /// Share of a node's memory, 0…1.
  public var nodeMemory = 0.75
  /// Share of a node's CPU that others than the replicas use, beyond the usual, 0…1.
  public var cpuTaken = 0.25
  /// A replica has to start within the greater of so many seconds and so many times the usual.
  public var startSeconds = 60.0, startRatio = 2.5
  /// The same in seconds while nothing is known about the usual.
  public var unknownStartSeconds = 180.0
  /// A replica has to find a node within so many seconds: longer than a node takes that the autoscaler orders.
  public var waitSeconds = 300.0
  /// Memory counts as rising for good where the limit will be near within so many seconds …
  public var leakSeconds = 300.0
  /// … near being this share of it, 0…1 …
  public var leakShare = 0.8
  /// … after a rise by this share of the limit while it was watched, 0…1 …
  public var leakRise = 0.04
  /// … with so many of all pairs of points rising, 0…1.
  public var leakPairs = 0.8
  /// Requests that a scrape must have seen before shares and latencies of a replica mean anything.
  public var leastRequests = 30.0

  /// The defaults.
  public init() {}
}
