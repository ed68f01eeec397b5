/// When a load balancer takes a replica out that answers badly, and for how long: Envoy's outlier detection.
///
/// Source: Envoy's documentation, "Outlier detection", and `outlier_detection.proto`, whose defaults these are. Failures
/// are what a gateway sees as 5xx: errors, and requests that time out.
public struct OutlierEjectionParameters: Sendable, Hashable, Codable {
  /// How often it looks, in seconds.
  public var interval = 10.0
  /// So many failures one after the other eject a replica.
  public var consecutiveErrors = 5
  /// The first ejection lasts so long, in seconds, and each further one as much longer, up to the longest. An interval
  /// without an ejection takes one off the count.
  public var baseEjection = 30.0, longestEjection = 300.0
  /// At most this share of the replicas is out, 0…1, so that of fewer than ten none is (`always_eject_one_host` is off).
  public var mostEjected = 0.1
  /// A replica whose share of successes is so many standard deviations below the mean is ejected …
  public var successDeviations = 1.9
  /// … where at least so many replicas had at least so many requests in the interval.
  public var successHosts = 5, successRequests = 100

  /// Envoy's defaults.
  public init() {}
}

/// How new versions are tried out before they replace the old one, and when they are taken back.
///
/// The analysis is that of progressive delivery: the new replicas' failures against those of the old ones, restarts, and
/// a deadline for becoming ready (Kubernetes, `progressDeadlineSeconds`; Flagger, "Deployment strategies").
public struct CanaryGate: Sendable, Hashable, Codable {
  /// Steps on the way, each watched for so long.
  public var plan = CanaryPlan(steps: [25], pause: 60)
  /// Failures of the new replicas beyond those of the old ones at which the version is taken back, 0…1.
  public var errorShare = 0.01
  /// The new replicas have to be ready after so many seconds.
  public var progressDeadline = 120.0

  /// A quarter of the replicas, watched for a minute.
  public init() {}
}
