import SimulationKernel

/// A KEDA ScaledObject: triggers that feed an HPA while there are replicas, and that switch the service on
/// and off.
///
/// Sources: kedacore/keda v2.20, `pkg/scaling/executor/scale_scaledobjects.go` (on and off),
/// `controllers/keda/hpa.go` and `apis/keda/v1alpha1/scaledobject_types.go` (bounds),
/// `pkg/scalers/cron_scaler.go`. Triggers are read anew at every sync for the HPA and once a polling interval
/// for on and off, as in a cluster without cached metrics. Fallback replicas, pausing, forced activation,
/// scaling modifiers and days other than daily are left out.
public struct QueueLengthPolicy: ScalingPolicy {
  /// A source of events.
  public enum Trigger: Sendable, Hashable {
    /// A metric of the service, with an AverageValue target.
    ///
    /// - `threshold`: What one replica should have of it, in the metric's unit, positive.
    /// - `activation`: The trigger is active while the metric is above it; in the metric's unit.
    case external(ServiceMetric, threshold: Double, activation: Double = 0)
    /// A number of replicas from `start` until `end`, in seconds of the day in UTC (0..<86,400), past
    /// midnight where `end` is less than `start`. Day 0 begins at the origin of the time line.
    case cron(start: Int, end: Int, desiredReplicas: Int)
  }

  /// The fields of the ScaledObject.
  public struct Settings: Sendable, Hashable {
    /// What it looks at, at least one.
    public var triggers: [Trigger]
    /// The time between two looks that may switch the service on or off.
    public var pollingInterval = SimulationDuration.seconds(30)
    /// How long no trigger may have been active before the service is switched off.
    public var cooldownPeriod = SimulationDuration.seconds(300)
    /// How long after the first sync a service is left alone whose triggers were never active.
    public var initialCooldownPeriod = SimulationDuration.zero
    /// The fewest replicas of a service that is on, at least 0; the HPA keeps at least 1.
    public var minReplicaCount = 0
    /// The most replicas, at least 1.
    public var maxReplicaCount = 100
    /// The replicas of a service that is off, less than `minReplicaCount`; nil for 0 if the minimum is 0,
    /// else it is never off.
    public var idleReplicaCount: Int?
    /// The HPA's rules; nil for its legacy path.
    public var behavior: HPABehavior?
    /// The HPA controller's settings.
    public var controller = HPASettings()

    /// KEDA's defaults for the given triggers.
    public init(triggers: [Trigger]) { self.triggers = triggers }
  }

  /// The fields of the ScaledObject.
  public let settings: Settings
  private var normalizer = HPANormalizer()
  private var created: SimulationTime?
  private var lastPoll: SimulationTime?
  private var lastActive: SimulationTime?

  /// An autoscaler that has seen nothing yet.
  public init(settings: Settings) {
    let idle = settings.idleReplicaCount
    precondition(
      idle.map { $0 < settings.minReplicaCount } ?? true,
      "idleReplicaCount \(idle ?? 0) must be less than minReplicaCount \(settings.minReplicaCount)")
    precondition(
      settings.minReplicaCount <= settings.maxReplicaCount,
      "minReplicaCount \(settings.minReplicaCount) exceeds maxReplicaCount \(settings.maxReplicaCount)")
    self.settings = settings
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let now = observation.now
    if created == nil { created = now }
    if lastPoll.map({ now - $0 >= settings.pollingInterval }) ?? true {
      lastPoll = now
      if let decision = poll(observation) { return decision }
    }
    return reconcile(observation)
  }

  /// Switches the service on or off; nil if nothing is to be switched.
  private mutating func poll(_ observation: Observation) -> ScalingDecision? {
    let now = observation.now
    let current = observation.specReplicas
    let values = settings.triggers.map { $0.value(observation) }
    let hasError = values.contains { $0 == nil }
    let isActive = zip(settings.triggers, values).contains { $0.isActive($1) }
    if isActive {
      if current == 0 || settings.idleReplicaCount != nil && current < settings.minReplicaCount {
        lastActive = now
        return ScalingDecision(
          desiredReplicas: max(1, settings.minReplicaCount), reason: DecisionReason(.kedaActivated))
      }
      if !hasError { lastActive = now }
      return nil
    }
    if hasError { return nil }
    let floor = settings.idleReplicaCount ?? (settings.minReplicaCount == 0 ? 0 : nil)
    if let floor, current > floor {
      // before any trigger was active, only the age counts
      let isOver = lastActive.map { $0 + settings.cooldownPeriod < now }
      guard isOver ?? (now - (created ?? now) >= settings.initialCooldownPeriod) else { return nil }
      return ScalingDecision(desiredReplicas: floor, reason: DecisionReason(.kedaDeactivated))
    }
    guard settings.idleReplicaCount == nil, current < settings.minReplicaCount else { return nil }
    return ScalingDecision(desiredReplicas: settings.minReplicaCount, reason: DecisionReason(.kedaMinimum))
  }

  /// The HPA that the ScaledObject owns, which looks at nothing while the service has no replicas.
  private mutating func reconcile(_ observation: Observation) -> ScalingDecision {
    let current = Int32(clamping: observation.specReplicas)
    let limits = Int32(max(1, settings.minReplicaCount))...Int32(max(1, settings.maxReplicaCount))
    normalizer.initialize(current: current, now: observation.now)
    if current == 0 { return ScalingDecision(desiredReplicas: 0, reason: DecisionReason(.kedaOff)) }
    if let idle = settings.idleReplicaCount, current == idle {
      return ScalingDecision(desiredReplicas: idle, reason: DecisionReason(.kedaOff))
    }
    if !limits.contains(current) {
      let desired = min(max(current, limits.lowerBound), limits.upperBound)
      normalizer.recordScale(from: current, to: desired, now: observation.now, behavior: settings.behavior)
      return ScalingDecision(desiredReplicas: Int(desired), reason: DecisionReason(.kedaBounds))
    }
    guard let (raw, signal, reference) = propose(observation, current) else {
      return ScalingDecision(desiredReplicas: Int(current), reason: DecisionReason(.noMetrics))
    }
    let outcome = normalizer.normalize(
      raw: max(0, raw), current: current, now: observation.now, limits: limits, behavior: settings.behavior,
      downscaleStabilization: settings.controller.downscaleStabilization)
    if outcome.final != current {
      normalizer.recordScale(
        from: current, to: outcome.final, now: observation.now, behavior: settings.behavior)
    }
    let rule: DecisionReason.Rule = outcome.final == raw ? .kedaTrigger : .kedaLimited
    return ScalingDecision(
      desiredReplicas: Int(outcome.final), reason: DecisionReason(rule, signal: signal, reference: reference))
  }

  /// The highest proposal of all triggers; nil if none can be read, or one cannot and the others would scale
  /// down.
  private func propose(
    _ observation: Observation, _ current: Int32
  ) -> (raw: Int32, signal: Double, reference: Double)? {
    let tolerance = HPATolerance(
      down: settings.behavior?.scaleDown.tolerance ?? settings.controller.tolerance.down,
      up: settings.behavior?.scaleUp.tolerance ?? settings.controller.tolerance.up)
    var highest: (raw: Int32, signal: Double, reference: Double)?
    var hasError = false
    for trigger in settings.triggers {
      guard let value = trigger.value(observation) else {
        hasError = true
        continue
      }
      let proposal = ReplicaCalculator.averageValueReplicas(
        usage: Self.milli(value), target: Self.milli(trigger.threshold),
        statusReplicas: Int32(clamping: observation.statusReplicas), tolerance: tolerance)
      if proposal.replicas > highest?.raw ?? -1 { highest = (proposal.replicas, value, trigger.threshold) }
    }
    return hasError && highest.map({ $0.raw < current }) ?? true ? nil : highest
  }

  /// Milli-units, cut off as KEDA's metrics adapter does.
  private static func milli(_ value: Double) -> Int64 { Int64(max(-9e18, min(9e18, value * 1000))) }
}

extension QueueLengthPolicy.Trigger {
  /// What the trigger reports, in its metric's unit or in replicas; nil before the first scrape.
  fileprivate func value(_ observation: Observation) -> Double? {
    switch self {
    case .external(let metric, _, _): return observation.usableService.map(metric.value)
    case .cron(let start, let end, let replicas):
      let second = Int(observation.now.sinceOrigin / .seconds(1)) % 86_400
      let isWithin = start < end ? start <= second && second < end : second >= start || second < end
      return isWithin ? Double(replicas) : 0
    }
  }

  /// The value that one replica stands for.
  fileprivate var threshold: Double {
    if case .external(_, let threshold, _) = self { return threshold }
    return 1
  }

  fileprivate func isActive(_ value: Double?) -> Bool {
    guard let value else { return false }
    if case .external(_, _, let activation) = self { return value > activation }
    return value > 0
  }
}

extension DecisionReason.Rule {
  static let kedaActivated = Self("KEDA: trigger active")
  static let kedaDeactivated = Self("KEDA: cooldown over")
  static let kedaMinimum = Self("KEDA: below minReplicaCount")
  static let kedaOff = Self("KEDA: switched off")
  static let kedaBounds = Self("KEDA: replicas out of bounds")
  static let kedaTrigger = Self("KEDA: highest trigger")
  static let kedaLimited = Self("KEDA: limited by the HPA")
}
