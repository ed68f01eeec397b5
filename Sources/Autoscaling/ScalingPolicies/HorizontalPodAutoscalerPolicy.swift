import SimulationKernel

/// The Kubernetes HPA on what a run's scrapes deliver: the controller of the conformance check, with another source of
/// metrics. The scale subresource of a run never fails. The gate HPAScaleToZero is on for a spec of `minReplicas: 0`.
public struct HorizontalPodAutoscalerPolicy: ScalingPolicy {
  private var controller: HPAController
  private let service: HPAServiceShape
  private var isFirst = true

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
    controller = HPAController(
      spec: spec, settings: settings, scaleToZero: spec.minReplicas == 0, isDryRun: isDryRun)
    self.service = service
  }

  /// Changes the utilization that the first metric aims at, in percent of the request, as an edit of the HPA does.
  mutating func setUtilization(_ percent: Int32) { controller.setUtilization(percent) }

  /// One reconcile.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    // who took the service to zero before it was first looked at, or in a recording, is not known: not a hand, but an HPA
    // such as this one
    if observation.specReplicas == 0, controller.scaleToZero, isFirst || controller.isDryRun {
      controller.assumeScaledToZero(observation.now)
    }
    isFirst = false
    // for this reconcile alone: a source that kept the observation would make its owner copy the pods at the next sync
    let source = SimulatedMetricSource(service: service, observation: observation)
    let scale = HPAController.Scale(
      specReplicas: Int32(clamping: observation.specReplicas),
      statusReplicas: Int32(clamping: observation.statusReplicas))
    let outcome = controller.reconcile(now: observation.now, scale: scale, source: source)
    return ScalingDecision(
      desiredReplicas: outcome.scaleTo.map(Int.init) ?? observation.specReplicas,
      reason: reason(outcome, current: scale.specReplicas))
  }

  private func reason(_ outcome: HPAController.Outcome, current: Int32) -> DecisionReason {
    guard outcome.normalization != nil else {
      guard outcome.metricDesired != nil else {
        return DecisionReason(outcome.rescaleReason == nil ? .disabled : .outOfRange)
      }
      guard let metric = outcome.bestMetric else { return DecisionReason(.nothing(outcome.firstError)) }
      let shown = controller.shown(metric)
      return DecisionReason(.missingMetric, signal: shown.signal, reference: shown.reference)
    }
    let shown = controller.shown(outcome.bestMetric ?? 0)
    return DecisionReason(
      controller.rule(of: outcome, current: current), signal: shown.signal, reference: shown.reference)
  }
}

extension HPAController {
  /// What made the final count of a reconcile that asked its metrics: where it differs from the proposal, what lifted or
  /// lowered it; else the metric, or what holds it.
  func rule(of outcome: Outcome, current: Int32) -> DecisionReason.Rule {
    guard let normalization = outcome.normalization else { return .noMetrics }
    let raw = max(0, outcome.metricDesired ?? 0)
    if let final = outcome.scaleTo, final != normalization.final { return .tooFewReplicas }
    if normalization.final > raw {
      switch normalization.limit {
      case .tooFewReplicas: return .tooFewReplicas
      case .scaleDownLimit: return .scaleDownLimit
      default: return .scaleDownStabilized
      }
    }
    if normalization.final < raw {
      switch normalization.limit {
      case .tooManyReplicas: return .tooManyReplicas
      case .scaleUpLimit: return .scaleUpLimit
      default: return .scaleUpStabilized
      }
    }
    guard raw == current else { return raw > current ? .aboveTarget : .belowTarget }
    switch outcome.bestMetric.flatMap({ status.currentMetrics[$0] })?.basis {
    case .ratio?: return current == 0 ? .nothingToDo : .roundedUp
    case .unknownPods?: return .unknownPods
    default: return .atTarget
    }
  }

  /// A metric's published value and its target: percent for utilization, else in its own unit; NaN for none.
  func shown(_ index: Int) -> (signal: Double, reference: Double) {
    guard index < status.currentMetrics.count, let shown = status.currentMetrics[index],
      let target = spec.metrics?[index].target
    else { return (.nan, .nan) }
    let signal = shown.utilization.map(Double.init) ?? shown.value.map { Double($0) / 1000 } ?? .nan
    if let average = target.averageValue { return (signal, Double(average.milli) / 1000) }
    return (
      signal,
      target.averageUtilization.map(Double.init) ?? target.value.map { Double($0.milli) / 1000 } ?? .nan
    )
  }
}

extension DecisionReason.Rule {
  /// Why no metric said anything.
  static func nothing(_ error: HPAMetricError?) -> Self {
    switch error {
    case .missingRequest?: .missingRequest
    case .containerNotFound?: .missingContainer
    default: .noMetrics
    }
  }

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
  static let roundedUp = Self("rounded up to what there is")
  static let unknownPods = Self("held by missing or unready pods")
  static let missingRequest = Self("a container declares no request")
  static let missingContainer = Self("a pod lacks the container")
  static let missingMetric = Self("a metric is missing, so not lowered")
  static let nothingToDo = Self("nothing to do at zero")
}
