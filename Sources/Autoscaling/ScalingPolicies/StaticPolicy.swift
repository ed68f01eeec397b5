/// Always the same number of replicas: the bound that no autoscaler may fall short of.
public struct StaticPolicy: ScalingPolicy {
  /// The replicas asked for.
  public let replicas: Int

  /// A policy that always asks for `replicas`.
  public init(replicas: Int) { self.replicas = replicas }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    ScalingDecision(desiredReplicas: replicas, reason: DecisionReason(.fixed))
  }
}

extension DecisionReason.Rule {
  static let fixed = Self("fixed number of replicas")
}
