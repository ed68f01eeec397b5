import SimulationKernel

/// Step scaling in the manner of Amazon Web Services: alarms, and adjustments by the size of the breach.
///
/// Sources: Amazon EC2 Auto Scaling User Guide, "Step and simple scaling policies" (bounds, adjustment types,
/// rounding, warm-up); Application Auto Scaling API Reference, `StepScalingPolicyConfiguration` (cooldown,
/// minimum magnitude) and `PutScalingPolicy` (the largest capacity wins). As long as an alarm lasts, its rule
/// is run once a datapoint. Instance weights, lifecycle hooks and anomaly-detection alarms are left out.
public struct StepScalingPolicy: ScalingPolicy {
  /// How an adjustment changes the capacity.
  public enum AdjustmentType: Sendable, Hashable {
    /// By that many replicas.
    case changeInCapacity
    /// By that many percent of the capacity.
    case percentChangeInCapacity
    /// To that many replicas.
    case exactCapacity
  }

  /// One range of breach sizes and what it does.
  public struct Step: Sendable, Hashable {
    /// The least difference between metric and threshold, in the metric's unit; nil for none.
    public var lowerBound: Double?
    /// The largest difference between metric and threshold, in the metric's unit; nil for none.
    public var upperBound: Double?
    /// Replicas or percent, negative to scale in.
    public var adjustment: Int

    /// A step between two differences; upward alarms exclude the upper bound, downward ones the lower bound.
    public init(from lowerBound: Double?, to upperBound: Double?, adjustment: Int) {
      self.lowerBound = lowerBound
      self.upperBound = upperBound
      self.adjustment = adjustment
    }
  }

  /// What follows a scaling activity of a rule.
  public enum Pause: Sendable, Hashable {
    /// Replicas added count as part of the next scale-out, and scale-in waits after a scale-in (Application
    /// Auto Scaling; 300 s there).
    case cooldown(SimulationDuration)
    /// Every replica added is left out of the capacity that steps start from until its time is over, and
    /// scale-in waits meanwhile (EC2 Auto Scaling).
    case warmup(SimulationDuration)

    var length: SimulationDuration {
      switch self {
      case .cooldown(let length), .warmup(let length): length
      }
    }
    var isCooldown: Bool {
      if case .cooldown = self { true } else { false }
    }
  }

  /// An alarm with what it does: one scaling policy in AWS' terms.
  public struct Rule: Sendable, Hashable {
    /// When the rule runs.
    public var alarm: MetricAlarm
    /// What the adjustments mean.
    public var adjustmentType: AdjustmentType
    /// The steps, without gap or overlap.
    public var steps: [Step]
    /// The fewest replicas that a percentage changes, at least 1; nil for none.
    public var minAdjustmentMagnitude: Int?
    /// What follows an activity.
    public var pause: Pause

    /// A rule of the given parts.
    public init(
      alarm: MetricAlarm, adjustmentType: AdjustmentType, steps: [Step], minAdjustmentMagnitude: Int? = nil,
      pause: Pause = .cooldown(.seconds(300))
    ) {
      self.alarm = alarm
      self.adjustmentType = adjustmentType
      self.steps = steps
      self.minAdjustmentMagnitude = minAdjustmentMagnitude
      self.pause = pause
    }

    /// The step for a metric value; nil where none covers it.
    func step(for value: Double) -> Step? {
      let difference = value - alarm.threshold
      let isUpward = alarm.comparison.isUpward
      return steps.first { step in
        let low = step.lowerBound ?? -.infinity
        let high = step.upperBound ?? .infinity
        return isUpward ? low <= difference && difference < high : low < difference && difference <= high
      }
    }

    /// The capacity after `step` on `capacity` replicas, before the limits.
    func capacity(after step: Step, from capacity: Int) -> Int {
      switch adjustmentType {
      case .exactCapacity: return step.adjustment
      case .changeInCapacity: return capacity + step.adjustment
      case .percentChangeInCapacity:
        // cut off toward zero, but a change never rounds to none
        let product = capacity * step.adjustment
        let change = abs(product) < 100 ? product.signum() : product / 100
        guard let least = minAdjustmentMagnitude else { return capacity + change }
        return capacity + step.adjustment.signum() * max(abs(change), least)
      }
    }
  }

  /// What the alarms watch.
  public let metric: AlarmMetric
  /// The rules; where several run at once, the largest capacity wins.
  public let rules: [Rule]
  /// The fewest and the most replicas.
  public let limits: ClosedRange<Int>
  private var datapoints: DatapointSeries
  private var pending: [PendingCapacity]
  private var blockedUntil: [SimulationTime?]

  /// A policy of the given rules; a datapoint is the mean of the metric over `period`.
  public init(
    metric: AlarmMetric, rules: [Rule], limits: ClosedRange<Int>, period: SimulationDuration = .seconds(60)
  ) {
    self.metric = metric
    self.rules = rules
    self.limits = limits
    datapoints = DatapointSeries(period: period, length: rules.map(\.alarm.evaluationPeriods).max() ?? 1)
    pending = Array(repeating: PendingCapacity(), count: rules.count)
    blockedUntil = Array(repeating: nil, count: rules.count)
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let current = observation.specReplicas
    let hold = { (rule: DecisionReason.Rule, value: Double) in
      ScalingDecision(desiredReplicas: current, reason: DecisionReason(rule, signal: value))
    }
    guard let sample = observation.usableService else { return hold(.noMetrics, .nan) }
    let value = metric.value(sample, readyReplicas: observation.readyReplicas)
    guard datapoints.add(value, at: sample.timestamp), let newest = datapoints.values.last ?? nil else {
      return hold(.betweenDatapoints, .nan)
    }
    var best: (rule: Int, desired: Int)?
    var isAlarmed = false
    for (index, rule) in rules.enumerated() where rule.alarm.isInAlarm(datapoints.values) {
      isAlarmed = true
      guard let step = rule.step(for: newest),
        let desired = proposal(index, step, current: current, now: observation.now),
        desired > best?.desired ?? -1
      else { continue }
      best = (index, desired)
    }
    guard let best, best.desired != current else {
      return hold(isAlarmed ? .alarmWithoutChange : .noAlarm, newest)
    }
    let rule = rules[best.rule]
    let end = observation.now + rule.pause.length
    if best.desired > current {
      pending[best.rule].add(best.desired - current, until: end, extending: rule.pause.isCooldown)
      // a scale-out ends the cooldown of a scale-in
      for index in blockedUntil.indices { blockedUntil[index] = nil }
    } else {
      blockedUntil[best.rule] = end
      for index in pending.indices { pending[index].removeAll() }
    }
    return ScalingDecision(
      desiredReplicas: best.desired,
      reason: DecisionReason(
        best.desired > current ? .stepOut : .stepIn, signal: newest, reference: rule.alarm.threshold))
  }

  /// The capacity that a rule asks for within the limits; nil while it is blocked.
  private mutating func proposal(_ index: Int, _ step: Step, current: Int, now: SimulationTime) -> Int? {
    let rule = rules[index]
    let base = max(0, current - pending[index].count(at: now))
    let wanted = rule.capacity(after: step, from: base)
    let isOut = rule.adjustmentType == .exactCapacity ? wanted >= current : step.adjustment >= 0
    if isOut { return max(wanted, current).clamped(to: limits) }
    if let end = blockedUntil[index], now < end { return nil }
    for other in rules.indices where !rules[other].pause.isCooldown && pending[other].count(at: now) > 0 {
      return nil
    }
    return rule.capacity(after: step, from: current).clamped(to: limits)
  }
}

extension Int {
  /// The value, or the limit next to it.
  fileprivate func clamped(to limits: ClosedRange<Int>) -> Int {
    Swift.min(Swift.max(self, limits.lowerBound), limits.upperBound)
  }
}

extension DecisionReason.Rule {
  static let stepOut = Self("step scaling out")
  static let stepIn = Self("step scaling in")
  static let betweenDatapoints = Self("no new datapoint")
  static let noAlarm = Self("no alarm")
  static let alarmWithoutChange = Self("alarm without change of capacity")
}
