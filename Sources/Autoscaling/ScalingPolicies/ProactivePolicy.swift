import InputFiles
import Learning
import SimulationKernel

/// Sizes the service for the load that a forecaster expects at most over the actuation lead.
///
/// Bounded below by the reactive guard: never fewer replicas than the load last measured needs. Scale-in follows the
/// forecast once the stabilization window has passed, or at once where it is eager.
public struct ProactivePolicy: ScalingPolicy {
  /// Factor on the forecast and on the guard's load, the knob that is tuned to the budget.
  public let headroom: Double
  /// Whether replicas go as soon as neither forecast nor guard needs them. A forecast of the maximum over the lead says
  /// that none of them is missed before new ones could be there, so that waiting buys nothing but its errors.
  public let isEager: Bool
  private let sizing: ReplicaSizing
  private var window: TrailingMaximum
  private var live: LiveForecaster

  /// - Parameters:
  ///   - forecaster: What predicts the load; its task says what.
  ///   - quantile: Which quantile of the forecast is used, if the forecaster gives quantiles: the nearest one; nil for its
  ///     central value.
  ///   - headroom: Factor on the forecast and on the guard's load.
  ///   - sizing: The map from load to replicas.
  ///   - stabilization: How long a high proposal keeps the service from going below it.
  ///   - isEager: Whether scale-in waits for that only while there is no forecast.
  public init(
    forecaster: any Forecaster, quantile: Double?, headroom: Double, sizing: ReplicaSizing,
    stabilization: SimulationDuration, isEager: Bool = false
  ) {
    self.headroom = headroom
    self.sizing = sizing
    self.isEager = isEager
    window = TrailingMaximum(length: stabilization)
    live = LiveForecaster(forecaster, quantile: quantile)
  }

  /// Why the forecaster cannot go on.
  public var failure: String? { live.forecaster.failure }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    guard let sample = observation.usableService else { return sizing.hold(observation) }
    live.see(sample)
    let measured = sample.requestsPerSecond
    let expected = live.expected
    let proposal = sizing.replicas(forRequestsPerSecond: max(expected ?? measured, measured) * headroom)
    let held = window.maximum(adding: proposal, at: observation.now)
    let desired = isEager && expected != nil ? proposal : held
    let rule: DecisionReason.Rule =
      desired > proposal ? .stabilized : expected.map { $0 > measured } == true ? .forecast : .reactiveGuard
    return sizing.decision(desired, rule, signal: expected ?? measured)
  }
}

extension ProactivePolicy: PolicyKind {
  /// `proactive`.
  public static let name = "proactive"
  /// One sentence.
  public static let summary = "Sizes the service for a forecast, never below what the measured load needs."
  /// A forecaster, what of it is used, and how it becomes replicas.
  public static let settings: [Setting] = [
    .headroom, .forecaster, .quantile, .stabilization, .sizing, .utilization, scaleDown,
  ]
  private static let scaleDown = Setting(
    "scale_down", .choice(["held", "eager"]),
    "Whether replicas go after `stabilization`, or as soon as neither forecast nor measured load needs them.",
    default: "held")
  /// The newest load, carried on.
  public static let example: PolicySettings = ["forecaster": "last"]
  /// A forecaster.
  public static let knowledge = PolicyKnowledge.training

  /// A policy that has seen nothing yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    ProactivePolicy(
      forecaster: try context.forecaster(settings), quantile: settings.number("quantile"),
      headroom: settings.number(.headroom), sizing: context.sizing(settings),
      stabilization: .seconds(rounding: settings.number(.stabilization)),
      isEager: settings.text(scaleDown) == "eager")
  }
}

extension DecisionReason.Rule {
  static let forecast = Self("forecast above measured load")
  static let reactiveGuard = Self("measured load (reactive guard)")
}
