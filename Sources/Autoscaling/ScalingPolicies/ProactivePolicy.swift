import Learning
import SimulationKernel

/// Sizes the service for the load that a forecaster expects at most over the actuation lead.
///
/// Bounded below by the reactive guard: never fewer replicas than the load last measured needs. Scale-in follows the
/// forecast at once where the guard's stabilization window allows it.
public struct ProactivePolicy: ScalingPolicy {
  /// The forecaster; its task says what it predicts.
  public let forecaster: any Forecaster
  /// Factor on the forecast, the knob that is tuned to the budget.
  public var headroom: Double
  /// The probability of the forecast's quantile that is used; nil for its central value.
  public let quantile: Double?
  private let demand: ReplicaDemand
  private var guardWindow: TrailingMaximum
  private var history: LoadHistory
  private var expected: Double?

  /// - Parameters:
  ///   - forecaster: What predicts the load.
  ///   - quantile: Which quantile of the forecast is used, if the forecaster gives quantiles: the nearest one.
  ///   - headroom: Factor on the forecast and on the guard's load.
  ///   - demand: The map from load to replicas.
  ///   - stabilization: How long a high proposal keeps the service from going below it.
  public init(
    forecaster: any Forecaster, quantile: Double?, headroom: Double, demand: ReplicaDemand,
    stabilization: SimulationDuration
  ) {
    self.forecaster = forecaster
    self.quantile = quantile
    self.headroom = headroom
    self.demand = demand
    guardWindow = TrailingMaximum(length: stabilization)
    history = LoadHistory(step: .seconds(rounding: forecaster.task.step), length: forecaster.inputLength)
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    guard let sample = observation.service else {
      return ScalingDecision(desiredReplicas: observation.specReplicas, reason: DecisionReason(.noMetrics))
    }
    if history.add(sample), let points = history.points {
      let forecast = forecaster.forecast(history: points, endOfHistory: history.end.seconds)
      expected = forecast.value(atQuantile: quantile)
    }
    let measured = sample.requestsPerSecond
    let load = max(expected ?? measured, measured) * headroom
    let proposal = demand.replicas(forRequestsPerSecond: load)
    let desired = guardWindow.maximum(adding: proposal, at: observation.now)
    let rule: DecisionReason.Rule =
      desired > proposal ? .stabilized : expected.map { $0 > measured } == true ? .forecast : .reactiveGuard
    return ScalingDecision(
      desiredReplicas: desired,
      reason: DecisionReason(rule, signal: expected ?? measured, reference: demand.ratePerReplica))
  }
}

extension DecisionReason.Rule {
  static let forecast = Self("forecast above measured load")
  static let reactiveGuard = Self("measured load (reactive guard)")
}

extension Forecast {
  /// The quantile nearest to `probability`, or the central value where none is asked for or given.
  func value(atQuantile probability: Double?) -> Double {
    guard let probability,
      let nearest = quantiles.min(by: {
        abs($0.probability - probability) < abs($1.probability - probability)
      })
    else { return value }
    return nearest.value
  }
}

/// Past load in points of a forecaster's step, made of the scrapes that a policy saw.
struct LoadHistory: Sendable {
  let step: SimulationDuration
  let length: Int
  /// The end of the newest full point.
  private(set) var end = SimulationTime.zero
  private var values: [Double] = []
  private var requests = 0.0
  private var covered = SimulationDuration.zero
  private var lastSample: SimulationTime?

  init(step: SimulationDuration, length: Int) {
    self.step = step
    self.length = length
  }

  /// The last `length` full points, oldest first; nil until there are as many.
  var points: ArraySlice<Double>? { values.count >= length ? values.suffix(length) : nil }

  /// Adds a scrape; true if it completed a point. A scrape seen before is passed over.
  mutating func add(_ sample: ServiceSample) -> Bool {
    guard lastSample != sample.timestamp else { return false }
    lastSample = sample.timestamp
    requests += sample.requestsPerSecond * sample.window.seconds
    covered = covered + sample.window
    // points end on whole steps of the time line, as those of the training data do
    guard sample.timestamp.nanoseconds % step.nanoseconds == 0 else { return false }
    defer {
      requests = 0
      covered = .zero
    }
    guard covered == step else { return false }
    values.append(requests / step.seconds)
    end = sample.timestamp
    if values.count > 4 * length + 64 { values.removeFirst(values.count - length) }
    return true
  }
}
