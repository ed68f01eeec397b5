/// What a synthetic month of a service looks like. The defaults are calibrated to job 113812204462 of
/// ClusterData 2019, a production service with a clear daily cycle, of which five tasks were measured.
public struct ServiceTraceParameters: Hashable, Sendable {
  /// Seed of all randomness.
  public var seed: UInt64 = 2019
  /// Tasks of the service, at least 2: while one is not measured, another is.
  public var tasks = 4
  /// Windows of 300 s, at least 288; the first starts at 300 s of trace time.
  public var windows = 8929
  /// Mean CPU of a task in NCU, positive.
  public var meanCPU = 0.0165
  /// Demand in each hour of trace time over the day's mean, 24 numbers.
  public var hourlyProfile = [
    1.39, 1.48, 1.45, 1.24, 1.16, 1.09, 1.04, 1.03, 0.98, 0.95, 0.94, 0.91, 0.91, 0.92, 0.90, 0.87, 0.85,
    0.84, 0.81,
    0.76, 0.69, 0.63, 0.93, 1.21,
  ]
  /// Demand of each day over the mean, from a Wednesday on, as 1 May 2019 was; 7 numbers.
  public var weeklyProfile = [1.05, 1.01, 1.00, 1.04, 0.93, 0.95, 1.02]
  /// Standard deviation of the logarithm of the service's own slow noise.
  public var noise = 0.07
  /// Time after which that noise has lost all but 1/e of its autocorrelation, in seconds.
  public var noiseCorrelationTime = 5400.0
  /// Standard deviation of the logarithm of each task's own noise from window to window.
  public var taskNoise = 0.03
  /// Sudden crowds in the whole span, all tasks at once, at random times.
  public var surges = 6
  /// By what a surge multiplies the demand.
  public var surgeFactor = 1.4...1.8
  /// How long a surge stays at its full height, in seconds; it rises within a window and falls within three.
  public var surgeDuration = 1200.0...3600.0
  /// The share of a task's windows that are not measured, in one or two long gaps.
  public var missingShare = 0.27...0.50
  /// Chance that a window is split into two short rows.
  public var splitChance = 0.003
  /// Share of rows whose two CPU distributions are empty; 63 of 1,500 in a random sample of the trace.
  public var emptyDistributionShare = 0.042
  /// Number of the collection.
  public var collectionID: Int64 = 700_000_002_019

  /// The defaults.
  public init() {}
}
