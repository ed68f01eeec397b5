/// Margins that hold a target coverage, around any forecaster.
public struct ConformalConfiguration: ForecasterConfiguration {
  /// The forecaster inside.
  public var base: any ForecasterConfiguration
  /// Probabilities in (0, 1), strictly ascending, at least one.
  public var quantiles: [Double]
  /// How margins follow from errors.
  public var method: ConformalMethod
  /// Whether errors are taken relative to the forecast value, for loads whose errors grow with them.
  public var relative: Bool
  /// Share of the validation part, at its end, that only calibrates: the base never sees it. In 0…1; 0 lets
  /// both use all.
  public var calibrationShare: Double

  /// Margins for the given probabilities around `base`.
  public init(
    _ base: any ForecasterConfiguration, quantiles: [Double] = [0.95], method: ConformalMethod = .adaptive,
    relative: Bool = false,
    calibrationShare: Double = 0.5
  ) {
    self.base = base
    self.quantiles = quantiles
    self.method = method
    self.relative = relative
    self.calibrationShare = calibrationShare
  }

  /// One sentence on the first hyperparameter that will not do, the base's among them; nil where all will.
  public var problem: String? {
    if quantiles.isEmpty { return "quantiles must not be empty." }
    if !(0..<1).contains(calibrationShare) {
      return "calibrationShare must be at least 0 and below 1, is \(calibrationShare)."
    }
    return quantileProblem(quantiles) ?? method.problem ?? base.problem
  }

  /// Fits the base, then scores it on the calibration share of `validation`. Throws `LearningError`.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> ConformalForecaster {
    try refuse("conformal margin", problem)
    let kept = validation.values.count - Int(calibrationShare * Double(validation.values.count))
    let fitted = try base.fit(training: training, validation: validation.part(0..<kept))
    return try ConformalForecaster(
      fitted, calibration: validation, scoredFrom: calibrationShare > 0 ? kept : 0, quantiles: quantiles,
      method: method, relative: relative)
  }
}

/// A forecaster with conformal margins; see `ConformalConfiguration` and `ConformalMethod`.
///
/// Where the base gives a quantile of the same probability the margin is added to that (conformalised
/// quantile regression: Romano, Patterson & Candès, NeurIPS 2019), else to its value. It is stateless: an
/// adaptive margin is replayed from the history, so `inputLength` is longer than the base's and one forecast
/// costs as many of the base's.
public struct ConformalForecaster: Forecaster {
  /// The forecaster inside.
  public let base: any StoredForecaster
  /// Probabilities, strictly ascending.
  public let quantiles: [Double]
  /// How margins follow from errors.
  public let method: ConformalMethod
  /// Smallest divisor of a relative score, in the load's unit; nil for absolute scores.
  public let divisorFloor: Double?
  /// (quantiles, N): scores of the calibration part, each row ascending.
  public let calibration: [[Double]]

  /// Scores `base` on a series that it was not fitted on.
  ///
  /// - Parameters:
  ///   - base: A fitted forecaster.
  ///   - calibration: The series of the scores.
  ///   - scoredFrom: Index of the first point whose forecast is scored; earlier ones are context.
  ///   - quantiles: Probabilities in (0, 1), strictly ascending, at least one.
  ///   - method: How margins follow from errors.
  ///   - relative: Whether errors are divided by the forecast value.
  /// - Throws: `LearningError`.
  public init(
    _ base: any StoredForecaster, calibration: LoadSeries, scoredFrom: Int = 0, quantiles: [Double],
    method: ConformalMethod = .adaptive, relative: Bool = false
  ) throws {
    try refuse(
      "conformal margin", quantiles.isEmpty ? "quantiles must not be empty." : nil,
      quantileProblem(quantiles), method.problem)
    try calibration.check(as: "calibration", task: base.task, inputLength: base.inputLength)
    let mean = calibration.values.reduce(0, +) / Double(calibration.values.count)
    let floor = relative ? max(0.01 * mean, 1e-9) : nil
    let horizon = base.task.horizonSteps
    // a forecast from point i is about i + 1 and later, so the first that is scored is made one point earlier
    let first = max(base.inputLength - 1, scoredFrom - 1)
    let last = calibration.values.count - horizon - 1
    guard first <= last else {
      throw LearningError(
        "The calibration series has \(calibration.values.count) points, of which none leaves a score.")
    }
    let forecasts = base.rollingForecasts(
      history: calibration.values[first + 1 - base.inputLength...last],
      endOfHistory: calibration.end(of: last),
      count: last - first + 1)
    let task = base.task
    let actuals = (first...last).map { task.actual(in: calibration.values, at: $0) ?? .nan }
    self.base = base
    self.quantiles = quantiles
    self.method = method
    divisorFloor = floor
    self.calibration = quantiles.map { p in
      zip(forecasts, actuals).map { Self.score($0, p: p, actual: $1, floor: floor) }.sorted()
    }
  }

  /// The name in tables.
  public var name: String { "conformal-" + base.name }
  /// What is forecast, from what.
  public var task: ForecastTask { base.task }
  /// Why the forecaster inside cannot go on.
  public var failure: String? { base.failure }
  /// T: past points that one forecast reads.
  public var inputLength: Int { base.inputLength + past }

  /// Origins before the newest one whose forecasts are replayed.
  private var past: Int {
    let horizon = base.task.horizonSteps
    let scores = method.scoreCount(horizon: horizon)
    return scores == 0 ? 0 : scores + horizon - 1
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
    let forecasts = base.rollingForecasts(history: history, endOfHistory: endOfHistory, count: past + count)
    let points = Array(history)
    // Scores of all origins whose outcome lies in the history; row by probability.
    let known = max(0, forecasts.count - horizon)
    let needed = method.scoreCount(horizon: horizon)
    let scores: [[Double]] = quantiles.map { p in
      guard needed > 0 else { return [] }
      return (0..<known).map { index in
        let origin = base.inputLength - 1 + index
        return Self.score(
          forecasts[index], p: p, actual: task.actual(in: points, at: origin) ?? .nan, floor: divisorFloor)
      }
    }
    return (0..<count).map { index in
      let forecast = forecasts[past + index]
      let divisor = divisorFloor.map { max($0, forecast.value) } ?? 1
      var values = quantiles.indices.map { row in
        let p = quantiles[row]
        let margin = method.margin(
          p: p, scores: scores[row].isEmpty ? [] : scores[row][index..<index + needed],
          calibration: calibration[row], horizon: horizon)
        return max(0, Self.centre(forecast, p: p) + margin * divisor)
      }
      // margins of two probabilities move on their own and may cross; in order each is as near to the truth or nearer
      // (Chernozhukov, Fernández-Val & Galichon, Econometrica 78, 2010)
      values.sort()
      return Forecast(
        value: forecast.value,
        quantiles: zip(quantiles, values).map { Forecast.Quantile(probability: $0, value: $1) })
    }
  }

  private static func centre(_ forecast: Forecast, p: Double) -> Double {
    forecast.quantiles.first { $0.probability == p }?.value ?? forecast.value
  }

  private static func score(_ forecast: Forecast, p: Double, actual: Double, floor: Double?) -> Double {
    (actual - centre(forecast, p: p)) / (floor.map { max($0, forecast.value) } ?? 1)
  }
}

extension ConformalForecaster: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "conformal"

  private enum CodingKeys: CodingKey { case base, quantiles, method, divisorFloor, calibration }

  /// Reads a model's JSON; `problem` says whether its contents will do.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    base = try values.decode(StoredPart.self, forKey: .base).forecaster
    quantiles = try values.decode([Double].self, forKey: .quantiles)
    method = try values.decode(ConformalMethod.self, forKey: .method)
    divisorFloor = try values.decodeIfPresent(Double.self, forKey: .divisorFloor)
    calibration = try values.decode([[Double]].self, forKey: .calibration)
  }

  /// Writes the base as a whole model file within.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(StoredPart(base), forKey: .base)
    try values.encode(quantiles, forKey: .quantiles)
    try values.encode(method, forKey: .method)
    try values.encodeIfPresent(divisorFloor, forKey: .divisorFloor)
    try values.encode(calibration, forKey: .calibration)
  }

  /// One sentence on what in a decoded model will not do.
  public var problem: String? {
    if let problem = quantileProblem(quantiles) ?? method.problem { return problem }
    return !quantiles.isEmpty && calibration.count == quantiles.count
      && calibration.allSatisfy({ !$0.isEmpty })
      ? nil : "its calibration scores must be a row for each probability."
  }
}
