import Experiments
import Workloads

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

/// The charts of results. Each is written as SVG, PDF and PNG, with the gnuplot script that drew it (data inside) and its
/// data as CSV beside it.
public enum Charts {
  /// Draws all charts that `runs` and `models` allow.
  ///
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` if the folder cannot be made.
  public static func write(
    runs: [RunResult], models: [ModelResult], options: ChartOptions
  ) throws -> DrawnCharts {
    try DrawnCharts(scripts(runs: runs, models: models, options: options), into: options.folder)
  }

  /// The charts of one scenario, those that sum up first.
  static func scripts(runs: [RunResult], models: [ModelResult], options: ChartOptions) -> [ChartScript] {
    var scripts: [ChartScript?] = [CostChart.costAndViolation(runs, options)]
    let courses = runs.filter { !$0.timeline.isEmpty }
    if !courses.isEmpty {
      scripts += [
        TimelineCharts.demandAndSupply(courses, options), TimelineCharts.latency(courses, options),
        TimelineCharts.percentiles(courses, options), TimelineCharts.cost(courses, options),
      ]
    }
    scripts += [TimelineCharts.decisions(runs, options), RecoveryChart.draw(runs)]
    scripts += EpisodeCharts.draw(runs, options)
    if let model = models.first(where: { $0.forecasts.contains { $0.upper != nil } }) {
      scripts.append(ForecastChart.fan(model, options))
    }
    scripts += [ForecastCharts.coverage(models), ForecastCharts.errorByHorizon(models)]
    return scripts.compactMap(\.self)
  }

  /// Draws what each policy would have asked for on a recording of the given name.
  ///
  /// - Parameters:
  ///   - backtests: At least one.
  ///   - recording: What the title calls the recording.
  ///   - follows: Whether each answer counted as carried out.
  ///   - folder: Where the files go; made if it is not there.
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` if the folder cannot be made.
  public static func write(
    backtests: [Backtest], recording: String, follows: Bool, folder: String
  ) throws -> DrawnCharts {
    try DrawnCharts(
      [BacktestChart.draw(backtests, recording: recording, follows: follows)], into: folder)
  }
}

extension Charts {
  /// Draws the charts that a results database allows.
  ///
  /// - Parameters:
  ///   - database: At least one run.
  ///   - names: The charts to draw, such as `cost-and-violation`; all of them where empty.
  ///   - baseline: The arm that effects are told against; the scenario's first where nil.
  ///   - set: The only set of runs that counts, by its name; the newest of each scenario and experiment where nil.
  ///   - style: For paper or for a dark screen.
  ///   - folder: Where the files go; made if it is not there.
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` for a chart that these results do not allow; `ResultsDatabaseError`.
  public static func write(
    of database: ResultsDatabase, names: [String] = [], baseline: String? = nil, set: String? = nil,
    style: ChartStyle = .print, folder: String
  ) throws -> DrawnCharts {
    let charts = try ResultsOverview(database, baseline: baseline, set: set).charts()
    database.release()
    for name in names where !charts.contains(where: { $0.fileName == name }) {
      let known = charts.map(\.fileName)
      let near = nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
      throw ChartError(
        description: "--chart: '\(name)' is no chart of these results, which allow "
          + known.joined(separator: ", ") + near)
    }
    return try DrawnCharts(
      charts.filter { names.isEmpty || names.contains($0.fileName) }, into: folder, style: style)
  }
}
