import Glibc

/// Several forecasters of one task, fitted and thinned out on validation, then weighted online by their
/// recent errors.
public struct ExpertsConfiguration: ForecasterConfiguration {
  /// The candidates; all of one task.
  public var members: [any ForecasterConfiguration]
  /// How the members that are left are combined.
  public var rule: ExpertRule
  /// How many outcomes back errors are counted, in 1…100,000.
  public var window: Int
  /// How many members are kept, the best on the validation part by RMSE; 1 is a plain choice.
  public var kept: Int

  /// A combination of `members`.
  public init(
    members: [any ForecasterConfiguration], rule: ExpertRule = .exponentialWeights(rate: 10),
    window: Int = 60,
    kept: Int = 3
  ) {
    self.members = members
    self.rule = rule
    self.window = window
    self.kept = kept
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will. Members speak for themselves.
  public var problem: String? {
    if members.isEmpty { return "members must not be empty." }
    return kept < 1 ? "kept must be at least 1, is \(kept)." : rule.problem
  }

  /// Fits every member, and keeps the best on `validation`; a member that cannot be fitted is left out.
  /// Throws `LearningError` where none can.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> ExpertForecaster {
    try refuse("expert forecaster", problem)
    var fitted: [any StoredForecaster] = []
    var lastError: LearningError?
    for member in members {
      do {
        fitted.append(try member.fit(training: training, validation: validation))
      } catch let error as LearningError {
        lastError = error
      }
    }
    if fitted.isEmpty, let lastError { throw lastError }
    return try ExpertForecaster(choosing: kept, of: fitted, on: validation, rule: rule, window: window)
  }
}

/// How an `ExpertForecaster` combines its members.
public enum ExpertRule: Hashable, Sendable, Codable {
  /// The member with the least squared error over the window; the first of equals.
  case bestRecent
  /// Weights in proportion to exp(−rate × mean squared error / that of the best) (Vovk, COLT 1990;
  /// Littlestone & Warmuth, Information and Computation 108(2), 1994, with the loss measured in units of the
  /// best member's).
  case exponentialWeights(rate: Double)

  var problem: String? {
    if case .exponentialWeights(let rate) = self, !(rate >= 0 && rate.isFinite) {
      return "the rate must be finite and at least 0, is \(rate)."
    }
    return nil
  }
}

/// A combination of fitted forecasters that follows their recent errors; see `ExpertsConfiguration`.
///
/// It is stateless: errors are replayed from the history. Quantiles are the members' weighted means where all
/// members give the same probabilities, else there are none.
public struct ExpertForecaster: Forecaster {
  /// The members, at least one, all of one task.
  public let members: [any StoredForecaster]
  /// How they are combined.
  public let rule: ExpertRule
  /// How many outcomes back errors are counted.
  public let window: Int

  /// The name in tables.
  public var name: String { "experts" }
  /// What is forecast, from what.
  public let task: ForecastTask
  /// T: past points that one forecast reads.
  public let inputLength: Int
  /// Why the first member that cannot go on cannot.
  public var failure: String? { members.lazy.compactMap(\.failure).first }

  /// A combination of all `members`.
  ///
  /// - Throws: `LearningError` where there is none, tasks differ, or `window` is not positive.
  public init(members: [any StoredForecaster], rule: ExpertRule, window: Int = 60) throws {
    guard let task = members.first?.task else {
      throw LearningError("An expert forecaster needs at least one member.")
    }
    guard members.allSatisfy({ $0.task == task }) else {
      throw LearningError("The members of an expert forecaster must forecast one task.")
    }
    guard (1...100_000).contains(window) else {
      throw LearningError("The window of an expert forecaster must be in 1...100000, is \(window).")
    }
    try refuse("expert forecaster", rule.problem)
    self.members = members
    self.rule = rule
    self.window = window
    self.task = task
    let longest = members.map(\.inputLength).max() ?? 1
    // A lone member needs no replay.
    inputLength = longest + (members.count > 1 ? window + task.horizonSteps - 1 : 0)
  }

  /// A combination of the `kept` members with the least RMSE on `validation`, at the origins that all reach.
  public init(
    choosing kept: Int, of candidates: [any StoredForecaster], on validation: LoadSeries, rule: ExpertRule,
    window: Int = 60
  ) throws {
    let longest = candidates.map(\.inputLength).max() ?? 1
    let losses = try candidates.map { candidate in
      try candidate.squaredError(on: validation, firstOrigin: longest - 1)
    }
    let order = candidates.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }
    try self.init(members: order.prefix(kept).map { candidates[$0] }, rule: rule, window: window)
  }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    rollingForecasts(history: history, endOfHistory: endOfHistory, count: 1)[0]
  }

  /// The forecasts of the `count` newest origins, sharing the replay; see `Forecaster`.
  public func rollingForecasts(history: ArraySlice<Double>, endOfHistory: Double, count: Int) -> [Forecast] {
    precondition(
      history.count == inputLength + count - 1,
      "\(inputLength + count - 1) points expected, \(history.count) given")
    let horizon = task.horizonSteps
    let past = members.count > 1 ? window + horizon - 1 : 0
    let forecasts = members.map { member in
      member.rollingForecasts(
        history: history.suffix(member.inputLength + past + count - 1), endOfHistory: endOfHistory,
        count: past + count)
    }
    guard past > 0 else { return forecasts[0] }
    let probabilities = forecasts[0][0].quantiles.map(\.probability)
    let sharesQuantiles = forecasts.allSatisfy { $0[0].quantiles.map(\.probability) == probabilities }
    let points = Array(history)
    let firstOrigin = points.count - past - count
    // Outcomes of the origins that lie a whole horizon back.
    let actuals = (0..<past + count - horizon).map {
      task.actual(in: points, at: firstOrigin + $0) ?? .nan
    }
    let squares = forecasts.map { row in
      zip(row, actuals).map { ($0.value - $1) * ($0.value - $1) }
    }
    return (0..<count).map { index in
      // Summed afresh, so that one forecast and a roll of them agree to the last bit.
      let losses = squares.map { $0[index..<index + window].reduce(0, +) }
      let weights = weights(losses: losses)
      func mean(_ value: (Forecast) -> Double) -> Double {
        var sum = 0.0
        for member in members.indices where weights[member] > 0 {
          sum += weights[member] * value(forecasts[member][past + index])
        }
        return sum
      }
      let quantiles = sharesQuantiles ? forecasts[0][past + index].quantiles : []
      return Forecast(
        value: mean(\.value),
        quantiles: quantiles.indices.map { place in
          Forecast.Quantile(
            probability: quantiles[place].probability, value: mean { $0.quantiles[place].value })
        })
    }
  }

  private func weights(losses: [Double]) -> [Double] {
    let least = losses.min() ?? 0
    switch rule {
    case .bestRecent:
      let best = losses.firstIndex(of: least) ?? 0
      return losses.indices.map { $0 == best ? 1 : 0 }
    case .exponentialWeights(let rate):
      let raw = losses.map { least > 0 ? exp(-rate * ($0 / least - 1)) : ($0 == 0 ? 1 : 0) }
      let sum = raw.reduce(0, +)
      return raw.map { $0 / sum }
    }
  }
}

extension Forecaster {
  /// Mean squared error of the value over the origins of `series` from `firstOrigin`.
  func squaredError(on series: LoadSeries, firstOrigin: Int) throws -> Double {
    try series.check(as: "validation", task: task, inputLength: max(inputLength, firstOrigin + 1))
    let first = max(firstOrigin, inputLength - 1)
    let last = series.values.count - task.horizonSteps - 1
    let forecasts = rollingForecasts(
      history: series.values[first + 1 - inputLength...last], endOfHistory: series.end(of: last),
      count: last - first + 1)
    var sum = 0.0
    for (index, forecast) in forecasts.enumerated() {
      let error = forecast.value - (task.actual(in: series.values, at: first + index) ?? .nan)
      sum += error * error
    }
    return sum / Double(forecasts.count)
  }
}

extension ExpertForecaster: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "experts"

  private enum CodingKeys: CodingKey { case members, rule, window }

  /// Reads a model's JSON.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      members: values.decode([StoredPart].self, forKey: .members).map(\.forecaster),
      rule: values.decode(ExpertRule.self, forKey: .rule), window: values.decode(Int.self, forKey: .window))
  }

  /// Writes each member as a whole model file within.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(members.map { StoredPart($0) }, forKey: .members)
    try values.encode(rule, forKey: .rule)
    try values.encode(window, forKey: .window)
  }

  /// Nil: what will not do is refused while it is decoded.
  public var problem: String? { nil }
}
