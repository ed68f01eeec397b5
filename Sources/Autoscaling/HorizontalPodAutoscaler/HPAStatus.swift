import SimulationKernel

/// Reasons of conditions and events, in the controller's words. (Section 9.)
public enum HPAReason: String, Sendable, Hashable, Codable {
  /// The target's scale was read.
  case succeededGetScale = "SucceededGetScale"
  /// It could not be read.
  case failedGetScale = "FailedGetScale"
  /// Stabilization left the proposal alone.
  case readyForNewScale = "ReadyForNewScale"
  /// An earlier proposal holds the count up.
  case scaleDownStabilized = "ScaleDownStabilized"
  /// An earlier proposal holds the count down.
  case scaleUpStabilized = "ScaleUpStabilized"
  /// The scale was written.
  case succeededRescale = "SucceededRescale"
  /// It could not be written.
  case failedUpdateScale = "FailedUpdateScale"
  /// At least one metric gave a proposal.
  case validMetricFound = "ValidMetricFound"
  /// The target is at zero replicas and stays there.
  case scalingDisabled = "ScalingDisabled"
  /// A Resource metric failed.
  case failedGetResourceMetric = "FailedGetResourceMetric"
  /// A ContainerResource metric failed.
  case failedGetContainerResourceMetric = "FailedGetContainerResourceMetric"
  /// A Pods metric failed.
  case failedGetPodsMetric = "FailedGetPodsMetric"
  /// An Object metric failed.
  case failedGetObjectMetric = "FailedGetObjectMetric"
  /// An External metric failed.
  case failedGetExternalMetric = "FailedGetExternalMetric"
  /// A metric is of no known type.
  case invalidMetricSourceType = "InvalidMetricSourceType"
  /// The target's selector cannot be used.
  case invalidSelector = "InvalidSelector"
  /// Another HPA selects the same pods.
  case ambiguousSelector = "AmbiguousSelector"
  /// `minReplicas` limits.
  case tooFewReplicas = "TooFewReplicas"
  /// `maxReplicas` limits.
  case tooManyReplicas = "TooManyReplicas"
  /// The rate upward limits.
  case scaleUpLimit = "ScaleUpLimit"
  /// The rate downward limits.
  case scaleDownLimit = "ScaleDownLimit"
  /// Nothing limits.
  case desiredWithinRange = "DesiredWithinRange"
  /// The HPA scaled to zero.
  case scaledToZero = "ScaledToZero"
  /// The HPA did not scale to zero.
  case notScaledToZero = "NotScaledToZero"
  /// Event: the scale was written.
  case successfulRescale = "SuccessfulRescale"
  /// Event: it could not be written.
  case failedRescale = "FailedRescale"
  /// Event: nothing could be decided.
  case failedComputeMetricsReplicas = "FailedComputeMetricsReplicas"
}

/// A condition: whether it holds, why, and since when.
public struct HPACondition: Sendable, Hashable {
  /// Whether it holds.
  public var isTrue: Bool
  /// Why.
  public var reason: HPAReason
  /// When `isTrue` last changed; a change of the reason alone does not count.
  public var since: SimulationTime

  /// A condition.
  public init(isTrue: Bool, reason: HPAReason, since: SimulationTime) {
    self.isTrue = isTrue
    self.reason = reason
    self.since = since
  }
}

/// The conditions of an HPA; nil for one that was never set.
public struct HPAConditions: Sendable, Hashable {
  /// Whether the scale can be read and written, and what stabilization did.
  public var ableToScale: HPACondition?
  /// Whether metrics give a decision.
  public var scalingActive: HPACondition?
  /// Whether limits changed the decision.
  public var scalingLimited: HPACondition?
  /// Whether the HPA itself took the target to zero.
  public var scaledToZero: HPACondition?

  /// No conditions.
  public init() {}

  mutating func set(
    _ condition: WritableKeyPath<HPAConditions, HPACondition?>, _ isTrue: Bool, _ reason: HPAReason,
    _ now: SimulationTime
  ) {
    let since = self[keyPath: condition].flatMap { $0.isTrue == isTrue ? $0.since : nil } ?? now
    self[keyPath: condition] = HPACondition(isTrue: isTrue, reason: reason, since: since)
  }
}

/// What an HPA shows of itself.
public struct HPAStatus: Sendable, Hashable {
  /// Replicas that `spec.replicas` of the target asked for at the last reconcile.
  public var currentReplicas: Int32 = 0
  /// Replicas that the HPA last asked for.
  public var desiredReplicas: Int32 = 0
  /// When it last wrote the scale.
  public var lastScaleTime: SimulationTime?
  /// Its conditions.
  public var conditions = HPAConditions()
  /// What each metric last said, in the spec's order; nil for one that failed, empty where none was read.
  public var currentMetrics: [HPAProposal?] = []

  /// The status of an HPA that was never reconciled.
  public init() {}
}
