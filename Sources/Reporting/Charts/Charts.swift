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

extension ChartOptions {
  /// Two days of what `runs` cover, from the second day on; nil, all of it, where that is shorter than three days.
  public static func excerpt(of runs: [RunResult]) -> ClosedRange<Double>? {
    let start = runs.compactMap { $0.timeline.first?.time }.min() ?? 0
    let end = runs.compactMap { $0.timeline.last?.time }.max() ?? 0
    return end - start > 3 * 86_400 ? start + 86_400...start + 3 * 86_400 : nil
  }
}

/// What charts of results are drawn from; what is not there is empty.
struct ChartSource {
  /// Arms against their baselines.
  var effects: [ArmEffect] = []
  /// Figures of all runs.
  var figures: [StoredRun] = []
  /// The runs of one scenario and seed with their courses.
  var runs: [RunResult]
  /// The forecasters of that scenario.
  var models: [ModelResult]
  /// What else is needed.
  var options: ChartOptions

  /// The runs that have a course.
  var courses: [RunResult] { runs.filter { !$0.timeline.isEmpty } }
}

/// A type of chart that results allow.
struct ChartKind: Sendable {
  /// The names of its charts; `…` stands for what differs.
  var names: String
  /// What it shows, for readers of the list.
  var shows: String
  /// Its charts; none where the results do not allow one.
  var draw: @Sendable (ChartSource) -> [Chart]

  init(_ names: String, shows: String, draw: @escaping @Sendable (ChartSource) -> [Chart?]) {
    self.names = names
    self.shows = shows
    self.draw = { draw($0).compactMap(\.self) }
  }
}

/// The charts of results. Each is written as SVG, PDF and PNG, with the gnuplot script that drew it (data inside) and its
/// data as CSV beside it.
public enum Charts {
  /// All types of charts of results, those that sum up first. A new one is declared in a file of its own and named here.
  static var kinds: [ChartKind] {
    [
      EffectCharts.forests, EffectCharts.profiles, SensitivityChart.kind, CostChart.kind,
      TimelineCharts.demandAndSupply, TimelineCharts.latency, TimelineCharts.percentiles, TimelineCharts.cost,
      TimelineCharts.decisions, RecoveryChart.kind, EpisodeCharts.kind, ForecastChart.kind,
      ForecastCharts.coverage, ForecastCharts.errorByHorizon,
    ]
  }

  /// The charts that results allow.
  static func of(_ source: ChartSource) -> [Chart] { kinds.flatMap { $0.draw(source) } }

  /// The types of charts as a table in Markdown, as the documents have it.
  static var reference: String {
    (["| chart | shows |", "| --- | --- |"] + kinds.map { "| `\($0.names)` | \($0.shows) |" })
      .joined(separator: "\n")
  }

  /// Draws all charts that `runs` and `models` allow.
  ///
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` if the folder cannot be made.
  public static func write(
    runs: [RunResult], models: [ModelResult], options: ChartOptions
  ) throws -> DrawnCharts {
    try DrawnCharts(of(ChartSource(runs: runs, models: models, options: options)), into: options.folder)
  }
}
