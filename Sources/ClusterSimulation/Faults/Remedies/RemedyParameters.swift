import Autoscaling

/// How long remedies take and how often they fail; the same for every arm.
public struct RemedyParameters: Sendable, Hashable, Codable {
  /// From the request to the effect, in parts of the usual times (see `usualDelay(of:)`).
  public var delayFactor = 1.0
  /// Share of the remedies that fail and change nothing, 0 up to 1.
  public var failureShare = 0.02

  /// The usual times, and 2 % failures.
  public init() {}

  /// From the request to the moment the cluster begins to act on it, in seconds. What the cluster then does (start-ups,
  /// boots, evictions, rolling updates) takes its own time.
  public static func usualDelay(of kind: Remedy.Kind) -> Double {
    switch kind {
    case .restart, .replace, .drain, .moveReplicas, .orderNode, .shedLoad, .tripBreaker: 2
    case .uncordon, .holdReplicas, .scaleOut: 1
    case .rollingRestart, .raiseLimits, .rollBack, .fence: 5
    case .pinImage: 10
    case .restartDNS: 20
    case .cleanDisk: 30
    }
  }
}

/// Who watches over the service, and what remedies cost.
public struct HealingSetup: Sendable {
  /// The policy.
  public var policy: any HealingPolicy
  /// Seconds between two decisions.
  public var period: Double
  /// What remedies take.
  public var remedies: RemedyParameters
  /// Shows the truth to a perfect healer; nil for every healer that could be deployed.
  var truth: FaultTruth?

  /// A policy that decides every `period` seconds.
  public init(
    _ policy: any HealingPolicy, period: Double = 15, remedies: RemedyParameters = RemedyParameters()
  ) {
    self.policy = policy
    self.period = period
    self.remedies = remedies
  }
}
