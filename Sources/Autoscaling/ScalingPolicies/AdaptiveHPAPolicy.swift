import Foundation
import InputFiles
import SimulationKernel

/// A Kubernetes HPA whose CPU target follows the service level that it sees: the reactive counterpart of a forecaster whose
/// margin adapts online, with the same signal and the same rule.
///
/// The rule is that of adaptive conformal inference (Gibbs & Candès, NeurIPS 2021): with each scrape the logarithm of the
/// target moves by gain · (budget − missed), where `missed` is 1 if the scrape's share of violations was above what the
/// objective allows. In the long run the share of missed scrapes is the budget, whatever the load, as long as some target
/// between the bounds can keep it.
public struct AdaptiveHPAPolicy: ScalingPolicy {
  /// How the target moves.
  public struct Rule: Sendable, Hashable {
    /// Share of the scrapes that may miss the objective, between 0 and 1.
    public var budget: Double
    /// How far one missed scrape moves the logarithm of the target; above 0.
    public var gain: Double
    /// The lowest and the highest target, in percent of the CPU request.
    public var bounds: ClosedRange<Double>

    /// A rule with the given budget and gain.
    public init(budget: Double = 0.005, gain: Double = 0.05, bounds: ClosedRange<Double> = 10...100) {
      self.budget = budget
      self.gain = gain
      self.bounds = bounds
    }
  }

  /// The target now, in percent of the CPU request.
  public private(set) var target: Double
  private let rule: Rule
  private let allowed: Double
  private var hpa: HorizontalPodAutoscalerPolicy
  private var newest: SimulationTime?

  /// An HPA that has not reconciled yet.
  ///
  /// - Parameters:
  ///   - hpa: With one metric, the utilization of the CPU.
  ///   - target: Where its target begins, in percent of the CPU request.
  ///   - objective: The service level that it watches.
  ///   - rule: How the target moves.
  /// - Precondition: The target is within the rule's bounds.
  public init(
    _ hpa: HorizontalPodAutoscalerPolicy, target: Double, objective: ServiceLevelObjective, rule: Rule
  ) {
    precondition(rule.bounds.contains(target), "the target \(target) is not in \(rule.bounds)")
    self.hpa = hpa
    self.target = target
    self.rule = rule
    allowed = 1 - objective.percentile
  }

  /// One move of the target where there is a new scrape, and one reconcile.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    if let sample = observation.usableService, sample.timestamp != newest {
      newest = sample.timestamp
      let missed = sample.violationShare > allowed ? 1.0 : 0
      let moved = target * exp(rule.gain * (rule.budget - missed))
      target = min(rule.bounds.upperBound, max(rule.bounds.lowerBound, moved))
      hpa.setUtilization(Int32(target.rounded()))
    }
    return hpa.decide(observation)
  }
}

extension AdaptiveHPAPolicy: PolicyKind {
  /// `adaptive-hpa`.
  public static let name = "adaptive-hpa"
  /// One sentence.
  public static let summary =
    "The Kubernetes HPA with a CPU target that adapts online to a budget of violations."
  /// Where the target begins, and how it moves.
  public static let settings = [cpuUtilization, budget, gain, .stabilization]
  private static let cpuUtilization = Setting(
    "cpu_utilization", .percent(10...100), "Where the target begins, in percent of the CPU request.",
    isRequired: true, example: "70")
  private static let budget = Setting(
    "budget", .share(0.0001...0.5), "Share of the scrapes that may miss the objective.",
    default: .number(Rule().budget))
  private static let gain = Setting(
    "gain", .number(0.0001...1), "How far one missed scrape moves the logarithm of the target.",
    default: .number(Rule().gain))
  /// The stock target.
  public static let example: PolicySettings = ["cpu_utilization": 70]
  /// CPU and violations.
  public static func signals(_ settings: PolicySettings) -> Set<PolicySignal> { [.cpu, .violations] }

  /// An HPA that has not reconciled yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    var rule = Rule()
    rule.budget = settings.number(budget)
    rule.gain = settings.number(gain)
    return AdaptiveHPAPolicy(
      try HorizontalPodAutoscalerPolicy.controller(settings, context),
      target: Double(settings.whole(cpuUtilization)), objective: context.demand.objective, rule: rule
    )
  }
}
