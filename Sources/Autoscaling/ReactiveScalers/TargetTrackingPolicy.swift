import SimulationKernel

/// Target tracking in the manner of AWS Application Auto Scaling: keeps a metric per replica near a target.
///
/// Sources: Application Auto Scaling User Guide, "Target tracking scaling policies", and API Reference,
/// `TargetTrackingScalingPolicyConfiguration` (cooldowns). The alarms are those that AWS is
/// seen to make: three one-minute datapoints above the target, fifteen below 90 % of it. It does not publish
/// its arithmetic; here the capacity changes in proportion to the newest datapoint and is rounded up, so that
/// a service without replicas stays so. High-resolution metrics, metric math and several policies on one
/// service are left out.
public struct TargetTrackingPolicy: ScalingPolicy {
  /// The target, and what the service's alarms look like.
  public struct Settings: Sendable, Hashable {
    /// The metric, which should fall in proportion to the replicas.
    public var metric: AlarmMetric
    /// The value aimed at, in the metric's unit, positive.
    public var target: Double
    /// The fewest and the most replicas.
    public var limits: ClosedRange<Int>
    /// How long replicas added count as part of the next scale-out.
    public var scaleOutCooldown = SimulationDuration.seconds(300)
    /// How long after a scale-in the next one waits.
    public var scaleInCooldown = SimulationDuration.seconds(300)
    /// Whether replicas are never taken away.
    public var isScaleInDisabled = false
    /// The length of a datapoint.
    public var period = SimulationDuration.seconds(60)
    /// How many datapoints in a row have to be above the target, at least 1.
    public var scaleOutDatapoints = 3
    /// How many datapoints in a row have to be below the lower threshold, at least 1.
    public var scaleInDatapoints = 15
    /// The lower threshold as a share of the target, in 0…1.
    public var scaleInShare = 0.9

    /// The service's defaults for a metric, its target and limits of the replicas.
    public init(metric: AlarmMetric, target: Double, limits: ClosedRange<Int>) {
      self.metric = metric
      self.target = target
      self.limits = limits
    }
  }

  /// The target and the alarms.
  public let settings: Settings
  private let high: MetricAlarm
  private let low: MetricAlarm
  private var datapoints: DatapointSeries
  private var pending = PendingCapacity()
  private var scaleInBlockedUntil: SimulationTime?

  /// A policy that has seen nothing yet.
  public init(settings: Settings) {
    self.settings = settings
    high = MetricAlarm(
      threshold: settings.target, comparison: .greaterThan, evaluationPeriods: settings.scaleOutDatapoints)
    low = MetricAlarm(
      threshold: settings.target * settings.scaleInShare, comparison: .lessThan,
      evaluationPeriods: settings.scaleInDatapoints)
    datapoints = DatapointSeries(
      period: settings.period, length: max(settings.scaleOutDatapoints, settings.scaleInDatapoints))
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let current = observation.specReplicas
    let now = observation.now
    let decision = { (desired: Int, rule: DecisionReason.Rule, value: Double, reference: Double) in
      ScalingDecision(
        desiredReplicas: desired, reason: DecisionReason(rule, signal: value, reference: reference))
    }
    guard let sample = observation.usableService else { return decision(current, .noMetrics, .nan, .nan) }
    let value = settings.metric.value(sample, readyReplicas: observation.readyReplicas)
    guard datapoints.add(value, at: sample.timestamp), let newest = datapoints.values.last ?? nil else {
      return decision(current, .betweenDatapoints, .nan, .nan)
    }
    if high.isInAlarm(datapoints.values) {
      // the metric does not show yet what replicas in their cooldown will do
      let base = current - pending.count(at: now)
      let desired = limited(max(current, proportional(base, newest)))
      if desired > current {
        pending.add(desired - current, until: now + settings.scaleOutCooldown, extending: true)
        scaleInBlockedUntil = nil
        return decision(desired, .trackingOut, newest, high.threshold)
      }
      return decision(
        desired, desired < current ? .trackingLimits : .alarmWithoutChange, newest, high.threshold)
    }
    guard low.isInAlarm(datapoints.values), !settings.isScaleInDisabled else {
      return decision(limited(current), .noAlarm, newest, settings.target)
    }
    if let end = scaleInBlockedUntil, now < end {
      return decision(current, .trackingCooldown, newest, low.threshold)
    }
    let desired = limited(min(current, proportional(current, newest)))
    guard desired < current else { return decision(desired, .alarmWithoutChange, newest, low.threshold) }
    scaleInBlockedUntil = now + settings.scaleInCooldown
    pending.removeAll()
    return decision(desired, .trackingIn, newest, low.threshold)
  }

  private func proportional(_ capacity: Int, _ value: Double) -> Int {
    Int(min(1e9, (Double(capacity) * value / settings.target).rounded(.up)))
  }

  private func limited(_ replicas: Int) -> Int {
    min(max(replicas, settings.limits.lowerBound), settings.limits.upperBound)
  }
}

extension DecisionReason.Rule {
  static let trackingOut = Self("target tracking out")
  static let trackingIn = Self("target tracking in")
  static let trackingCooldown = Self("target tracking: scale-in cooldown")
  static let trackingLimits = Self("target tracking: limits")
}
