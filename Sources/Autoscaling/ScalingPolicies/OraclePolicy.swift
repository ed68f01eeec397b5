import SimulationKernel

/// Knows the true demand one lead ahead: the bound that no forecast beats.
///
/// It is handed the future as data, by the experiment; no other policy has such a parameter.
public struct OraclePolicy: ScalingPolicy {
  /// True demand in requests a second, one value per `resolution`, from time 0.
  public let rates: [Double]
  /// Length of one value.
  public let resolution: SimulationDuration
  /// How far ahead it looks: the time from its decision to ready replicas, until its next decision took effect.
  public let lead: SimulationDuration
  /// The map from load to replicas.
  public let demand: ReplicaDemand

  /// An oracle of the given future and lead.
  public init(
    rates: [Double], resolution: SimulationDuration, lead: SimulationDuration, demand: ReplicaDemand
  ) {
    self.rates = rates
    self.resolution = resolution
    self.lead = lead
    self.demand = demand
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let first = min(Int(observation.now.sinceOrigin / resolution), rates.count - 1)
    let last = min(Int((observation.now + lead).sinceOrigin / resolution), rates.count - 1)
    let peak = rates[first...last].reduce(0, max)
    return ScalingDecision(
      desiredReplicas: demand.replicas(forRequestsPerSecond: peak),
      reason: DecisionReason(.future, signal: peak, reference: demand.ratePerReplica))
  }
}

extension DecisionReason.Rule {
  static let future = Self("true demand over the lead")
}
