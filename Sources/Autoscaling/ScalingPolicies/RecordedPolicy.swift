import InputFiles
import SimulationKernel

/// A forecast that was made before the run: values for times, each known from some time on.
public struct RecordedForecast: Sendable, Hashable {
  /// One value.
  public struct Entry: Sendable, Hashable {
    /// From when on it is known, in seconds of the time line.
    public var issued: Double
    /// What it speaks of, in seconds of the time line.
    public var target: Double
    /// Requests a second.
    public var value: Double

    /// A forecast of `value` for `target`, known from `issued` on.
    public init(issued: Double, target: Double, value: Double) {
      self.issued = issued
      self.target = target
      self.value = value
    }
  }

  /// The values in order of their targets; at least one.
  public let entries: [Entry]
  private let byIssue: [Entry]

  /// A forecast of the given values; nil where there is none.
  public init?(_ entries: [Entry]) {
    guard !entries.isEmpty else { return nil }
    self.entries = entries.enumerated().sorted {
      ($0.element.target, $0.offset) < ($1.element.target, $1.offset)
    }
    .map(\.element)
    byIssue = entries.enumerated().sorted { ($0.element.issued, $0.offset) < ($1.element.issued, $1.offset) }
      .map(\.element)
  }

  /// The value for a time: the one of the last target that is not later; before the first the first.
  public func value(at target: Double) -> Double { Self.last(in: entries, \.target, target).value }

  /// The value that was issued last by a time; before the first the first.
  public func latest(at now: Double) -> Double { Self.last(in: byIssue, \.issued, now).value }

  private static func last(in entries: [Entry], _ key: KeyPath<Entry, Double>, _ time: Double) -> Entry {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      // a time that was rounded to nanoseconds still finds its second
      if entries[middle][keyPath: key] <= time + 1e-6 { low = middle + 1 } else { high = middle }
    }
    return entries[max(0, low - 1)]
  }
}

/// Scales by a forecast from a file, as a window controller: up at once to the largest need of the last decisions, down by steps.
///
/// With a safety rule, a floor comes in when the measured load exceeds what the ready replicas carry. Controller and rule are those
/// of Majid, "Forecast-Error Semantics in Predictive Kubernetes Autoscaling", 2026.
public struct RecordedPolicy: ScalingPolicy {
  /// When the measured load overrules the forecast.
  public struct Safety: Sendable, Hashable {
    /// Decisions in a row that have to see more load than the ready replicas carry.
    public var persistence: Int
    /// How long the floor stays after the last decision that needed it, in decisions.
    public var hold: Int

    /// A rule of the given lengths, in decisions.
    public init(persistence: Int, hold: Int) {
      self.persistence = persistence
      self.hold = hold
    }
  }

  private let forecast: RecordedForecast
  /// Seconds ahead that it looks; nil for the value that was issued last.
  private let horizon: Double?
  private let demand: ReplicaDemand
  /// What the policy believes of the capacity, in parts of the truth.
  private let capacityScale: Double
  private let window: Int
  private let stepDown: Int
  private let limits: ClosedRange<Int>
  private let safety: Safety?

  private var needs: [Int] = []
  private var command: Int?
  private var excesses = 0
  private var floor = 0
  private var holdLeft = 0

  /// A controller that has decided nothing yet.
  ///
  /// - Parameters:
  ///   - forecast: The forecast.
  ///   - horizon: Seconds from a decision to the target that it looks at; nil for the value that was issued last.
  ///   - demand: The map from load to replicas.
  ///   - capacityScale: What the policy believes of the capacity, in parts of the truth.
  ///   - window: Decisions, this one included, whose largest need counts.
  ///   - stepDown: Replicas that one decision takes away at most.
  ///   - limits: The replicas that may be asked for.
  ///   - safety: When the measured load overrules the forecast; nil for never.
  public init(
    forecast: RecordedForecast, horizon: Double?, demand: ReplicaDemand, capacityScale: Double = 1,
    window: Int,
    stepDown: Int, limits: ClosedRange<Int>, safety: Safety? = nil
  ) {
    self.forecast = forecast
    self.horizon = horizon
    self.demand = demand
    self.capacityScale = capacityScale
    self.window = max(1, window)
    self.stepDown = max(1, stepDown)
    self.limits = limits
    self.safety = safety
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let now = observation.now.seconds
    let value = horizon.map { forecast.value(at: now + $0) } ?? forecast.latest(at: now)
    needs.append(need(value))
    if needs.count > window { needs.removeFirst() }
    let wanted = needs.reduce(limits.lowerBound, max)
    let last = command ?? min(max(observation.specReplicas, limits.lowerBound), limits.upperBound)
    let predictive = wanted >= last ? wanted : max(wanted, last - stepDown)
    command = predictive
    if let safety { guardAgainst(observation, predictive, safety) }
    return ScalingDecision(
      desiredReplicas: max(predictive, floor),
      reason: DecisionReason(floor > predictive ? .safetyFloor : .recordedForecast, signal: value))
  }

  /// The fewest replicas that carry a load, within the limits.
  private func need(_ rate: Double) -> Int {
    guard rate > 0 else { return limits.lowerBound }
    let rate = min(rate / capacityScale, 1e6 * demand.ratePerReplica)
    return min(max(demand.replicas(forRequestsPerSecond: rate), limits.lowerBound), limits.upperBound)
  }

  private mutating func guardAgainst(_ observation: Observation, _ predictive: Int, _ safety: Safety) {
    // what was not measured neither confirms nor ends a floor
    guard let load = observation.usableService?.requestsPerSecond else { return }
    let ready = observation.pods.count { !$0.isTerminating && $0.readiness == .ready }
    let capacity = demand.rate(ofReplicas: ready) * capacityScale
    excesses = load > capacity ? excesses + 1 : 0
    let needed = need(load)
    if floor > 0, needed <= predictive {
      holdLeft -= 1
      if holdLeft <= 0 { floor = 0 }
    }
    if excesses >= safety.persistence || (floor > 0 && needed > predictive) {
      floor = max(floor, needed)
      holdLeft = safety.hold
    }
  }
}

extension DecisionReason.Rule {
  static let recordedForecast = Self("recorded forecast")
  static let safetyFloor = Self("measured load above capacity")
}
