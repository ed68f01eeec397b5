import SimulationKernel

/// Knative's Pod Autoscaler (KPA): sizes a service by two averages of its load, a long and a short one.
///
/// Source: knative/serving v1.23, `pkg/autoscaler/scaling/autoscaler.go` (`Scale`), `config/config.go`
/// (defaults) and `pkg/reconciler/autoscaling/kpa/scaler.go` (scaling to zero). It departs in these points:
/// the windows end at the newest scrape and average scrapes instead of one-second buckets, and a service with
/// desired count 0 needs no probe of the activator. Excess burst capacity, initial scale and unreachable
/// revisions do not exist here.
public struct KnativePolicy: ScalingPolicy {
  /// What the autoscaler aims at and how fast it may move.
  public struct Settings: Sendable, Hashable {
    /// The load that is averaged; requests a second or concurrency in Knative.
    public var metric: ServiceMetric
    /// What one replica could carry at most, in the metric's unit; Knative's defaults are 100 requests in the
    /// service and 200 requests a second.
    public var targetPerReplica: Double
    /// The share of `targetPerReplica` that is aimed at, in 0…1; the product is at least 0.01.
    public var targetUtilization = 0.7
    /// The window of the long average, 6 s to 1 h.
    public var stableWindow = SimulationDuration.seconds(60)
    /// The window of the short average in percent of the long one, 1 to 100.
    public var panicWindowPercentage = 10.0
    /// Panic begins where the short average needs this many percent of the ready replicas; 110 to 1,000.
    public var panicThresholdPercentage = 200.0
    /// The factor by which one decision may exceed the ready replicas, above 1.
    public var maxScaleUpRate = 1000.0
    /// The divisor of the ready replicas below which one decision may not go, above 1.
    public var maxScaleDownRate = 2.0
    /// How long the highest desired count is held, at least 0.
    public var scaleDownDelay = SimulationDuration.zero
    /// The fewest replicas for any load above 0, at least 1.
    public var activationScale = 1
    /// The fewest replicas, at least 0.
    public var minScale = 0
    /// The most replicas; 0 for no bound.
    public var maxScale = 0
    /// How long the service stays as it is before its last replicas go; nil keeps one replica for ever.
    public var scaleToZeroGracePeriod: SimulationDuration? = .seconds(30)

    /// Knative's defaults for a metric and what one replica could carry of it.
    public init(metric: ServiceMetric, targetPerReplica: Double) {
      self.metric = metric
      self.targetPerReplica = targetPerReplica
    }

    /// The load a replica is meant to carry, in the metric's unit.
    var target: Double { max(0.01, targetPerReplica * targetUtilization) }
    var panicWindow: SimulationDuration {
      .seconds(rounding: stableWindow.seconds * panicWindowPercentage / 100)
    }
  }

  /// What the autoscaler aims at.
  public let settings: Settings
  private var samples: [(time: SimulationTime, value: Double)] = []
  private var isStarted = false
  private var panicTime: SimulationTime?
  private var maxPanicReplicas = 0
  private var delayed: TrailingMaximum
  private var activeSince: SimulationTime?
  private var inactiveSince: SimulationTime?

  /// An autoscaler that has seen nothing yet.
  public init(settings: Settings) {
    self.settings = settings
    // the delay covers the ticks that began within it, so a value as old as the delay has left
    delayed = TrailingMaximum(
      length: SimulationDuration(nanoseconds: max(0, settings.scaleDownDelay.nanoseconds - 1)))
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let ready = observation.readyReplicas
    start(ready: ready, now: observation.now)
    record(observation.usableService)
    guard let newest = samples.last, observation.now - newest.time <= settings.stableWindow else {
      return ScalingDecision(desiredReplicas: observation.specReplicas, reason: DecisionReason(.noMetrics))
    }
    let stable = average(over: settings.stableWindow, endingAt: newest.time)
    let panic = average(over: settings.panicWindow, endingAt: newest.time)
    let wanted = desired(stable: stable, panic: panic, ready: ready, now: observation.now)
    let bounded = max(settings.minScale, settings.maxScale > 0 ? min(wanted, settings.maxScale) : wanted)
    let isPanicking = panicTime != nil
    guard bounded == 0 else {
      if inactiveSince != nil || activeSince == nil { activeSince = observation.now }
      inactiveSince = nil
      let rule: DecisionReason.Rule =
        bounded != wanted ? .knativeBounded : isPanicking ? .knativePanic : .knativeStable
      return ScalingDecision(
        desiredReplicas: bounded,
        reason: DecisionReason(rule, signal: isPanicking ? panic : stable, reference: settings.target))
    }
    let remaining = replicasOfIdleService(current: observation.specReplicas, now: observation.now)
    return ScalingDecision(
      desiredReplicas: remaining,
      reason: DecisionReason(
        remaining == 0 ? .knativeZero : .knativeGrace, signal: stable, reference: settings.target))
  }

  /// An autoscaler that meets several replicas starts in panic, since it lacks the history to take any of
  /// them away.
  mutating func start(ready: Int, now: SimulationTime) {
    guard !isStarted else { return }
    isStarted = true
    if ready > 1 {
      panicTime = now
      maxPanicReplicas = ready
    }
    activeSince = now
  }

  private mutating func record(_ sample: ServiceSample?) {
    guard let sample, samples.last.map({ $0.time < sample.timestamp }) ?? true else { return }
    samples.append((sample.timestamp, settings.metric.value(sample)))
    let oldest = sample.timestamp - settings.stableWindow
    if let first = samples.firstIndex(where: { $0.time > oldest }), first > 64 { samples.removeFirst(first) }
  }

  private func average(over window: SimulationDuration, endingAt end: SimulationTime) -> Double {
    let oldest = end - window
    var sum = 0.0
    var count = 0
    // the newest scrape always counts, also where scrapes are rarer than the window is long
    for sample in samples.reversed() where count == 0 || sample.time > oldest {
      sum += sample.value
      count += 1
    }
    return sum / Double(max(count, 1))
  }

  /// The desired count for both averages (in the metric's unit), without bounds and scaling to zero.
  mutating func desired(stable: Double, panic: Double, ready: Int, now: SimulationTime) -> Int {
    let readyOrOne = Double(max(1, ready))
    // rounded outward: a slow rate may never keep the service where it is
    let highest = (settings.maxScaleUpRate * readyOrOne).rounded(.up)
    let lowest = (readyOrOne / settings.maxScaleDownRate).rounded(.down)
    let wantedStable = (stable / settings.target).rounded(.up)
    let wantedPanic = (panic / settings.target).rounded(.up)
    let replicas = { [activationScale = settings.activationScale] (wanted: Double) in
      let limited = Int(min(max(wanted, lowest), highest))
      return wanted > 0 ? max(limited, activationScale) : limited
    }
    if wantedPanic / readyOrOne >= settings.panicThresholdPercentage / 100 {
      panicTime = now
    } else if let since = panicTime, since + settings.stableWindow < now {
      panicTime = nil
      maxPanicReplicas = 0
    }
    var result = replicas(wantedStable)
    if panicTime != nil {
      maxPanicReplicas = max(maxPanicReplicas, result, replicas(wantedPanic))
      result = maxPanicReplicas
    }
    return settings.scaleDownDelay > .zero ? delayed.maximum(adding: result, at: now) : result
  }

  /// How many replicas a service without load keeps for now.
  private mutating func replicasOfIdleService(current: Int, now: SimulationTime) -> Int {
    guard let grace = settings.scaleToZeroGracePeriod else { return 1 }
    if let inactiveSince { return now - inactiveSince >= grace ? 0 : current }
    if let activeSince, now - activeSince < settings.stableWindow { return min(current, 1) }
    inactiveSince = now
    return grace == .zero ? 0 : current
  }
}

extension DecisionReason.Rule {
  static let knativeStable = Self("KPA stable window")
  static let knativePanic = Self("KPA panic mode")
  static let knativeBounded = Self("KPA minScale or maxScale")
  static let knativeGrace = Self("KPA scale-to-zero grace period")
  static let knativeZero = Self("KPA scale to zero")
}
