/// The forecast that nothing changes: the newest point, for a mean and for a maximum alike.
///
/// The first control of every table; it knows no uncertainty.
public struct Persistence: HeaderModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "persistence"

  /// What is forecast, from what.
  public let task: ForecastTask
  /// The name in tables.
  public var name: String { "persistence" }
  /// T: past points that one forecast reads.
  public var inputLength: Int { 1 }

  /// The control for the given task.
  public init(task: ForecastTask) { self.task = task }

  /// One sentence on what in a decoded model will not do.
  public var problem: String? { task.problem }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    precondition(history.count == 1, "1 point expected, \(history.count) given")
    return Forecast(value: history[history.startIndex])
  }
}

extension Persistence: ForecasterConfiguration {
  /// Itself: there is nothing to fit.
  public func fit(training: LoadSeries, validation: LoadSeries) -> Persistence { self }
}
