/// The policies that need nothing but what this module has.
public enum PolicyKinds {
  /// One line each, in the order in which they are listed to users.
  public static let standard: [any PolicyKind.Type] = [
    HorizontalPodAutoscalerPolicy.self,
    ProactivePolicy.self,
    OraclePolicy.self,
    ReactPlusPolicy.self,
    StaticPolicy.self,
    KnativePolicy.self,
    QueueLengthPolicy.self,
    AutopilotPolicy.self,
    StepScalingPolicy.self,
    TargetTrackingPolicy.self,
    VerticalPolicy.self,
    PredictiveHPAPolicy.self,
    AdaptiveHPAPolicy.self,
    ReplicaPredictorPolicy.self,
    ExpertsPolicy.self,
    ScheduledPolicy.self,
    ModelPredictivePolicy.self,
    DoNothingPolicy.self,
    NoisyOraclePolicy.self,
  ]
}
