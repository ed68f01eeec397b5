import InputFiles
import SimulationKernel

/// Knows the true demand one lead ahead: the bound that no forecast beats.
///
/// It is handed the future as data, by the experiment; only kinds whose knowledge is the future are.
public struct OraclePolicy: ScalingPolicy {
  /// The true load, over the whole time line.
  public let future: LoadPath
  /// How far ahead it looks: the time from its decision to ready replicas, until its next decision took effect.
  public let lead: SimulationDuration
  private let sizing: ReplicaSizing

  /// An oracle of the given future and lead.
  public init(future: LoadPath, lead: SimulationDuration, sizing: ReplicaSizing) {
    self.future = future
    self.lead = lead
    self.sizing = sizing
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let peak = future.peak(from: observation.now, over: lead)
    return sizing.decision(sizing.replicas(forRequestsPerSecond: peak), .future, signal: peak)
  }
}

extension OraclePolicy: PolicyKind {
  /// `oracle`.
  public static let name = "oracle"
  /// One sentence.
  public static let summary = "Knows the true load one lead ahead: the bound that no forecast beats."
  /// None.
  public static let settings: [Setting] = []
  /// Everything.
  public static let knowledge = PolicyKnowledge.future

  /// An oracle that looks as far as the slowest way to a new replica takes.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    guard let future = context.future else { throw PolicyError("an oracle needs the load to come") }
    return OraclePolicy(
      future: future, lead: context.longestLead,
      sizing: ReplicaSizing(context.demand, limits: context.limits))
  }
}

extension DecisionReason.Rule {
  static let future = Self("true demand over the lead")
}
