import Stochastics

/// What one series of a trace looks like, in numbers. Values are in the unit of the quantity.
public struct SeriesInspection: Sendable, Hashable, Codable {
  /// Runs of steps without a value.
  public struct Gaps: Sendable, Hashable, Codable {
    /// How many runs.
    public var count: Int
    /// The steps of the longest.
    public var longest: Int
  }

  /// A percentile of the values.
  public struct Percentile: Sendable, Hashable, Codable {
    /// 0 to 100.
    public var percent: Double
    /// The value, interpolated linearly between order statistics.
    public var value: Double
  }

  /// A correlation of the series with itself some time later.
  public struct Correlation: Sendable, Hashable, Codable {
    /// How much later, as one says it: "1 h".
    public var lag: String
    /// How much later, in steps.
    public var steps: Int
    /// Pearson's correlation over the pairs of steps that both have a value.
    public var value: Double
  }

  /// Hill's estimate of the tail index.
  public struct Tail: Sendable, Hashable, Codable {
    /// The share of the values that counts as the tail.
    public var share: Double
    /// How many values those are.
    public var count: Int
    /// The estimate; small is heavy.
    public var index: Double
  }

  /// How long the series remembers: 0.5 is no long memory, 1 the longest. Days, weeks and trends raise it too.
  public struct Memory: Sendable, Hashable, Codable {
    /// The Hurst parameter, by local Whittle estimation.
    public var hurst: Double
    /// Its asymptotic standard error.
    public var standardError: Double
    /// The steps it is taken from.
    public var steps: Int
  }

  /// The series' name.
  public var name: String
  /// What is measured.
  public var quantity: Quantity
  /// Whether the figures are of a counter's increase a second, not of the counter.
  public var isRate: Bool
  /// When the first step begins, in microseconds on the file's clock.
  public var start: Int64
  /// Microseconds from step to step.
  public var step: Int64
  /// Steps from the first to the last value.
  public var steps: Int
  /// Steps with a value.
  public var measured: Int
  /// The share of steps with a value.
  public var coverage: Double
  /// The steps without.
  public var gaps: Gaps
  /// The arithmetic mean.
  public var mean: Double
  /// From the unbiased variance; 0 for a single value.
  public var standardDeviation: Double
  /// The least value.
  public var minimum: Double
  /// The percentiles 1, 5, 25, 50, 75, 95 and 99.
  public var percentiles: [Percentile]
  /// The largest value.
  public var maximum: Double
  /// The largest value over the mean; nil where the mean is not positive.
  public var peakToMean: Double?
  /// The share of values that are 0.
  public var zeroShare: Double
  /// The longest run of steps with a value that agree to six digits: filled in, stuck or idle.
  public var longestConstant: Int
  /// At 1 step, and at 5, 10 and 30 min, 1, 6, 12 and 24 h and 7 d where that is a whole number of steps.
  public var autocorrelations: [Correlation]
  /// Over the largest 1, 2 and 5 % of the values, where those are at least ten and positive.
  public var tails: [Tail]
  /// Over the longest run of steps with a value, cut to a power of two; nil where that is below 256 or does not vary.
  public var memory: Memory?
  /// The share of labelled steps that are anomalous; nil without labels.
  public var anomalousShare: Double?
  /// What was met in putting the samples on the grid.
  public var counts: MeasuredSeries.Counts

  /// Inspects a series; nil if it has no value. A counter is inspected by its rate.
  public init?(_ given: MeasuredSeries) {
    let series = given.isCounter ? given.rate() : given
    var present: [Double] = []
    present.reserveCapacity(series.values.count)
    // NaN stands for nothing in what is correlated.
    var dense = [Double](repeating: .nan, count: series.values.count)
    for (index, value) in series.values.enumerated() {
      if let value {
        present.append(value)
        dense[index] = value
      }
    }
    guard !present.isEmpty else { return nil }
    name = series.name
    quantity = series.quantity
    isRate = given.isCounter
    start = series.start
    step = series.step
    steps = series.values.count
    measured = present.count
    coverage = Double(present.count) / Double(series.values.count)
    counts = series.counts

    let summary = SampleMean(present)
    mean = summary.mean
    standardDeviation =
      present.count > 1 ? summary.standardError * Double(present.count).squareRoot() : 0
    zeroShare = Double(present.count { $0 == 0 }) / Double(present.count)
    (gaps, longestConstant) = Self.runs(dense)
    autocorrelations = Self.correlations(dense, step: series.step)
    memory = Self.memory(dense)

    present.sort()
    minimum = present[0]
    maximum = present[present.count - 1]
    // Values of both signs can have a mean near nothing.
    peakToMean = mean > 0 && (maximum / mean).isFinite ? maximum / mean : nil
    percentiles = [1, 5, 25, 50, 75, 95, 99].map {
      Percentile(percent: $0, value: quantile(ofSorted: present, $0 / 100))
    }
    tails = Self.tails(present)
    let said = series.labels?.compactMap(\.self) ?? []
    anomalousShare = said.isEmpty ? nil : Double(said.count { $0 }) / Double(said.count)
  }

  /// The lags looked at, besides 1 step.
  static let lags: [(name: String, microseconds: Int64)] = [
    ("5 min", 300_000_000), ("10 min", 600_000_000), ("30 min", 1_800_000_000), ("1 h", 3_600_000_000),
    ("6 h", 21_600_000_000), ("12 h", 43_200_000_000), ("24 h", 86_400_000_000), ("7 d", 604_800_000_000),
  ]

  /// The autocorrelations of at least 30 pairs of steps, gaps counted as steps: of fewer, one of independent values is beyond
  /// 0.36 once in twenty times.
  public var firmAutocorrelations: [Correlation] { autocorrelations.filter { $0.steps + 30 <= steps } }

  private static func correlations(_ values: [Double], step: Int64) -> [Correlation] {
    let wanted =
      [("1 step", step)] + lags.filter { $0.microseconds % step == 0 }.map { ($0.name, $0.microseconds) }
    return wanted.compactMap { name, microseconds in
      let steps = Int(microseconds / step)
      guard steps < values.count, let value = autocorrelation(values, lag: steps) else { return nil }
      return Correlation(lag: name, steps: steps, value: value)
    }
  }

  private static func memory(_ values: [Double]) -> Memory? {
    var (longest, start) = (0..<0, 0)
    for (index, value) in values.enumerated() {
      if value.isNaN { start = index + 1 }
      if index + 1 - start > longest.count { longest = start..<index + 1 }
    }
    var steps = 256
    guard longest.count >= steps else { return nil }
    while 2 * steps <= longest.count { steps *= 2 }
    return HurstEstimate(Array(values[longest.prefix(steps)])).map {
      Memory(hurst: $0.hurst, standardError: $0.standardError, steps: steps)
    }
  }

  private static func tails(_ sorted: [Double]) -> [Tail] {
    [0.01, 0.02, 0.05].compactMap { share in
      let count = Int(share * Double(sorted.count))
      guard count >= 10, let index = hillTailIndex(ofSorted: sorted, k: count) else { return nil }
      return Tail(share: share, count: count, index: index)
    }
  }

  private static func runs(_ values: [Double]) -> (Gaps, Int) {
    var gaps = Gaps(count: 0, longest: 0)
    var missing = 0
    var constant = 0
    var longest = 0
    var held = Double.nan
    values.withUnsafeBufferPointer { values in
      for value in values {
        if value.isNaN {
          if missing == 0 { gaps.count += 1 }
          missing += 1
          gaps.longest = max(gaps.longest, missing)
          constant = 0
          held = .nan
          continue
        }
        missing = 0
        // Against the run's first value, so that a slow drift is not a run. Filled-in values are rounded in some files.
        if abs(value - held) <= 1e-6 * abs(held) {
          constant += 1
        } else {
          held = value
          constant = 1
        }
        longest = max(longest, constant)
      }
    }
    return (gaps, longest)
  }
}
