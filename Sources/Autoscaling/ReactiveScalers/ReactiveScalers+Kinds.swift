import InputFiles
import SimulationKernel

/// A scaler with one target, which is also its knob.
public protocol TargetedKind: PolicyKind {
  /// Which of `cpu_utilization` and `requests_per_second` it may have.
  static var targets: [Setting] { get }
}

extension TargetedKind {
  /// The targets.
  public static var settings: [Setting] { targets }
  /// The target.
  public static var knob: PolicyKnob { .target }
  /// 70 % of the CPU, or 70 requests a second and replica.
  public static var example: PolicySettings { [targets[0].key: 70] }

  /// CPU or requests, as the target is.
  public static func signals(_ settings: PolicySettings) -> Set<PolicySignal> {
    settings["cpu_utilization"] == nil ? [.requests] : [.cpu]
  }

  /// Exactly one target.
  public static func problems(
    _ settings: PolicySettings, limits: ClosedRange<Int>
  ) -> [(key: String, problem: String)] {
    if targets.count(where: { settings[$0.key] != nil }) == 1 { return [] }
    return [("policy", "a \(name) arm needs \(targets.map(\.key).joined(separator: " or "))")]
  }

  /// CPU utilization in percent, or requests a second and replica.
  static func alarmMetric(
    _ settings: PolicySettings, _ context: PolicyContext
  ) -> (metric: AlarmMetric, value: Double) {
    if let percent = settings.whole("cpu_utilization") {
      return (AlarmMetric(.cpuCores, isPerReplica: true, scale: 100 / context.cpuRequest), Double(percent))
    }
    return (
      AlarmMetric(.requestsPerSecond, isPerReplica: true), settings.number(.requestsPerSecond)
    )
  }
}

extension KnativePolicy: TargetedKind {
  /// `knative`.
  public static let name = "knative"
  /// One sentence.
  public static let summary = "Knative's autoscaler: a stable and a panic window over the request rate."
  /// Requests a second.
  public static let targets: [Setting] = [.requestsPerSecond]

  /// With Knative's defaults.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    var own = Settings(
      metric: .requestsPerSecond, targetPerReplica: settings.number(.requestsPerSecond))
    // the target is what is aimed at, as for every other arm, not what could be carried at most
    own.targetUtilization = 1
    own.minScale = context.limits.lowerBound
    own.maxScale = context.limits.upperBound
    return KnativePolicy(settings: own)
  }
}

extension AutopilotPolicy: TargetedKind {
  /// `autopilot`.
  public static let name = "autopilot"
  /// One sentence.
  public static let summary = "Google's Autopilot: a percentile of a decaying window of CPU."
  /// CPU.
  public static let targets: [Setting] = [.cpuUtilization]

  /// With Autopilot's defaults.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    AutopilotPolicy(
      settings: Settings(
        coresPerReplica: context.cpuRequest,
        targetUtilization: min(1, Double(settings.whole(.cpuUtilization)) / 100),
        limits: context.limits))
  }
}

extension StepScalingPolicy: TargetedKind {
  /// `step-scaling`.
  public static let name = "step-scaling"
  /// One sentence.
  public static let summary = "AWS step scaling: alarms and adjustments by how far the target is exceeded."
  /// CPU or requests.
  public static let targets: [Setting] = [.cpuUtilization, .requestsPerSecond]

  /// At least 1: it scales in proportion to what there is, or by a metric of each replica.
  public static func fewest(_ settings: PolicySettings, limits: ClosedRange<Int>) -> Int {
    max(1, limits.lowerBound)
  }

  /// The steps of the cloud's own example, scaled to the target: 10, 20 or 30 % more by how far it is exceeded, 10 % less
  /// below two thirds of it.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    let (metric, target) = alarmMetric(settings, context)
    let rules = [
      Rule(
        alarm: MetricAlarm(threshold: target, comparison: .greaterThan, evaluationPeriods: 1),
        adjustmentType: .percentChangeInCapacity,
        steps: [
          .init(from: 0, to: target / 6, adjustment: 10),
          .init(from: target / 6, to: target / 3, adjustment: 20),
          .init(from: target / 3, to: nil, adjustment: 30),
        ], pause: .cooldown(.seconds(60))),
      Rule(
        alarm: MetricAlarm(threshold: target * 2 / 3, comparison: .lessThan, evaluationPeriods: 5),
        adjustmentType: .percentChangeInCapacity, steps: [.init(from: nil, to: 0, adjustment: -10)],
        pause: .cooldown(.seconds(300))),
    ]
    return StepScalingPolicy(metric: metric, rules: rules, limits: context.limits)
  }
}

extension TargetTrackingPolicy: TargetedKind {
  /// `target-tracking`.
  public static let name = "target-tracking"
  /// One sentence.
  public static let summary = "AWS target tracking: two alarms around the target, capacity in proportion."
  /// CPU or requests.
  public static let targets: [Setting] = [.cpuUtilization, .requestsPerSecond]

  /// At least 1: it scales in proportion to what there is, or by a metric of each replica.
  public static func fewest(_ settings: PolicySettings, limits: ClosedRange<Int>) -> Int {
    max(1, limits.lowerBound)
  }

  /// With the service's defaults.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    let (metric, target) = alarmMetric(settings, context)
    return TargetTrackingPolicy(settings: Settings(metric: metric, target: target, limits: context.limits))
  }
}

extension PredictiveHPAPolicy: TargetedKind {
  /// `predictive-hpa`.
  public static let name = "predictive-hpa"
  /// One sentence.
  public static let summary = "An HPA beside a linear regression over its own proposals."
  /// CPU or requests.
  public static let targets: [Setting] = [.cpuUtilization, .requestsPerSecond]

  /// At least 1: it scales in proportion to what there is, or by a metric of each replica.
  public static func fewest(_ settings: PolicySettings, limits: ClosedRange<Int>) -> Int {
    max(1, limits.lowerBound)
  }

  /// With a line through six proposals, one lead ahead.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    let spec = try HorizontalPodAutoscalerPolicy.spec(settings, limits: context.limits)
    guard let metric = spec.metrics?.first else { throw PolicyError("a predictive HPA needs a metric") }
    return PredictiveHPAPolicy(
      settings: Settings(
        metric: metric, service: HorizontalPodAutoscalerPolicy.shape(settings, context),
        limits: Int32(context.limits.lowerBound)...Int32(context.limits.upperBound),
        models: [.init(.linear(lookAhead: context.lead, historySize: 6))]))
  }
}
