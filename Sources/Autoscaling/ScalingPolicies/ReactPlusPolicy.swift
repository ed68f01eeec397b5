import SimulationKernel

/// `react+`: the proactive controller without its forecast. Sizes the service for the load last measured, times a
/// headroom, with no dead band, and goes down only to the most that it wanted within the stabilization window.
///
/// It separates what a gain owes to the structure of the controller from what it owes to forecasting.
public struct ReactPlusPolicy: ScalingPolicy {
  /// The factor on the measured load, at least 1 in sensible use.
  public var headroom: Double
  private let demand: ReplicaDemand
  private var window: TrailingMaximum

  /// - Parameters:
  ///   - headroom: Factor on the measured load.
  ///   - demand: The map from load to replicas.
  ///   - stabilization: How long a high proposal keeps the service from going below it.
  public init(headroom: Double, demand: ReplicaDemand, stabilization: SimulationDuration) {
    self.headroom = headroom
    self.demand = demand
    window = TrailingMaximum(length: stabilization)
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    guard let sample = observation.service else {
      return ScalingDecision(desiredReplicas: observation.specReplicas, reason: DecisionReason(.noMetrics))
    }
    let proposal = demand.replicas(forRequestsPerSecond: sample.requestsPerSecond * headroom)
    let desired = window.maximum(adding: proposal, at: observation.now)
    return ScalingDecision(
      desiredReplicas: desired,
      reason: DecisionReason(
        desired > proposal ? .stabilized : .measuredLoad, signal: sample.requestsPerSecond,
        reference: demand.ratePerReplica))
  }
}

extension DecisionReason.Rule {
  static let noMetrics = Self("no metrics yet")
  static let measuredLoad = Self("measured load")
  static let stabilized = Self("held by stabilization window")
}
