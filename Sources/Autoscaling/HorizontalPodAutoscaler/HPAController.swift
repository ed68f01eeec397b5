import SimulationKernel

/// The controller of one HPA: what it is told, what it remembers, what it shows. One call of `reconcile` is one pass of
/// the real controller. (Sections 5 to 8.)
public struct HPAController: Sendable {
  /// The target's scale as read.
  public struct Scale: Sendable, Hashable {
    /// `spec.replicas`.
    public var specReplicas: Int32
    /// `status.replicas`.
    public var statusReplicas: Int32

    /// A scale of the given counts.
    public init(specReplicas: Int32, statusReplicas: Int32) {
      self.specReplicas = specReplicas
      self.statusReplicas = statusReplicas
    }
  }

  /// Why the scale was written.
  public enum RescaleReason: Sendable, Hashable {
    /// The metric of this index proposed most, and more than there is.
    case aboveTarget(metric: Int)
    /// The metrics proposed less than there is.
    case allBelowTarget
    /// The count found was above `maxReplicas`.
    case aboveMaximum
    /// The count found was below `minReplicas`.
    case belowMinimum
    /// The metrics proposed what there is; stabilization moved the count all the same.
    case unnamed
  }

  /// What one reconcile did.
  public struct Outcome: Sendable, Hashable {
    /// Whether it ended in an error.
    public var isError = false
    /// Replicas written to the scale, or in a dry run those that would be; nil if nothing was (successfully) written.
    public var scaleTo: Int32?
    /// The best raw proposal; -1 if nothing could be decided, nil if no metric was consulted.
    public var metricDesired: Int32?
    /// The metric whose proposal is the best one; nil if there is none.
    public var bestMetric: Int?
    /// Why the first metric failed that did; nil if none did.
    public var firstError: HPAMetricError?
    /// What was done with the proposal; nil if none was made.
    public var normalization: HPANormalizer.Outcome?
    /// Events, in order.
    public var events: [HPAReason] = []
    /// Why the scale was written; nil if it was not attempted.
    public var rescaleReason: RescaleReason?
  }

  /// The settings.
  public let settings: HPASettings
  /// Whether the gate HPAScaleToZero is on.
  public let scaleToZero: Bool
  /// Whether nothing is written: an answer is then only said, and no scale event is remembered of it.
  public let isDryRun: Bool
  /// The spec, with defaults.
  public private(set) var spec: HPASpec
  /// What it shows.
  public var status = HPAStatus()
  /// What it remembers.
  public var normalizer = HPANormalizer()
  private var metrics: [HPAMetric]
  private var behavior: HPABehavior?
  private var tolerance: HPATolerance

  /// A controller of an HPA with the given spec, which has not reconciled yet.
  public init(
    spec: HPASpec, settings: HPASettings = HPASettings(), scaleToZero: Bool = false, isDryRun: Bool = false
  ) {
    self.init(
      spec: spec, settings: settings, behavior: spec.resolvedBehavior(settings), scaleToZero: scaleToZero,
      isDryRun: isDryRun)
  }

  /// - Parameter behavior: What holds instead of the spec's.
  init(
    spec: HPASpec, settings: HPASettings, behavior: HPABehavior?, scaleToZero: Bool = false,
    isDryRun: Bool = false
  ) {
    self.settings = settings
    self.scaleToZero = scaleToZero
    self.isDryRun = isDryRun
    self.spec = spec.withDefaults
    metrics = self.spec.metrics ?? []
    self.behavior = behavior
    tolerance = HPATolerance(
      down: behavior?.scaleDown.tolerance ?? settings.tolerance.down,
      up: behavior?.scaleUp.tolerance ?? settings.tolerance.up)
  }

  /// Changes `minReplicas`, as an edit of the HPA does; what the controller remembers stays.
  public mutating func setMinReplicas(_ count: Int32) { spec.minReplicas = count }

  /// Changes the utilization that the first metric aims at, as an edit of the HPA does.
  mutating func setUtilization(_ percent: Int32) {
    metrics[0].target.averageUtilization = percent
    spec.metrics = metrics
  }

  /// One reconcile. (Section 6.)
  ///
  /// - Parameters:
  ///   - now: The instant.
  ///   - scale: The target's scale; nil if it could not be read.
  ///   - source: What the metrics APIs answer.
  ///   - write: Writes the scale; false if that failed.
  public mutating func reconcile<Source: HPAMetricSource>(
    now: SimulationTime, scale: Scale?, source: Source, write: (Int32) -> Bool = { _ in true }
  ) -> Outcome {
    var outcome = Outcome()
    guard let scale else {
      status.conditions.set(\.ableToScale, false, .failedGetScale, now)
      outcome.events.append(.failedGetScale)
      outcome.isError = true
      return outcome
    }
    let current = scale.specReplicas
    status.conditions.set(\.ableToScale, true, .succeededGetScale, now)
    normalizer.initialize(current: current, now: now)
    let minimum = spec.minReplicas ?? 1
    let desired: Int32
    if current == 0, !canLeaveZero {
      status.conditions.set(\.scalingActive, false, .scalingDisabled, now)
      if !scaleToZero { status.conditions.scaledToZero = nil }
      status.currentMetrics.removeAll(keepingCapacity: true)
      desired = 0
    } else if current > spec.maxReplicas {
      status.currentMetrics.removeAll(keepingCapacity: true)
      outcome.rescaleReason = .aboveMaximum
      desired = spec.maxReplicas
    } else if current != 0, current < minimum {
      status.currentMetrics.removeAll(keepingCapacity: true)
      outcome.rescaleReason = .belowMinimum
      desired = minimum
    } else {
      guard let decided = decide(scale, now, source, &outcome) else { return outcome }
      desired = decided
    }
    status.currentReplicas = current
    guard desired != current else {
      outcome.rescaleReason = nil
      status.desiredReplicas = desired
      return outcome
    }
    rescale(from: current, to: desired, now, write, &outcome)
    return outcome
  }

  /// Takes a target at zero replicas for one that this HPA took there itself: where the controller's past is not known.
  mutating func assumeScaledToZero(_ now: SimulationTime) {
    status.conditions.set(\.scaledToZero, true, .scaledToZero, now)
  }

  /// Whether the target at zero was taken there by this HPA and may come back. (Section 8.)
  private var canLeaveZero: Bool {
    scaleToZero && status.conditions.scaledToZero?.isTrue == true
      && (spec.minReplicas != 0 || metrics.contains(where: \.isObjectOrExternal))
  }

  /// Sections 5 and 7; nil if nothing can be decided.
  private mutating func decide<Source: HPAMetricSource>(
    _ scale: Scale, _ now: SimulationTime, _ source: Source, _ outcome: inout Outcome
  ) -> Int32? {
    let current = scale.specReplicas
    var best: Int32 = 0
    var bestMetric = 0
    var failures = 0
    var firstFailure = HPAReason.validMetricFound
    status.currentMetrics.removeAll(keepingCapacity: true)
    for index in metrics.indices {
      do {
        let proposal = try metrics[index].proposal(
          from: source, now: now, current: current, statusReplicas: scale.statusReplicas, settings: settings,
          tolerance: tolerance)
        status.currentMetrics.append(proposal)
        // the first of equal proposals names the reason
        if best == 0 || proposal.replicas > best {
          best = proposal.replicas
          bestMetric = index
        }
      } catch {
        status.currentMetrics.append(nil)
        outcome.events.append(metrics[index].failure)
        if failures == 0 {
          firstFailure = metrics[index].failure
          outcome.firstError = error
        }
        failures += 1
      }
    }
    outcome.isError = failures > 0
    if failures < metrics.count { outcome.bestMetric = bestMetric }
    if failures > 0, failures == metrics.count || best < current {
      status.conditions.set(\.scalingActive, false, firstFailure, now)
      outcome.metricDesired = -1
      outcome.events.append(.failedComputeMetricsReplicas)
      status.currentReplicas = current
      return nil
    }
    status.conditions.set(\.scalingActive, true, .validMetricFound, now)
    outcome.metricDesired = best
    let raw = max(0, best)
    outcome.rescaleReason =
      raw > current ? .aboveTarget(metric: bestMetric) : raw < current ? .allBelowTarget : .unnamed
    let minimum = spec.minReplicas ?? 1
    let normalized = normalizer.normalize(
      raw: raw, current: current, now: now, limits: min(minimum, spec.maxReplicas)...spec.maxReplicas,
      behavior: behavior, downscaleStabilization: settings.downscaleStabilization)
    outcome.normalization = normalized
    status.conditions.set(\.ableToScale, true, normalized.ableToScale, now)
    status.conditions.set(\.scalingLimited, normalized.isLimited, normalized.limit, now)
    // from zero an HPA comes back to its minimum at once, which is the reason where the metrics ask for nothing
    if current == 0, minimum != 0 {
      if raw == 0 { outcome.rescaleReason = .belowMinimum }
      return max(minimum, normalized.final)
    }
    return normalized.final
  }

  /// Section 6, step 4, and the condition of section 8.
  private mutating func rescale(
    from current: Int32, to desired: Int32, _ now: SimulationTime, _ write: (Int32) -> Bool,
    _ outcome: inout Outcome
  ) {
    guard write(desired) else {
      status.conditions.set(\.ableToScale, false, .failedUpdateScale, now)
      outcome.events.append(.failedRescale)
      outcome.isError = true
      return
    }
    status.conditions.set(\.ableToScale, true, .succeededRescale, now)
    outcome.events.append(.successfulRescale)
    outcome.scaleTo = desired
    if isDryRun { return status.desiredReplicas = desired }
    normalizer.recordScale(from: current, to: desired, now: now, behavior: behavior)
    if scaleToZero {
      let isZero =
        current > 0 && desired == 0 && spec.minReplicas == 0 && metrics.contains(where: \.isObjectOrExternal)
      status.conditions.set(\.scaledToZero, isZero, isZero ? .scaledToZero : .notScaledToZero, now)
    } else {
      status.conditions.scaledToZero = nil
    }
    status.desiredReplicas = desired
    status.lastScaleTime = now
  }

  /// The text of the event that announces a rescale.
  public func text(of reason: RescaleReason) -> String {
    switch reason {
    case .aboveTarget(let metric): "\(metrics[metric].eventName) above target"
    case .allBelowTarget: "All metrics below target"
    case .aboveMaximum: "Current number of replicas above Spec.MaxReplicas"
    case .belowMinimum: "Current number of replicas below Spec.MinReplicas"
    case .unnamed: ""
    }
  }
}
