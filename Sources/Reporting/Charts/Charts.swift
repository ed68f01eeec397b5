import Experiments

/// What the charts of a scenario need beside its results.
public struct ChartOptions: Sendable {
  /// Where they go; made if it is not there.
  public var folder: String
  /// The latency target in seconds.
  public var latencyTarget: Double
  /// The violation budget, in percent of 60-s windows.
  public var violationBudget: Double
  /// The stretch of the time line, in seconds, that charts over time show; nil for all of it.
  public var window: ClosedRange<Double>?

  /// Options of the given contents.
  public init(folder: String, latencyTarget: Double, violationBudget: Double, window: ClosedRange<Double>?) {
    self.folder = folder
    self.latencyTarget = latencyTarget
    self.violationBudget = violationBudget
    self.window = window
  }
}

/// The charts of a scenario. Each is written as SVG, PNG and as the gnuplot script, data inside, that drew it.
public enum Charts {
  /// Draws all charts that `runs` and `models` allow.
  ///
  /// - Returns: The paths written.
  /// - Throws: `ChartError`.
  public static func write(runs: [RunResult], models: [ModelResult], options: ChartOptions) throws -> [String]
  {
    var scripts: [ChartScript] = []
    if !runs.isEmpty {
      scripts = [
        TimelineCharts.demandAndSupply(runs, options), TimelineCharts.latency(runs, options),
      ]
      scripts += EpisodeCharts.draw(runs, options)
      if let chart = CostChart.costAndViolation(runs, options) { scripts.append(chart) }
    }
    if let model = models.first(where: { $0.forecasts.contains { $0.upper != nil } }) {
      scripts.append(ForecastChart.fan(model, options))
    }
    return try scripts.flatMap { try Gnuplot.draw($0, into: options.folder) }
  }
  /// Draws what each policy would have asked for on a recording of the given name.
  ///
  /// - Parameters:
  ///   - backtests: At least one.
  ///   - recording: What the title calls the recording.
  ///   - follows: Whether each answer counted as carried out.
  ///   - folder: Where the files go; made if it is not there.
  /// - Returns: The paths written.
  /// - Throws: `ChartError`.
  public static func write(
    backtests: [Backtest], recording: String, follows: Bool, folder: String
  ) throws -> [String] {
    try Gnuplot.draw(
      BacktestChart.draw(backtests, recording: recording, follows: follows), into: folder)
  }
}
