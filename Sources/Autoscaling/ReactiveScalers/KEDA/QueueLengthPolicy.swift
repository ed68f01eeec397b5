import SimulationKernel

/// A KEDA ScaledObject: triggers that feed an HPA while there are replicas, and that switch the service on
/// and off.
///
/// Sources: kedacore/keda v2.20, `pkg/scaling/executor/scale_scaledobjects.go` (on and off),
/// `pkg/scaling/scale_handler.go` (what is active), `pkg/fallback`, `controllers/keda/hpa.go` and
/// `apis/keda/v1alpha1/scaledobject_types.go` (bounds), `pkg/scalers/cron_scaler.go`. Triggers are read anew at every sync
/// for the HPA and once a polling interval for on and off, as in a cluster without cached metrics. Pausing, forced
/// activation and scaling modifiers are left out.
public struct QueueLengthPolicy: ScalingPolicy {
  /// A source of events.
  public enum Trigger: Sendable, Hashable {
    /// A metric of the service, with an AverageValue target.
    ///
    /// - `threshold`: What one replica should have of it, in the metric's unit, positive.
    /// - `activation`: The trigger is active while the metric is above it; in the metric's unit.
    case external(ServiceMetric, threshold: Double, activation: Double = 0)
    /// A signal by name, with an AverageValue target, or where `isWhole` says so a Value target.
    case signal(HPASignal, threshold: Double, activation: Double = 0, isWhole: Bool = false)
    /// A number of replicas from `start` until `end`, in seconds of the day in UTC (0..<86,400), past
    /// midnight where `end` is less than `start`. Day 0 begins at the origin of the time line.
    case cron(start: Int, end: Int, desiredReplicas: Int)
    /// A number of replicas while a window is open.
    case schedule(CronWindow, desiredReplicas: Int)
    /// CPU or memory of the pods, which the HPA reads itself. It switches nothing on or off.
    case resource(HPAMetric)
  }

  /// What stands for a trigger that cannot be read.
  public struct Fallback: Sendable, Hashable {
    /// How many reads in a row may fail before it holds.
    public var failureThreshold: Int
    /// Replicas that a trigger is taken to ask for then.
    public var replicas: Int

    /// `replicas` after more than so many failures in a row.
    public init(failureThreshold: Int, replicas: Int) {
      self.failureThreshold = failureThreshold
      self.replicas = replicas
    }
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
    /// What stands for triggers that cannot be read; nil for nothing.
    public var fallback: Fallback?
    /// The HPA's rules; nil for its legacy path.
    public var behavior: HPABehavior?
    /// The HPA controller's settings.
    public var controller = HPASettings()
    /// What the HPA has to know of the service, for CPU and memory.
    public var service = HPAServiceShape(cpuRequest: 1000)

    /// KEDA's defaults for the given triggers.
    public init(triggers: [Trigger]) { self.triggers = triggers }
  }

  /// The fields of the ScaledObject.
  public let settings: Settings
  /// The HPA that the ScaledObject owns, which looks at nothing while the service has no replicas.
  private var autoscaler: HPAController
  private var failures: [Int]
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
    failures = [Int](repeating: 0, count: settings.triggers.count)
    autoscaler = HPAController(
      spec: HPASpec(
        minReplicas: Int32(max(1, settings.minReplicaCount)),
        maxReplicas: Int32(max(1, settings.maxReplicaCount)),
        metrics: settings.triggers.enumerated().map { $1.metric(number: $0) }),
      settings: settings.controller, behavior: settings.behavior)
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
    let triggers = settings.triggers.filter(\.switches)
    let values = triggers.map { $0.value(observation) }
    let hasError = values.contains { $0 == nil }
    // pods alone cannot switch a service on again, so it is never off
    let isActive = triggers.isEmpty || zip(triggers, values).contains { $0.isActive($1) }
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

  /// One reconcile of the HPA.
  private mutating func reconcile(_ observation: Observation) -> ScalingDecision {
    let current = observation.specReplicas
    if let idle = settings.idleReplicaCount, current == idle, idle > 0 {
      return ScalingDecision(desiredReplicas: idle, reason: DecisionReason(.kedaOff))
    }
    let values = read(observation)
    let outcome = autoscaler.reconcile(
      now: observation.now,
      scale: HPAController.Scale(
        specReplicas: Int32(clamping: current), statusReplicas: Int32(clamping: observation.statusReplicas)),
      source: TriggerSource(
        values: values, pods: SimulatedMetricSource(service: settings.service, observation: observation)))
    return ScalingDecision(
      desiredReplicas: outcome.scaleTo.map(Int.init) ?? current, reason: reason(outcome, values, current))
  }

  private func reason(
    _ outcome: HPAController.Outcome, _ values: [Double?], _ current: Int
  ) -> DecisionReason {
    if current == 0 { return DecisionReason(.kedaOff) }
    guard let normalization = outcome.normalization, let raw = outcome.metricDesired else {
      if outcome.metricDesired == nil { return DecisionReason(.kedaBounds) }
      return DecisionReason(outcome.bestMetric == nil ? .nothing(outcome.firstError) : .missingMetric)
    }
    let best = outcome.bestMetric ?? 0
    let shown = autoscaler.shown(best)
    let rule: DecisionReason.Rule =
      outcome.scaleTo == nil
      ? autoscaler.rule(of: outcome, current: Int32(clamping: current))
      : normalization.final == raw ? .kedaTrigger : .kedaLimited
    return DecisionReason(
      rule, signal: values[best] ?? shown.signal,
      reference: settings.triggers[best].threshold ?? shown.reference)
  }

  /// What each trigger says for the HPA, or the fallback for it, in its metric's unit; nil for nothing.
  private mutating func read(_ observation: Observation) -> [Double?] {
    settings.triggers.indices.map { index in
      let trigger = settings.triggers[index]
      if let value = trigger.value(observation) {
        failures[index] = 0
        return value
      }
      failures[index] += 1
      guard let fallback = settings.fallback, failures[index] > fallback.failureThreshold,
        trigger.isAverage, let threshold = trigger.threshold
      else { return nil }
      return threshold * Double(fallback.replicas)
    }
  }
}

/// What KEDA's metrics adapter answers the HPA, and the pods for CPU and memory.
private struct TriggerSource: HPAMetricSource {
  let values: [Double?]
  let pods: SimulatedMetricSource

  func addPods(to tally: inout PodMetricTally, for metric: HPAMetric) throws(HPAMetricError) {
    try pods.addPods(to: &tally, for: metric)
  }

  var readyPods: Int64? { pods.readyPods }

  func objectValue(of metric: HPAMetric) throws(HPAMetricError) -> Int64 { throw .metricsUnavailable }

  func externalValue(
    of metric: HPAMetric, sum: (borrowing [Int64]) -> Int64
  ) throws(HPAMetricError) -> Int64 {
    guard case .external(let identifier) = metric.source, let index = Int(identifier.name.dropFirst()),
      let value = values[index]
    else { throw .metricsUnavailable }
    return QueueLengthPolicy.milli(value)
  }
}

extension QueueLengthPolicy {
  /// Milli-units, cut off as KEDA's metrics adapter does.
  fileprivate static func milli(_ value: Double) -> Int64 { Int64(max(-9e18, min(9e18, value * 1000))) }
}

extension QueueLengthPolicy.Trigger {
  /// The metric of the HPA that reads it.
  fileprivate func metric(number: Int) -> HPAMetric {
    if case .resource(let metric) = self { return metric }
    let target = ResourceQuantity(milli: QueueLengthPolicy.milli(threshold ?? 1))
    return HPAMetric(
      source: .external(HPAMetricIdentifier(name: "s\(number)")),
      target: isAverage
        ? HPATarget(kind: .averageValue, averageValue: target) : HPATarget(kind: .value, value: target))
  }

  /// What the trigger reports, in its metric's unit or in replicas; nil before the first scrape, and for pods.
  fileprivate func value(_ observation: Observation) -> Double? {
    switch self {
    case .external(let metric, _, _): return observation.value(of: metric)
    case .signal(let signal, _, _, _): return observation.value(of: signal)
    case .cron(let start, let end, let replicas):
      let second = Int(observation.now.sinceOrigin / .seconds(1)) % 86_400
      let isWithin = start < end ? start <= second && second < end : second >= start || second < end
      return isWithin ? Double(replicas) : 0
    case .schedule(let window, let replicas):
      return window.isOpen(at: observation.now.sinceOrigin / .seconds(1)) ? Double(replicas) : 0
    case .resource: return nil
    }
  }

  /// The value that one replica, or all together, stand for; nil for pods.
  fileprivate var threshold: Double? {
    switch self {
    case .external(_, let threshold, _), .signal(_, let threshold, _, _): threshold
    case .cron, .schedule: 1
    case .resource: nil
    }
  }

  /// Whether the threshold is one replica's.
  fileprivate var isAverage: Bool {
    if case .signal(_, _, _, let isWhole) = self { return !isWhole }
    return true
  }

  /// Whether it can switch the service on.
  fileprivate var switches: Bool { if case .resource = self { false } else { true } }

  fileprivate func isActive(_ value: Double?) -> Bool {
    guard let value else { return false }
    switch self {
    case .external(_, _, let activation), .signal(_, _, let activation, _): return value > activation
    case .cron, .schedule, .resource: return value > 0
    }
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
