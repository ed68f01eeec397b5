/// How good a forecaster was on the test part, by a rolling origin.
///
/// At each origin the forecaster reads the points up to it and is held to what came true after it. Nothing is
/// refitted and no test value is clipped.
public struct ForecastEvaluation: Sendable, Hashable {
  /// One forecast beside what came true.
  public struct Point: Sendable, Hashable {
    /// End of the newest point read, in seconds on the time line.
    public var issuedAt: Double
    /// End of the horizon, in seconds on the time line.
    public var validAt: Double
    /// What was forecast.
    public var forecast: Forecast
    /// What came true, in the load's unit.
    public var actual: Double
  }

  /// One figure with its name; NaN where it is not defined.
  public struct Figure: Sendable, Hashable {
    /// Such as `rmse` or `pinball-0.95`.
    public var name: String
    /// Its unit depends on the name.
    public var value: Double
  }

  /// Every origin, in order of time.
  public let points: [Point]
  /// The figures, in the order of tables; `ForecastMetrics` defines them.
  public let figures: [Figure]

  /// The figure of the given name; nil where there is none.
  public func value(_ name: String) -> Double? { figures.first { $0.name == name }?.value }

  /// Judges `forecaster` on `test`.
  ///
  /// - Parameters:
  ///   - forecaster: Fitted without any value of `test`.
  ///   - test: The series that is forecast; the first origin is just before it where `context` allows.
  ///   - context: The points just before `test`, which windows may read but which are not forecast.
  ///   - training: The series that scales MASE and `rmse-minmax`; these are NaN without it.
  ///   - season: Length of a season in seconds, for the seasonal naive.
  ///   - stride: Points from one origin to the next.
  /// - Throws: `LearningError` where the series do not fit each other or leave no origin.
  public init(
    of forecaster: some Forecaster, test: LoadSeries, context: LoadSeries? = nil, training: LoadSeries? = nil,
    season: Double = 86_400, stride: Int = 1
  ) throws {
    precondition(stride > 0, "stride must be positive, is \(stride)")
    let task = forecaster.task
    guard test.step == task.step, (context?.step ?? test.step) == test.step else {
      throw LearningError(
        "Test and context must have steps of \(task.step) s like the task, have \(test.step) s and "
          + "\(context?.step ?? test.step) s.")
    }
    if let context, abs(context.end - test.start) > 1e-6 * test.step {
      throw LearningError("The context ends at \(context.end) s, but the test begins at \(test.start) s.")
    }
    let before = context?.values.count ?? 0
    let all = LoadSeries(
      values: (context?.values ?? []) + test.values, step: test.step, start: context?.start ?? test.start)
    let first = max(before, forecaster.inputLength) - 1
    let last = all.values.count - task.horizonSteps - 1
    guard first <= last else {
      throw LearningError(
        "No origin: \(before) points of context and \(test.values.count) of test do not hold \(forecaster.inputLength) "
          + "points and a horizon of \(task.horizonSteps).")
    }

    let persistence = Persistence(task: task)
    let seasonal = SeasonalNaive(task: task, period: season)
    var points: [Point] = []
    var persistenceErrors: [Double] = []
    var seasonalErrors: [Double?] = []
    // Origins without a gap share the replay of adaptive forecasters.
    let rolled =
      stride > 1
      ? nil
      : forecaster.rollingForecasts(
        history: all.values[first + 1 - forecaster.inputLength...last], endOfHistory: all.end(of: last),
        count: last - first + 1)
    for origin in Swift.stride(from: first, through: last, by: stride) {
      guard let actual = task.actual(in: all.values, at: origin) else { continue }
      let issuedAt = all.end(of: origin)
      points.append(
        Point(
          issuedAt: issuedAt, validAt: issuedAt + task.horizon,
          forecast: rolled?[origin - first] ?? forecaster.forecast(at: origin, of: all), actual: actual))
      persistenceErrors.append(persistence.forecast(at: origin, of: all).value - actual)
      seasonalErrors.append(
        origin + 1 < seasonal.inputLength ? nil : seasonal.forecast(at: origin, of: all).value - actual)
    }
    self.points = points
    figures = ForecastMetrics.figures(
      points: points, persistenceErrors: persistenceErrors, seasonalErrors: seasonalErrors,
      scale: training.flatMap { seasonal.meanAbsoluteError(in: $0) },
      range: training.flatMap { series in
        guard let low = series.values.min(), let high = series.values.max(), high > low else { return nil }
        return high - low
      })
  }
}

extension Forecaster {
  /// The forecast whose newest point is `series.values[origin]`.
  func forecast(at origin: Int, of series: LoadSeries) -> Forecast {
    forecast(
      history: series.values[origin + 1 - inputLength...origin], endOfHistory: series.end(of: origin))
  }
}

extension SeasonalNaive {
  /// Its mean absolute error over every origin inside `series`; nil where there is none.
  func meanAbsoluteError(in series: LoadSeries) -> Double? {
    guard series.step == task.step else { return nil }
    var sum = 0.0
    var count = 0
    for origin in Swift.stride(from: inputLength - 1, to: series.values.count, by: 1) {
      guard let actual = task.actual(in: series.values, at: origin) else { break }
      sum += abs(forecast(at: origin, of: series).value - actual)
      count += 1
    }
    return count > 0 ? sum / Double(count) : nil
  }
}

extension ForecastEvaluation {
  /// Judges `forecaster` on `test`, whose windows may read the last day, or as much as the forecaster needs, of what came
  /// before it.
  ///
  /// - Parameters:
  ///   - forecaster: What is judged, fitted.
  ///   - test: The series that it is judged on.
  ///   - training: What it was fitted on, which scales MASE and `rmse-minmax`.
  ///   - validation: What lies between training and `test`.
  /// - Throws: `LearningError` where the series do not fit each other or leave no origin.
  public init(
    of forecaster: some Forecaster, test: LoadSeries, training: LoadSeries, validation: LoadSeries
  ) throws {
    let before = LoadSeries(
      values: training.values + validation.values, step: training.step, start: training.start)
    let count = before.values.count
    let seen = max(Int(86_400 / training.step), forecaster.inputLength)
    try self.init(
      of: forecaster, test: test, context: before.part(max(0, count - seen)..<count), training: training)
  }
}
