/// The forecast that nothing changes: the newest point, for a mean and for a maximum alike.
///
/// The first control of every table; it knows no uncertainty.
public struct Persistence: Forecaster {
  /// What is forecast, from what.
  public let task: ForecastTask
  /// The name in tables.
  public var name: String { "persistence" }
  /// T: past points that one forecast reads.
  public var inputLength: Int { 1 }

  /// The control for the given task.
  public init(task: ForecastTask) { self.task = task }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == 1, "1 point expected, \(history.count) given")
    return Forecast(value: history[history.startIndex])
  }
}
