import InputFiles

/// Keeps the replicas that the service had at the start: what happens without an autoscaler.
public struct DoNothingPolicy: ScalingPolicy {
  /// A policy that leaves everything as it is.
  public init() {}

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    ScalingDecision(
      desiredReplicas: observation.specReplicas,
      reason: DecisionReason(.nothingDone, signal: observation.usableService?.requestsPerSecond ?? .nan))
  }
}

extension DoNothingPolicy: PolicyKind {
  /// `do-nothing`.
  public static let name = "do-nothing"
  /// One sentence.
  public static let summary = "Keeps the replicas that there are at the start."
  /// None.
  public static let settings: [Setting] = []

  /// A policy that leaves everything as it is.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    DoNothingPolicy()
  }
}

extension DecisionReason.Rule {
  static let nothingDone = Self("nothing is ever done")
}
