import SimulationKernel

/// The Kubernetes HPA with one metric, on what a run's scrapes deliver.
///
/// It calls the same calculation and normalization as the conformance check; only the shape of the input differs. The
/// scale subresource of a run never fails and its gate for zero replicas is off.
public struct HorizontalPodAutoscalerPolicy: ScalingPolicy {
  /// What the autoscaler aims at.
  public enum Target: Sendable, Hashable {
    /// CPU use in percent of the request, with the CPU request of every replica in millicores.
    case cpuUtilization(percent: Int64, requestMilli: Int64)
    /// Requests a second and replica in milli-units: an External metric with an AverageValue target.
    case requestsPerSecond(milli: Int64)
  }

  /// What it aims at.
  public let target: Target
  /// `minReplicas` and `maxReplicas`.
  public let limits: ClosedRange<Int32>
  /// Completed scaling rules, or nil for the legacy path.
  public let behavior: HPABehavior?
  /// The controller's settings.
  public let settings: HPASettings
  private let tolerance: HPATolerance
  private var normalizer = HPANormalizer()

  /// An HPA of the given target and rules that has not reconciled yet.
  public init(
    target: Target, limits: ClosedRange<Int32>, behavior: HPABehavior? = nil,
    settings: HPASettings = HPASettings()
  ) {
    self.target = target
    self.limits = limits
    self.behavior = behavior
    self.settings = settings
    tolerance = HPATolerance(
      down: behavior?.scaleDown.tolerance ?? settings.tolerance.down,
      up: behavior?.scaleUp.tolerance ?? settings.tolerance.up)
  }

  /// One reconcile.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let current = Int32(clamping: observation.specReplicas)
    normalizer.initialize(current: current, now: observation.now)
    if current == 0 { return ScalingDecision(desiredReplicas: 0, reason: DecisionReason(.disabled)) }
    if !limits.contains(current) {
      let desired = current > limits.upperBound ? limits.upperBound : limits.lowerBound
      normalizer.recordScale(from: current, to: desired, now: observation.now, behavior: behavior)
      return ScalingDecision(desiredReplicas: Int(desired), reason: DecisionReason(.outOfRange))
    }
    let proposal: HPAProposal
    let signal: Double
    let reference: Double
    do {
      (proposal, signal, reference) = try propose(observation, current)
    } catch {
      return ScalingDecision(desiredReplicas: observation.specReplicas, reason: DecisionReason(.noMetrics))
    }
    let outcome = normalizer.normalize(
      raw: max(0, proposal.replicas), current: current, now: observation.now, limits: limits,
      behavior: behavior,
      downscaleStabilization: settings.downscaleStabilization)
    if outcome.final != current {
      normalizer.recordScale(from: current, to: outcome.final, now: observation.now, behavior: behavior)
    }
    return ScalingDecision(
      desiredReplicas: Int(outcome.final),
      reason: DecisionReason(rule(outcome, proposal, current), signal: signal, reference: reference))
  }

  private func propose(
    _ observation: Observation, _ current: Int32
  ) throws(HPAMetricError) -> (HPAProposal, signal: Double, reference: Double) {
    switch target {
    case .cpuUtilization(let percent, let request):
      var tally = PodMetricTally(
        now: observation.now, settings: settings, isCPU: true, targetPercent: percent)
      for pod in observation.pods { tally.add(pod, sample: pod.cpu, request: request) }
      let proposal = try ReplicaCalculator.replicas(
        tally, target: .utilization(percent), current: current, tolerance: tolerance)
      return (proposal, Double(proposal.utilization ?? 0), Double(percent))
    case .requestsPerSecond(let milli):
      guard let sample = observation.service else { throw .metricsUnavailable }
      let usage = Int64((sample.requestsPerSecond * 1000).rounded(.up))
      let proposal = ReplicaCalculator.averageValueReplicas(
        usage: usage, target: milli, statusReplicas: Int32(clamping: observation.statusReplicas),
        tolerance: tolerance)
      return (proposal, Double(proposal.value ?? 0) / 1000, Double(milli) / 1000)
    }
  }

  private func rule(_ outcome: HPANormalizer.Outcome, _ proposal: HPAProposal, _ current: Int32)
    -> DecisionReason.Rule
  {
    switch outcome.limit {
    case .tooFewReplicas: return .tooFewReplicas
    case .tooManyReplicas: return .tooManyReplicas
    case .scaleUpLimit: return .scaleUpLimit
    case .scaleDownLimit: return .scaleDownLimit
    case .desiredWithinRange: break
    }
    switch outcome.ableToScale {
    case .scaleDownStabilized: return .scaleDownStabilized
    case .scaleUpStabilized: return .scaleUpStabilized
    case .readyForNewScale: break
    }
    return proposal.replicas > current ? .aboveTarget : proposal.replicas < current ? .belowTarget : .atTarget
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
