import InputFiles

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

extension StaticPolicy: PolicyKind {
  /// `static`.
  public static let name = "static"
  /// One sentence.
  public static let summary = "Always the replicas that the mean or the peak of the training part needs."
  /// What it is sized for.
  public static let settings = [size]
  private static let size = Setting(
    "size", .choice(["mean", "peak"]), "Sized for the mean or the peak load of the training part.",
    isRequired: true)
  /// Sized for the peak.
  public static let example: PolicySettings = ["size": "peak"]
  /// The load of the training part.
  public static let knowledge = PolicyKnowledge.training

  /// A policy sized on the training part.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    guard let training = context.training else {
      throw PolicyError("there is no training load to size it by")
    }
    let rate = settings.text(size) == "peak" ? training.peak : training.mean
    let sizing = ReplicaSizing(context.demand, limits: context.limits)
    let replicas = sizing.replicas(forRequestsPerSecond: rate)
    return StaticPolicy(replicas: sizing.decision(replicas, .fixed, signal: rate).desiredReplicas)
  }
}

extension DecisionReason.Rule {
  static let fixed = Self("fixed number of replicas")
}
