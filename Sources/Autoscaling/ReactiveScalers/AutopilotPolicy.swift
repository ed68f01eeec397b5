import Foundation
import SimulationKernel

/// Autopilot's horizontal scaling by a moving window: CPU of the service over what one replica should use.
///
/// Source: Rzadca et al., *Autopilot: Workload Autoscaling at Google*, EuroSys 2020, for the statistics of
/// the moving window, their half-life of 12 h for CPU and the two ways of smoothing. The defaults of window,
/// delay and pace are this package's. Weights apply to five-minute means of the service, not to histograms of
/// single replicas. Recommenders that learn, signals of the user's own, the deferral of small changes and the
/// limit on growth are left out.
public struct AutopilotPolicy: ScalingPolicy {
  /// What is made of the usage in the window.
  public enum Statistic: Sendable, Hashable {
    /// The largest value.
    case peak
    /// The mean, in which a value loses half its weight in every half-life.
    case weightedAverage(halfLife: SimulationDuration = .hours(12))
    /// The least value that at least `percent` (0…100) of the weight does not exceed, weighted alike.
    case percentile(Double, halfLife: SimulationDuration = .hours(12))

    /// The statistic of usage (cores), oldest first, `step` apart; nil values count for nothing.
    func value(_ usage: some Collection<Double?>, step: SimulationDuration) -> Double? {
      switch self {
      case .peak: return usage.compactMap { $0 }.max()
      case .weightedAverage(let halfLife):
        let weighted = Self.weighted(usage, step / halfLife.nonzero)
        guard !weighted.isEmpty else { return nil }
        return weighted.reduce(0) { $0 + $1.weight * $1.value } / weighted.reduce(0) { $0 + $1.weight }
      case .percentile(let percent, let halfLife):
        let sorted = Self.weighted(usage, step / halfLife.nonzero).sorted { $0.value < $1.value }
        // a share that the sum only misses by rounding counts as reached
        let threshold = sorted.reduce(0) { $0 + $1.weight } * percent / 100 * (1 - 1e-12)
        var sum = 0.0
        for entry in sorted {
          sum += entry.weight
          if sum >= threshold { return entry.value }
        }
        return sorted.last?.value
      }
    }

    private static func weighted(
      _ usage: some Collection<Double?>, _ halfLives: Double
    ) -> [(value: Double, weight: Double)] {
      usage.enumerated().compactMap { index, value in
        value.map { ($0, exp2(-halfLives * Double(usage.count - 1 - index))) }
      }
    }
  }

  /// The utilization aimed at, the window and the smoothing.
  public struct Settings: Sendable, Hashable {
    /// CPU of one replica, in cores, positive.
    public var coresPerReplica: Double
    /// The share of `coresPerReplica` that is aimed at, above 0, at most 1.
    public var targetUtilization: Double
    /// The fewest and the most replicas.
    public var limits: ClosedRange<Int>
    /// What is made of the window.
    public var statistic = Statistic.percentile(95)
    /// How far back the statistic looks, at least one aggregate.
    public var window = SimulationDuration.hours(72)
    /// The length of the means that the window consists of.
    public var aggregation = SimulationDuration.minutes(5)
    /// Scaling down follows the highest recommendation of this time.
    public var scaleDownDelay = SimulationDuration.hours(1)
    /// The most replicas taken away at once, at least 1.
    public var decayBatch = 5
    /// The time between two such batches.
    public var decayInterval = SimulationDuration.minutes(5)

    /// Settings for replicas of a size, a utilization and limits.
    public init(coresPerReplica: Double, targetUtilization: Double, limits: ClosedRange<Int>) {
      self.coresPerReplica = coresPerReplica
      self.targetUtilization = targetUtilization
      self.limits = limits
    }
  }

  /// The utilization, the window and the smoothing.
  public let settings: Settings
  private var usage: DatapointSeries
  private var delayed: TrailingMaximum
  private var required: Double?
  private var lastBatch: SimulationTime?

  /// A scaler that has seen nothing yet.
  public init(settings: Settings) {
    self.settings = settings
    usage = DatapointSeries(
      period: settings.aggregation, length: max(1, Int(settings.window / settings.aggregation)))
    delayed = TrailingMaximum(length: settings.scaleDownDelay)
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let current = observation.specReplicas
    if let sample = observation.usableService, usage.add(sample.cpuCores, at: sample.timestamp) {
      required = settings.statistic.value(usage.values.suffix(usage.length), step: settings.aggregation)
    }
    guard let required else {
      return ScalingDecision(desiredReplicas: current, reason: DecisionReason(.noMetrics))
    }
    let perReplica = settings.coresPerReplica * settings.targetUtilization
    // rounding of the product may not cost a replica
    let exact = Int((required / perReplica * (1 - 1e-12)).rounded(.up))
    let recommended = min(max(exact, settings.limits.lowerBound), settings.limits.upperBound)
    let held = delayed.maximum(adding: recommended, at: observation.now)
    let (desired, rule) = decayed(held, from: current, isDelayed: held > recommended, now: observation.now)
    return ScalingDecision(
      desiredReplicas: desired, reason: DecisionReason(rule, signal: required, reference: perReplica))
  }

  private mutating func decayed(
    _ wanted: Int, from current: Int, isDelayed: Bool, now: SimulationTime
  ) -> (Int, DecisionReason.Rule) {
    guard wanted < current else { return (wanted, isDelayed ? .autopilotDelay : .autopilotWindow) }
    if let lastBatch, now - lastBatch < settings.decayInterval { return (current, .autopilotDecay) }
    lastBatch = now
    let desired = max(wanted, current - settings.decayBatch)
    return (desired, desired > wanted ? .autopilotDecay : isDelayed ? .autopilotDelay : .autopilotWindow)
  }
}

extension SimulationDuration {
  /// A length to divide by; a half-life of nothing leaves only the newest value.
  fileprivate var nonzero: Self { self > .zero ? self : Self(nanoseconds: 1) }

  /// The ratio of two lengths.
  fileprivate static func / (a: Self, b: Self) -> Double { Double(a.nanoseconds) / Double(b.nanoseconds) }
}

extension DecisionReason.Rule {
  static let autopilotWindow = Self("Autopilot: moving window")
  static let autopilotDelay = Self("Autopilot: deferred scale-down")
  static let autopilotDecay = Self("Autopilot: slow decay")
}
