import Stochastics

/// The line of least squares through the newest points, carried on: a moving average with trend.
///
/// The length of the window and the share of the slope that is carried on are chosen on the validation part
/// by RMSE; a share of 0 is the plain moving average. Quantiles are those of the validation residuals, whose
/// mean also corrects the value (a maximum lies above the line).
public struct MovingAverageTrendConfiguration: Hashable, Sendable, Codable, ForecasterConfiguration {
  /// What is forecast.
  public var task: ForecastTask
  /// Candidate lengths of the window, in points, each at least 2.
  public var windows: [Int]
  /// Candidate shares of the slope, in 0…1.
  public var shares: [Double]
  /// Probabilities in (0, 1), strictly ascending; may be empty.
  public var quantiles: [Double]

  /// A moving average for the given task.
  public init(
    task: ForecastTask, windows: [Int] = [2, 3, 5, 8, 12, 20, 30, 60], shares: [Double] = [0, 0.5, 1],
    quantiles: [Double] = []
  ) {
    self.task = task
    self.windows = windows
    self.shares = shares
    self.quantiles = quantiles
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    if windows.isEmpty || windows.contains(where: { !(2...100_000).contains($0) }) {
      return "windows must be in 2...100000, are \(windows)."
    }
    if shares.isEmpty || shares.contains(where: { !(0...1).contains($0) }) {
      return "shares must be in 0...1, are \(shares)."
    }
    return task.problem ?? quantileProblem(quantiles)
  }

  /// Chooses on `validation`; of `training` only the length is looked at. Throws `LearningError`.
  public func fit(training: LoadSeries, validation: LoadSeries) throws -> MovingAverageTrend {
    try refuse("moving average", problem)
    let longest = windows.max() ?? 2
    try training.check(as: "training", task: task, inputLength: longest)
    try validation.check(as: "validation", task: task, inputLength: longest)
    var best: (loss: Double, model: MovingAverageTrend)?
    for window in windows {
      for share in shares {
        var model = MovingAverageTrend(
          configuration: self, window: window, share: share, offset: 0, residualQuantiles: [])
        var residuals: [Double] = []
        for origin in longest - 1..<validation.values.count - task.horizonSteps {
          guard let actual = task.actual(in: validation.values, at: origin) else { break }
          residuals.append(actual - model.line(after: validation.values[origin + 1 - window...origin]))
        }
        let mean = SampleMean(residuals).mean
        let loss = residuals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard loss < best?.loss ?? .infinity else { continue }
        model.offset = mean
        residuals.sort()
        model.residualQuantiles = quantiles.map { quantile(ofSorted: residuals, $0) }
        best = (loss, model)
      }
    }
    guard let best else { throw LearningError("The moving average found no finite loss.") }
    return best.model
  }
}

/// A fitted moving average; see `MovingAverageTrendConfiguration`.
public struct MovingAverageTrend: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "moving-average-trend"

  /// What it was fitted with.
  public let configuration: MovingAverageTrendConfiguration
  /// The chosen window, in points.
  public let window: Int
  /// The chosen share of the slope.
  public let share: Double
  /// Mean validation residual, added to the line, in the load's unit.
  public internal(set) var offset: Double
  /// Quantiles of what came true minus the line, in the load's unit.
  public internal(set) var residualQuantiles: [Double]

  /// The name in tables.
  public var name: String { "moving-average" }
  /// What is forecast, from what.
  public var task: ForecastTask { configuration.task }
  /// T: past points that one forecast reads.
  public var inputLength: Int { window }

  /// One sentence on what in a decoded model will not do.
  public var problem: String? {
    if !(2...100_000).contains(window) { return "its window must be in 2...100000, is \(window)." }
    return residualQuantiles.count == configuration.quantiles.count
      ? configuration.problem : "its quantiles must be as many as its configuration says."
  }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == window, "\(window) points expected, \(history.count) given")
    let line = line(after: history)
    return Forecast(
      value: max(0, line + offset),
      quantiles: zip(configuration.quantiles, residualQuantiles).map {
        Forecast.Quantile(probability: $0, value: max(0, line + $1))
      })
  }

  /// The target's figure of the line through `history`.
  func line(after history: ArraySlice<Double>) -> Double {
    let centre = Double(history.count - 1) / 2
    var sum = 0.0
    var moment = 0.0
    for (place, value) in history.enumerated() {
      sum += value
      moment += (Double(place) - centre) * value
    }
    let n = Double(history.count)
    // Σ (i − centre)² = n (n² − 1) / 12.
    let slope = share * moment * 12 / (n * (n * n - 1))
    let next = sum / n + slope * (centre + 1)
    let last = next + slope * Double(task.horizonSteps - 1)
    return task.target == .stepMean ? last : max(next, last)
  }
}
