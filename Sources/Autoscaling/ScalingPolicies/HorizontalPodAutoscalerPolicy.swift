import SimulationKernel

/// The Kubernetes HPA on what a run's scrapes deliver: the controller of the conformance check, with another source of
/// metrics. The scale subresource of a run never fails and its gate for zero replicas is off.
public struct HorizontalPodAutoscalerPolicy: ScalingPolicy {
  private var controller: HPAController
  private let service: HPAServiceShape

  /// An HPA that has not reconciled yet.
  ///
  /// - Parameters:
  ///   - spec: As its manifest says.
  ///   - service: What the replicas request, and how the simulator's signals are called.
  ///   - settings: The controller's.
  ///   - isDryRun: Whether its answers are not carried out, so that none limits the next.
  public init(
    spec: HPASpec, service: HPAServiceShape, settings: HPASettings = HPASettings(), isDryRun: Bool = false
  ) {
    controller = HPAController(spec: spec, settings: settings, isDryRun: isDryRun)
    self.service = service
  }

  /// Changes the utilization that the first metric aims at, in percent of the request, as an edit of the HPA does.
  mutating func setUtilization(_ percent: Int32) { controller.setUtilization(percent) }

  /// One reconcile.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    // for this reconcile alone: a source that kept the observation would make its owner copy the pods at the next sync
    let source = SimulatedMetricSource(service: service, observation: observation)
    let scale = HPAController.Scale(
      specReplicas: Int32(clamping: observation.specReplicas),
      statusReplicas: Int32(clamping: observation.statusReplicas))
    let outcome = controller.reconcile(now: observation.now, scale: scale, source: source)
    return ScalingDecision(
      desiredReplicas: outcome.scaleTo.map(Int.init) ?? observation.specReplicas, reason: reason(outcome))
  }

  private func reason(_ outcome: HPAController.Outcome) -> DecisionReason {
    guard let normalization = outcome.normalization else {
      if outcome.metricDesired != nil { return DecisionReason(.noMetrics) }
      return DecisionReason(outcome.rescaleReason == nil ? .disabled : .outOfRange)
    }
    let rule: DecisionReason.Rule
    switch (normalization.limit, normalization.ableToScale, outcome.rescaleReason) {
    case (.tooFewReplicas, _, _): rule = .tooFewReplicas
    case (.tooManyReplicas, _, _): rule = .tooManyReplicas
    case (.scaleUpLimit, _, _): rule = .scaleUpLimit
    case (.scaleDownLimit, _, _): rule = .scaleDownLimit
    case (_, .scaleDownStabilized, _): rule = .scaleDownStabilized
    case (_, .scaleUpStabilized, _): rule = .scaleUpStabilized
    case (_, _, .aboveTarget): rule = .aboveTarget
    case (_, _, .allBelowTarget): rule = .belowTarget
    default: rule = .atTarget
    }
    var metric = 0
    if case .aboveTarget(let index) = outcome.rescaleReason { metric = index }
    return DecisionReason(rule, signal: signal(metric), reference: target(metric))
  }

  /// The metric's published value: percent for utilization, else in its own unit.
  private func signal(_ index: Int) -> Double {
    guard index < controller.status.currentMetrics.count, let shown = controller.status.currentMetrics[index]
    else { return .nan }
    return shown.utilization.map(Double.init) ?? shown.value.map { Double($0) / 1000 } ?? .nan
  }

  private func target(_ index: Int) -> Double {
    guard let metrics = controller.spec.metrics, index < metrics.count else { return .nan }
    let target = metrics[index].target
    if let average = target.averageValue { return Double(average.milli) / 1000 }
    return target.averageUtilization.map(Double.init) ?? target.value.map { Double($0.milli) / 1000 } ?? .nan
  }
}

extension DecisionReason.Rule {
  static let disabled = Self("ScalingDisabled")
  static let outOfRange = Self("current number of replicas out of range")
  static let tooFewReplicas = Self("TooFewReplicas")
  static let tooManyReplicas = Self("TooManyReplicas")
  static let scaleUpLimit = Self("ScaleUpLimit")
  static let scaleDownLimit = Self("ScaleDownLimit")
  static let scaleDownStabilized = Self("ScaleDownStabilized")
  static let scaleUpStabilized = Self("ScaleUpStabilized")
  static let aboveTarget = Self("metric above target")
  static let belowTarget = Self("metric below target")
  static let atTarget = Self("metric within tolerance")
}
