/// The forecast that the last season repeats itself: what came true one period earlier.
///
/// For a maximum over the horizon it is the maximum over the same stretch of the period before. A horizon
/// beyond one period goes round it again. It knows no uncertainty.
public struct SeasonalNaive: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "seasonal-naive"

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

  /// One sentence on what in a decoded model will not do.
  public var problem: String? {
    (1...10_000_000).contains(periodSteps)
      ? task.problem : "its period must be 1...10000000 steps, is \(periodSteps)."
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

extension SeasonalNaive: ForecasterConfiguration {
  /// Itself: there is nothing to fit.
  public func fit(training: LoadSeries, validation: LoadSeries) -> SeasonalNaive { self }
}
