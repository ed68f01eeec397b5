import Stochastics

/// What a trace file holds: its format, its span, what was odd, and figures of its series.
///
/// ```swift
/// let inspection = try TraceInspection(path: "invocation_count.csv.gz")
/// print(inspection.series[0].coverage)
/// ```
///
/// All series are held in memory at once while it is made.
public struct TraceInspection: Sendable, Hashable, Codable {
  /// How a figure is spread over all series.
  public struct Spread: Sendable, Hashable, Codable {
    /// Series that have the figure.
    public var series: Int
    /// Quantiles over them, interpolated linearly.
    public var low10, median, high90: Double

    /// The spread of at least one figure; nil for none.
    init?(_ figures: [Double]) {
      guard !figures.isEmpty else { return nil }
      let sorted = figures.sorted()
      series = sorted.count
      low10 = quantile(ofSorted: sorted, 0.1)
      median = quantile(ofSorted: sorted, 0.5)
      high90 = quantile(ofSorted: sorted, 0.9)
    }
  }

  /// A figure's spread under the name of its lag.
  public struct CorrelationSpread: Sendable, Hashable, Codable {
    /// "1 h".
    public var lag: String
    /// Over the series that reach so far.
    public var spread: Spread
  }

  /// What all series have in common, the ones not shown as well.
  public struct Summary: Sendable, Hashable, Codable {
    /// Share of steps with a value.
    public var coverage: Spread?
    /// Arithmetic means; nil where quantities differ.
    public var mean: Spread?
    /// Peaks over means.
    public var peakToMean: Spread?
    /// Shares of zeros.
    public var zeroShare: Spread?
    /// Correlations at each lag that any series reaches.
    public var autocorrelations: [CorrelationSpread]
  }

  /// The file as given.
  public var path: String
  /// The name of its format.
  public var format: String
  /// What of the format is not read, in a sentence; empty if all is.
  public var unread: String
  /// What time 0 is.
  public var clock: TraceReport.Clock
  /// Rows, without the header.
  public var rows: Int
  /// Samples that are in a series.
  public var samples: Int
  /// When the first step of any series begins and the last one ends, in microseconds on the clock; nil without a series.
  public var start, end: Int64?
  /// The same as civil times, where the clock is that of the world: 2024-07-31T23:09:30Z.
  public var startText, endText: String?
  /// Series with a value.
  public var seriesCount: Int
  /// The first of them.
  public var series: [SeriesInspection]
  /// All of them together; nil for fewer than two.
  public var summary: Summary?
  /// What was odd and how often.
  public var oddities: [TraceReport.Oddity]
  /// What a reader of the figures has to know, a sentence each.
  public var notes: [String]

  /// Inspects the file at `path`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: The format's name, if it is not to be found by content.
  ///   - shown: How many series are listed; the summary is over all.
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public init(path: String, format: String? = nil, shown: Int = 20) throws {
    try self.init(try TraceFormats.open(path, format: format), path: path, shown: shown)
  }

  /// Inspects a file whose format is known.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public init(_ trace: some TraceFormat, path: String, shown: Int = 20) throws {
    let (gathered, report) = try SeriesGatherer.gather(trace)
    let all = gathered.compactMap { SeriesInspection($0) }
    self.path = path
    format = type(of: trace).name
    unread = type(of: trace).unread
    clock = report.clock
    rows = report.rows
    samples = gathered.reduce(0) { $0 + $1.counts.samples }
    start = gathered.map(\.start).min()
    end = gathered.map(\.end).max()
    if clock == .unix {
      startText = start.map { CivilTime.text($0) }
      endText = end.map { CivilTime.text($0) }
    }
    seriesCount = all.count
    series = Array(all.prefix(max(0, shown)))
    summary = all.count > 1 ? Self.summary(of: all) : nil
    oddities = report.oddities
    notes =
      report.notes + report.objections.map { "A load of it is refused: \($0.sentence)." }
  }

  private static func summary(of all: [SeriesInspection]) -> Summary {
    let lags = ["1 step"] + SeriesInspection.lags.map(\.name)
    let areAlike = all.allSatisfy { $0.quantity == all[0].quantity }
    return Summary(
      coverage: Spread(all.map(\.coverage)), mean: areAlike ? Spread(all.map(\.mean)) : nil,
      peakToMean: Spread(all.compactMap(\.peakToMean)), zeroShare: Spread(all.map(\.zeroShare)),
      autocorrelations: lags.compactMap { lag in
        Spread(all.compactMap { series in series.firmAutocorrelations.first { $0.lag == lag }?.value })
          .map { CorrelationSpread(lag: lag, spread: $0) }
      })
  }
}
