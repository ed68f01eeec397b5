/// The forecast that the last season repeats itself: what came true one period earlier.
///
/// For a maximum over the horizon it is the maximum over the same stretch of the period before. A horizon
/// beyond one period goes round it again. It knows no uncertainty.
public struct SeasonalNaive: Forecaster {
  /// What is forecast, from what.
  public let task: ForecastTask
  /// Steps in one period; also how many points one forecast reads.
  public let periodSteps: Int
  /// The name in tables.
  public var name: String { "seasonal-naive" }
  /// T: past points that one forecast reads.
  public var inputLength: Int { periodSteps }

  /// The control for the given task.
  ///
  /// - Parameters:
  ///   - task: What is forecast.
  ///   - period: Length of a season in seconds, rounded to whole steps; a day unless told.
  public init(task: ForecastTask, period: Double = 86_400) {
    self.task = task
    periodSteps = max(1, Int((period / task.step).rounded()))
  }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == periodSteps, "\(periodSteps) points expected, \(history.count) given")
    // The oldest point is one period before the first step ahead.
    switch task.target {
    case .stepMean:
      return Forecast(value: history[history.startIndex + (task.horizonSteps - 1) % periodSteps])
    case .maximumOverHorizon: return Forecast(value: history.prefix(task.horizonSteps).max() ?? 0)
    }
  }
}
