/// The service level objective of a service: a percentile of latency and its target.
public struct ServiceLevelObjective: Sendable, Hashable, Codable {
  /// The share of requests that has to be faster than the target, in 0…1 (0.95 for the p95).
  public var percentile: Double
  /// The latency target in seconds.
  public var latencyTarget: Double

  /// An objective of the given percentile (0…1) and target (seconds).
  public init(percentile: Double, latencyTarget: Double) {
    self.percentile = percentile
    self.latencyTarget = latencyTarget
  }
}

/// The one function that maps load to replicas, shared by the metrics and by every policy that sizes a service itself.
///
/// The load balancer splits arrivals at random over the replicas, so each is an M/M/c queue of its own with
/// `concurrency` servers, and the demand is the load over what one replica carries within the objective.
public struct ReplicaDemand: Sendable, Hashable {
  /// The queue in front of one replica.
  public let queue: MultiServerQueue
  /// The objective that the replicas have to meet.
  public let objective: ServiceLevelObjective
  /// The highest load, in requests a second, that one replica carries within the objective; by a table, one of all that it has.
  public let ratePerReplica: Double
  /// What replicas carry as it was measured; nil for the queue's own map.
  public let table: CapacityTable?

  /// The demand function of replicas with this queue under this objective; nil if even an idle replica misses it.
  public init?(queue: MultiServerQueue, objective: ServiceLevelObjective, table: CapacityTable? = nil) {
    self.table = table
    if let table {
      self.queue = queue
      self.objective = objective
      ratePerReplica = table.rates[table.rates.count - 1] / Double(table.rates.count)
      return
    }
    let allowed = 1 - objective.percentile
    guard queue.tail(beyond: objective.latencyTarget, utilization: 0) < allowed else { return nil }
    self.queue = queue
    self.objective = objective
    var low = 0.0
    var high = 1.0
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if queue.tail(beyond: objective.latencyTarget, utilization: middle) <= allowed {
        low = middle
      } else {
        high = middle
      }
    }
    ratePerReplica = low * queue.capacity
  }

  /// Requests a second that so many ready replicas carry within the objective.
  public func rate(ofReplicas replicas: Int) -> Double {
    table?.rate(ofReplicas: replicas) ?? Double(max(0, replicas)) * ratePerReplica
  }

  /// The fewest ready replicas that meet the objective under `requestsPerSecond`; 0 for no load.
  public func replicas(forRequestsPerSecond requestsPerSecond: Double) -> Int {
    table?.replicas(forRequestsPerSecond: requestsPerSecond)
      ?? Int((requestsPerSecond / ratePerReplica).rounded(.up))
  }
}
