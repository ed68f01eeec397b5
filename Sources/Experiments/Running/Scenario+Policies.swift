import Autoscaling
import ClusterSimulation
import Learning
import SimulationKernel

extension Scenario {
  /// A fresh policy of an arm that sees observations alone; nil for an oracle or static arm, which has to see
  /// the load, and for a replica predictor, which has to be trained on it.
  ///
  /// - Parameter isDryRun: Whether an HPA's answers are not carried out.
  /// - Throws: `RunError` if a part of it is missing.
  func policy(
    _ arm: ArmSpecification, forecaster: (any Forecaster)?, isDryRun: Bool = false
  ) throws -> (any ScalingPolicy)? {
    try policy(arm, for: plant.service, forecaster: forecaster, isDryRun: isDryRun)
  }

  /// The same for a service of the scenario's cluster.
  func policy(
    _ arm: ArmSpecification, for service: ServiceParameters, forecaster: (any Forecaster)?,
    isDryRun: Bool = false
  ) throws -> (any ScalingPolicy)? {
    guard let demand = service.demand else { throw RunError("the objective cannot be met") }
    let stabilization = SimulationDuration.seconds(rounding: arm.stabilization)
    switch arm.policy {
    case .hpa:
      return HorizontalPodAutoscalerPolicy(
        spec: try arm.hpa(service), service: arm.shape(service),
        settings: HPASettings(downscaleStabilization: stabilization.nanoseconds), isDryRun: isDryRun)
    case .knative, .keda, .stepScaling, .targetTracking, .autopilot, .predictiveHPA:
      return try reactiveScaler(arm, service)
    case .reactPlus:
      return ReactPlusPolicy(headroom: arm.headroom ?? 1, demand: demand, stabilization: stabilization)
    case .proactive:
      guard let forecaster else { throw RunError("arm \(arm.name) has no forecaster") }
      return ProactivePolicy(
        forecaster: forecaster, quantile: arm.quantile, headroom: arm.headroom ?? 1, demand: demand,
        stabilization: stabilization)
    case .oracle, .fixed, .replicaPredictor: return nil
    }
  }

  /// The scalers that researchers compare with, each with its published defaults around the one target given.
  private func reactiveScaler(
    _ arm: ArmSpecification, _ service: ServiceParameters
  ) throws -> any ScalingPolicy {
    let limits = service.minReplicas...service.maxReplicas
    switch arm.policy {
    case .knative:
      var settings = KnativePolicy.Settings(
        metric: .requestsPerSecond, targetPerReplica: arm.requestsPerSecond ?? 0)
      // the target is what is aimed at, as for every other arm, not what could be carried at most
      settings.targetUtilization = 1
      settings.minScale = limits.lowerBound
      settings.maxScale = limits.upperBound
      return KnativePolicy(settings: settings)
    case .keda:
      var settings = QueueLengthPolicy.Settings(
        triggers: [.external(.requestsPerSecond, threshold: arm.requestsPerSecond ?? 0)])
      settings.minReplicaCount = limits.lowerBound
      settings.maxReplicaCount = limits.upperBound
      return QueueLengthPolicy(settings: settings)
    case .stepScaling:
      let target = alarmMetric(arm, service)
      return StepScalingPolicy(metric: target.metric, rules: Self.steps(around: target.value), limits: limits)
    case .targetTracking:
      let target = alarmMetric(arm, service)
      return TargetTrackingPolicy(
        settings: TargetTrackingPolicy.Settings(metric: target.metric, target: target.value, limits: limits))
    case .autopilot:
      return AutopilotPolicy(
        settings: AutopilotPolicy.Settings(
          coresPerReplica: service.cpuRequest,
          targetUtilization: min(1, Double(arm.cpuUtilization ?? 100) / 100), limits: limits))
    case .predictiveHPA:
      let spec = try arm.hpa(service)
      guard let metric = spec.metrics?.first else { throw RunError("arm \(arm.name) has no metric") }
      let lead = SimulationDuration.seconds(rounding: plant.actuationLead)
      return PredictiveHPAPolicy(
        settings: PredictiveHPAPolicy.Settings(
          metric: metric, service: arm.shape(service),
          limits: Int32(limits.lowerBound)...Int32(limits.upperBound),
          models: [.init(.linear(lookAhead: lead, historySize: 6))]))
    default: throw RunError("arm \(arm.name) is no reactive scaler")
    }
  }

  /// CPU utilization in percent, or requests a second and replica.
  private func alarmMetric(
    _ arm: ArmSpecification, _ service: ServiceParameters
  ) -> (metric: AlarmMetric, value: Double) {
    if let percent = arm.cpuUtilization {
      let scale = 100 / service.cpuRequest
      return (AlarmMetric(.cpuCores, isPerReplica: true, scale: scale), Double(percent))
    }
    return (AlarmMetric(.requestsPerSecond, isPerReplica: true), arm.requestsPerSecond ?? 0)
  }

  /// The steps of the cloud's own example, scaled to the target: 10, 20 or 30 % more by how far it is exceeded, 10 % less
  /// below two thirds of it.
  private static func steps(around target: Double) -> [StepScalingPolicy.Rule] {
    [
      StepScalingPolicy.Rule(
        alarm: MetricAlarm(threshold: target, comparison: .greaterThan, evaluationPeriods: 1),
        adjustmentType: .percentChangeInCapacity,
        steps: [
          .init(from: 0, to: target / 6, adjustment: 10),
          .init(from: target / 6, to: target / 3, adjustment: 20),
          .init(from: target / 3, to: nil, adjustment: 30),
        ], pause: .cooldown(.seconds(60))),
      StepScalingPolicy.Rule(
        alarm: MetricAlarm(threshold: target * 2 / 3, comparison: .lessThan, evaluationPeriods: 5),
        adjustmentType: .percentChangeInCapacity, steps: [.init(from: nil, to: 0, adjustment: -10)],
        pause: .cooldown(.seconds(300))),
    ]
  }
}
