import SimulationKernel

/// The Predictive Horizontal Pod Autoscaler: an HPA whose proposals compete with forecasts made of them.
///
/// Source: jthomperoo/predictive-horizontal-pod-autoscaler v0.13.2, `internal/controllers/controller.go`,
/// `internal/prediction/…`, `internal/scalebehavior/scalebehavior.go`, `algorithms/…`; statsmodels
/// v0.15.0.dev0, `tsa/holtwinters/model.py` and `tsa/exponential_smoothing/initialization.py` for the
/// arithmetic of Holt-Winters. It departs in two points: a Holt-Winters series is in order of time (the
/// original feeds the stored values newest first and the current one last), and a prediction within 10⁻⁹ of a
/// whole number is that number. Hooks, run-time tuning, damped and multiplicative components, other
/// initializations and several metrics are left out.
public struct PredictiveHPAPolicy: ScalingPolicy {
  /// A forecast of the HPA's proposals.
  public struct Model: Sendable, Hashable {
    /// How a model forecasts.
    public enum Kind: Sendable, Hashable {
      /// A straight line through the last `historySize` proposals, read `lookAhead` from now.
      case linear(lookAhead: SimulationDuration, historySize: Int)
      /// Exponential smoothing with additive trend and season, one sync ahead. `alpha`, `beta` and `gamma`
      /// (0…1) smooth level, trend and season; a season has `seasonalPeriods` (at least 2) syncs, of which
      /// `storedSeasons` full ones are kept.
      case holtWinters(alpha: Double, beta: Double, gamma: Double, seasonalPeriods: Int, storedSeasons: Int)
    }

    /// How it forecasts.
    public var kind: Kind
    /// It forecasts at every so-manieth sync, at least 1; in between it has no say.
    public var perSyncPeriod = 1
    /// The model begins at a whole multiple of this time since the origin; nil to begin at once.
    public var startInterval: SimulationDuration?
    /// The history is cleared after this time without a new value; nil for never.
    public var resetDuration: SimulationDuration?

    /// A model that forecasts at every sync.
    public init(_ kind: Kind) { self.kind = kind }
  }

  /// Which of the proposals holds.
  public enum DecisionType: Sendable, Hashable {
    /// The highest.
    case maximum
    /// The lowest.
    case minimum
    /// The mean, rounded to nearest.
    case mean
    /// The middle one, or the mean of the two middle ones cut to a whole number.
    case median

    /// The choice among proposals (replicas); 0 where there are none.
    func choice(_ proposals: [Int32]) -> Int32 {
      guard let highest = proposals.max(), let lowest = proposals.min() else { return 0 }
      let sum = proposals.reduce(0) { $0 + Int64($1) }
      switch self {
      case .maximum: return highest
      case .minimum: return lowest
      case .mean:
        return sum <= 0 ? 0 : HPAArithmetic.clamped((Double(sum) / Double(proposals.count)).rounded())
      case .median:
        let sorted = proposals.sorted()
        let middle = sorted.count / 2
        if sorted.count % 2 == 1 { return sorted[middle] }
        return Int32(clamping: (Int64(sorted[middle - 1]) + Int64(sorted[middle])) / 2)
      }
    }
  }

  /// The fields of the resource.
  public struct Settings: Sendable, Hashable {
    /// What the HPA looks at and aims at.
    public var metric: HPAMetric
    /// What it has to know of the service to read it.
    public var service: HPAServiceShape
    /// `minReplicas` and `maxReplicas`.
    public var limits: ClosedRange<Int32>
    /// The forecasts, in addition to the HPA's proposal.
    public var models: [Model]
    /// Which of the proposals holds.
    public var decisionType = DecisionType.maximum
    /// Stabilization and rates; by default 300 s downward, and 4 pods or 100 % a minute upward.
    public var behavior = HPABehavior(
      scaleUp: HPAScalingRules(
        stabilization: 0,
        policies: [
          .init(isPercent: true, value: 100, period: 60_000_000_000),
          .init(isPercent: false, value: 4, period: 60_000_000_000),
        ]),
      scaleDown: HPAScalingRules(
        stabilization: 300_000_000_000,
        policies: [.init(isPercent: true, value: 100, period: 60_000_000_000)]))
    /// Tolerance and readiness; a pod's CPU is distrusted for 30 s here, not for 300 s as in the HPA.
    public var controller = HPASettings(cpuInitializationPeriod: 30_000_000_000)

    /// The autoscaler's defaults.
    public init(
      metric: HPAMetric, service: HPAServiceShape, limits: ClosedRange<Int32>, models: [Model]
    ) {
      self.metric = metric
      self.service = service
      self.limits = limits
      self.models = models
    }
  }

  /// The fields of the resource.
  public let settings: Settings
  private var histories: [ModelHistory]
  private var normalizer = HPANormalizer()

  /// An autoscaler that has not reconciled yet.
  public init(settings: Settings) {
    self.settings = settings
    histories = settings.models.map { ModelHistory(model: $0) }
  }

  /// One reconcile.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let current = Int32(clamping: observation.specReplicas)
    let now = observation.now
    guard let calculated = calculate(observation, current) else {
      return ScalingDecision(desiredReplicas: observation.specReplicas, reason: DecisionReason(.noMetrics))
    }
    var proposals = [calculated]
    for index in histories.indices {
      if let forecast = histories[index].forecast(adding: calculated, at: now) { proposals.append(forecast) }
    }
    let chosen = settings.decisionType.choice(proposals)
    let behavior = settings.behavior
    let outcome = normalizer.normalize(
      raw: chosen, current: current, now: now, limits: settings.limits, behavior: behavior,
      downscaleStabilization: 0)
    let desired = min(max(outcome.final, settings.limits.lowerBound), settings.limits.upperBound)
    normalizer.recordScale(from: current, to: desired, now: now, behavior: behavior)
    let rule: DecisionReason.Rule =
      desired != chosen ? .predictiveLimited : chosen == calculated ? .predictiveMetric : .predictiveModel
    return ScalingDecision(
      desiredReplicas: Int(desired),
      reason: DecisionReason(rule, signal: Double(chosen), reference: Double(calculated)))
  }

  /// The HPA's proposal before stabilization and limits; nil without metrics.
  private func calculate(_ observation: Observation, _ current: Int32) -> Int32? {
    let source = SimulatedMetricSource(service: settings.service, observation: observation)
    return try? settings.metric.proposal(
      from: source, now: observation.now, current: current,
      statusReplicas: Int32(clamping: observation.statusReplicas), settings: settings.controller,
      tolerance: settings.controller.tolerance
    ).replicas
  }
}

/// What one model remembers.
struct ModelHistory: Sendable {
  let model: PredictiveHPAPolicy.Model
  /// Past proposals, oldest first.
  private(set) var values: [(time: SimulationTime, replicas: Int32)] = []
  private var syncsPassed = 1
  private var start: SimulationTime?

  init(model: PredictiveHPAPolicy.Model) { self.model = model }

  /// Remembers a proposal and forecasts if it is the model's turn; nil if it is not or has not begun.
  mutating func forecast(adding replicas: Int32, at now: SimulationTime) -> Int32? {
    if let interval = model.startInterval {
      guard let start else {
        start = Self.next(now, interval)
        return nil
      }
      if now < start { return nil }
    }
    if let limit = model.resetDuration, let latest = values.last?.time, now - latest > limit {
      values = []
      if let interval = model.startInterval {
        start = Self.next(now, interval)
        return nil
      }
    }
    values.append((now, replicas))
    defer { prune() }
    guard syncsPassed >= model.perSyncPeriod else {
      syncsPassed += 1
      return nil
    }
    syncsPassed = 1
    switch model.kind {
    case .linear(let lookAhead, _): return linear(at: now + lookAhead)
    case .holtWinters(let alpha, let beta, let gamma, let periods, _):
      let series = values.map { Double($0.replicas) }
      let smoothing = HoltWinters(alpha: alpha, beta: beta, gamma: gamma, seasonalPeriods: periods)
      // without enough history the original proposes 0 replicas rather than none, and so does this
      return smoothing.next(after: series).map(Self.ceiling) ?? 0
    }
  }

  private static func next(_ now: SimulationTime, _ interval: SimulationDuration) -> SimulationTime {
    let whole = now.sinceOrigin / interval
    let floor = SimulationTime.zero + interval * whole
    return floor < now ? floor + interval : floor
  }

  private static func ceiling(_ value: Double) -> Int32 { HPAArithmetic.ceiling(value - 1e-9) }

  /// Ordinary least squares on all values; a single value stands for itself.
  private func linear(at instant: SimulationTime) -> Int32? {
    guard values.count > 1 else { return values.first?.replicas }
    let count = Double(values.count)
    let ahead = values.map { (instant - $0.time).seconds }
    let meanAhead = ahead.reduce(0, +) / count
    let meanReplicas = values.reduce(0) { $0 + Double($1.replicas) } / count
    var products = 0.0
    var squares = 0.0
    for (index, value) in values.enumerated() {
      products += (ahead[index] - meanAhead) * (Double(value.replicas) - meanReplicas)
      squares += (ahead[index] - meanAhead) * (ahead[index] - meanAhead)
    }
    return Self.ceiling(squares > 0 ? meanReplicas - products / squares * meanAhead : meanReplicas)
  }

  private mutating func prune() {
    switch model.kind {
    case .linear(_, let size):
      if values.count > size { values.removeFirst(values.count - size) }
    case .holtWinters(_, _, _, let periods, let seasons):
      // only whole seasons go, so that the first value always has the same place in its season
      let surplus = values.count / periods - seasons
      if surplus > 0 { values.removeFirst(surplus * periods) }
    }
  }
}

/// Exponential smoothing with additive trend and additive season, one step ahead.
struct HoltWinters: Sendable, Hashable {
  var alpha: Double
  var beta: Double
  var gamma: Double
  /// The length of a season, at least 2.
  var seasonalPeriods: Int

  /// The fewest values: two seasons, and ten seasonally adjusted ones.
  var minimumCount: Int { max(2 * seasonalPeriods, 10 + 2 * (seasonalPeriods / 2)) }

  /// The value expected after `series`, oldest first; nil for fewer than `minimumCount`.
  func next(after series: [Double]) -> Double? {
    guard series.count >= minimumCount else { return nil }
    var (level, trend, season) = initialState(series)
    for (index, value) in series.enumerated() {
      let expected = level + trend
      let place = index % seasonalPeriods
      let newLevel = alpha * (value - season[place]) + (1 - alpha) * expected
      season[place] = gamma * (value - expected) + (1 - gamma) * season[place]
      trend = beta * (newLevel - level) + (1 - beta) * trend
      level = newLevel
    }
    return level + trend + season[series.count % seasonalPeriods]
  }

  /// Level, trend and one season before the first value: the season from a centred moving average over up to
  /// five seasons, level and trend from a line through the first ten values of that average (Hyndman et al.,
  /// 2008, 2.6).
  func initialState(_ series: [Double]) -> (level: Double, trend: Double, season: [Double]) {
    let minimum = 10 + 2 * (seasonalPeriods / 2)
    let cycles = max(
      min(5, series.count / seasonalPeriods), (minimum + seasonalPeriods - 1) / seasonalPeriods)
    let part = Array(series.prefix(cycles * seasonalPeriods))
    let half = seasonalPeriods / 2
    var averages: [Double] = []
    var sums = Array(repeating: 0.0, count: seasonalPeriods)
    var counts = Array(repeating: 0.0, count: seasonalPeriods)
    for middle in half..<(part.count - half) {
      var sum = part[(middle - half)...(middle + half)].reduce(0, +)
      // an even season has no middle value, so its two ends count half
      if seasonalPeriods % 2 == 0 { sum -= (part[middle - half] + part[middle + half]) / 2 }
      averages.append(sum / Double(seasonalPeriods))
      sums[middle % seasonalPeriods] += part[middle] - sum / Double(seasonalPeriods)
      counts[middle % seasonalPeriods] += 1
    }
    var season = zip(sums, counts).map { $0 / $1 }
    let mean = season.reduce(0, +) / Double(seasonalPeriods)
    season = season.map { $0 - mean }
    // least squares on 1, 2, …, 10, whose mean is 5.5 and whose squared deviations sum to 82.5
    let first = averages.prefix(10)
    let meanAverage = first.reduce(0, +) / 10
    let trend = first.enumerated().reduce(0) { $0 + (Double($1.offset) - 4.5) * $1.element } / 82.5
    return (meanAverage - 5.5 * trend, trend, season)
  }
}

extension DecisionReason.Rule {
  static let predictiveMetric = Self("PHPA: metric")
  static let predictiveModel = Self("PHPA: model")
  static let predictiveLimited = Self("PHPA: limited by behavior")
}
