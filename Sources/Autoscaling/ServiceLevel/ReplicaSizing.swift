/// How a policy that sizes the service itself gets from a load to replicas, and within which limits.
///
/// The metrics judge every arm by `ReplicaDemand` alone; what a policy aims at is its own affair.
public struct ReplicaSizing: Sendable, Hashable {
  /// What the replicas have to keep.
  public enum Rule: Sendable, Hashable {
    /// The latency objective, each replica being an M/M/c queue with its share of the load: the metrics' own map.
    case latency
    /// The latency objective, all replicas together being one M/M/nc queue: what a balancer comes near to that knows
    /// which workers are idle. The fewest n is found by inverting the latency percentile, so that many replicas
    /// together run hotter than few.
    case pooledLatency
    /// A share of the workers busy, above 0 up to 1, whatever the latency.
    case utilization(Double)
  }

  /// The queue in front of one replica and its objective.
  public let demand: ReplicaDemand
  /// What the replicas have to keep.
  public let rule: Rule
  /// The fewest and the most replicas that may be asked for.
  public let limits: ClosedRange<Int>

  /// A sizing by the given rule.
  ///
  /// - Precondition: A target utilization is above 0 and at most 1; no limit is negative.
  public init(_ demand: ReplicaDemand, rule: Rule = .latency, limits: ClosedRange<Int> = 0...Int(Int32.max)) {
    if case .utilization(let target) = rule {
      precondition(target > 0 && target <= 1, "the target utilization must be in (0, 1], is \(target)")
    }
    precondition(limits.lowerBound >= 0, "a limit of \(limits.lowerBound) replicas is negative")
    self.demand = demand
    self.rule = rule
    self.limits = limits
  }

  /// The fewest replicas that keep the rule under a load in requests a second, at least 0 and not limited; 0 for a load
  /// that is 0, negative or not a number, and a million at most.
  public func replicas(forRequestsPerSecond rate: Double) -> Int {
    guard rate > 0 else { return 0 }
    let queue = demand.queue
    let capacity = queue.capacity
    // beyond a million replicas no figure means anything
    guard rate < 1e6 * min(capacity, demand.ratePerReplica) else { return 1_000_000 }
    switch rule {
    case .latency: return demand.replicas(forRequestsPerSecond: rate)
    case .utilization(let target): return Int((rate / (capacity * target)).rounded(.up))
    case .pooledLatency:
      // pooling never needs more than the same replicas apart, and never fewer than the load keeps busy
      var enough = max(1, demand.replicas(forRequestsPerSecond: rate))
      var tooFew = Int((rate / capacity).rounded(.down))
      while enough - tooFew > 1 {
        let middle = (enough + tooFew) / 2
        if isMet(by: middle, rate) { enough = middle } else { tooFew = middle }
      }
      return enough
    }
  }

  private func isMet(by replicas: Int, _ rate: Double) -> Bool {
    let pool = MultiServerQueue(
      servers: replicas * demand.queue.servers, serviceTime: demand.queue.serviceTime)
    let utilization = rate / pool.capacity
    guard utilization < 1 else { return false }
    let objective = demand.objective
    return pool.tail(beyond: objective.latencyTarget, utilization: utilization) <= 1 - objective.percentile
  }

  /// Requests a second and replica that the rule allows; NaN where that depends on how many there are.
  var reference: Double {
    switch rule {
    case .latency: demand.ratePerReplica
    case .pooledLatency: .nan
    case .utilization(let target): target * demand.queue.capacity
    }
  }

  /// A decision for `desired` replicas, kept within the limits.
  func decision(_ desired: Int, _ rule: DecisionReason.Rule, signal: Double, reference: Double? = nil)
    -> ScalingDecision
  {
    let limited = min(max(desired, limits.lowerBound), limits.upperBound)
    let reason: DecisionReason.Rule =
      desired > limited ? .aboveLimit : desired < limited ? .belowLimit : rule
    return ScalingDecision(
      desiredReplicas: limited,
      reason: DecisionReason(reason, signal: signal, reference: reference ?? self.reference))
  }

  /// What a policy that knows nothing asks for: what there is.
  func hold(_ observation: Observation) -> ScalingDecision {
    decision(observation.specReplicas, .noMetrics, signal: .nan, reference: .nan)
  }
}

extension DecisionReason.Rule {
  static let noMetrics = Self("no metrics yet")
  static let aboveLimit = Self("most replicas allowed")
  static let belowLimit = Self("fewest replicas allowed")
}
