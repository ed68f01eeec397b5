/// The state of a run at one instant of its timeline. Rates and shares are averages since the point before.
public struct TimelinePoint: Sendable, Hashable {
  /// Seconds on the workload's time line.
  public var time: Double
  /// Requests that arrived, per second.
  public var requestsPerSecond: Double
  /// The fewest ready replicas that would meet the service level now.
  public var demand: Int
  /// Replicas ready to serve.
  public var ready: Int
  /// Replicas asked for.
  public var desired: Int
  /// Nodes that are billed (booting ones included).
  public var nodes: Int
  /// The latency percentile of the service level objective, in seconds.
  public var latency: Double
  /// Share of requests that failed, 0…1.
  public var errorShare: Double
  /// Node cost since the start of the measured window, USD.
  public var cost: Double

  /// A point of the given readings.
  public init(
    time: Double, requestsPerSecond: Double, demand: Int, ready: Int, desired: Int, nodes: Int,
    latency: Double,
    errorShare: Double, cost: Double
  ) {
    self.time = time
    self.requestsPerSecond = requestsPerSecond
    self.demand = demand
    self.ready = ready
    self.desired = desired
    self.nodes = nodes
    self.latency = latency
    self.errorShare = errorShare
    self.cost = cost
  }
}

/// What the requests of a stretch of a run were like, for runs that are held against a measured cluster.
public struct ServicePoint: Sendable, Hashable {
  /// Its end, in seconds on the workload's time line.
  public var time: Double
  /// Requests that arrived, that were answered, and that failed.
  public var offered: Double, completed: Double, failed: Double
  /// Percentiles of the latency of those that were answered in it, in seconds; nil where none was.
  public var p50: Double?, p95: Double?, p99: Double?
  /// The fewest replicas that carry the load, those asked for, and those ready at its end.
  public var required: Int, desired: Int, ready: Int
  /// CPU used, in core-seconds.
  public var cpuSeconds: Double
}

/// One decision of a policy that changed something.
public struct DecisionRecord: Sendable, Hashable {
  /// Seconds on the workload's time line.
  public var time: Double
  /// `spec.replicas` before.
  public var current: Int
  /// What the policy asked for.
  public var desired: Int
  /// The rule that decided, in words.
  public var rule: String
  /// The signal it looked at; nil where there was none.
  public var signal: Double?
  /// What the signal was held against; nil where there was nothing.
  public var reference: Double?

  /// A decision of the given contents.
  public init(time: Double, current: Int, desired: Int, rule: String, signal: Double?, reference: Double?) {
    self.time = time
    self.current = current
    self.desired = desired
    self.rule = rule
    self.signal = signal
    self.reference = reference
  }
}
