import InputFiles
import SimulationKernel

/// `react+`: the proactive controller without its forecast. Sizes the service for the load last measured, times a
/// headroom, with no dead band, and goes down only to the most that it wanted within the stabilization window.
///
/// It separates what a gain owes to the structure of the controller from what it owes to forecasting.
public struct ReactPlusPolicy: ScalingPolicy {
  /// The factor on the measured load, at least 1 in sensible use.
  public let headroom: Double
  private let sizing: ReplicaSizing
  private var window: TrailingMaximum

  /// - Parameters:
  ///   - headroom: Factor on the measured load.
  ///   - sizing: The map from load to replicas.
  ///   - stabilization: How long a high proposal keeps the service from going below it.
  public init(headroom: Double, sizing: ReplicaSizing, stabilization: SimulationDuration) {
    self.headroom = headroom
    self.sizing = sizing
    window = TrailingMaximum(length: stabilization)
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    guard let sample = observation.usableService else { return sizing.hold(observation) }
    let proposal = sizing.replicas(forRequestsPerSecond: sample.requestsPerSecond * headroom)
    let desired = window.maximum(adding: proposal, at: observation.now)
    return sizing.decision(
      desired, desired > proposal ? .stabilized : .measuredLoad, signal: sample.requestsPerSecond)
  }
}

extension ReactPlusPolicy: PolicyKind {
  /// `react-plus`.
  public static let name = "react-plus"
  /// One sentence.
  public static let summary = "The proactive controller without a forecast."
  /// How measured load becomes replicas.
  public static let settings: [Setting] = [.headroom, .stabilization, .sizing, .utilization]

  /// A policy that has seen nothing yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    ReactPlusPolicy(
      headroom: settings.number(.headroom), sizing: context.sizing(settings),
      stabilization: .seconds(rounding: settings.number(.stabilization)))
  }
}

extension DecisionReason.Rule {
  static let measuredLoad = Self("measured load")
  static let stabilized = Self("held by stabilization window")
}
