/// Collects the samples of a trace and puts each series on an even grid of steps.
///
/// - **Order.** Samples are put in order of time, and those out of order counted. Samples of one time become one: where the
///   quantity adds up (``Quantity/addsUp``) their sum, otherwise their mean. None is left out.
/// - **Size.** A value beyond 10¹⁴⁰ either way is counted and left out, so that no figure of a series overflows.
/// - **Step.** The format's, or the median difference between samples (the upper one of two). Counts that are rare in a file of
///   several series, such as those of one status, have the step of most.
///   A median that is no whole number of seconds is taken for the nearest one where the samples fit that.
/// - **Grid.** Its phase is the one most samples have (the earliest such), so a first sample off the grid does not move it.
/// - **Values.** Where the format fixes the step, a sample is the mean of a window that lasts until the next sample or
///   the end of the step, and a step's value is the mean over the windows in it. Where the step had to be found, a
///   sample is a reading at an instant and belongs to the nearest step; a step's value is the mean of its readings. What
///   adds up is added up in both, and of a counter the last reading stands.
///
/// ```swift
/// let (series, report) = try SeriesGatherer.gather(try TraceFormats.open("input0.csv.gz"))
/// ```
public struct SeriesGatherer {
  private var series: [GatheredSamples] = []
  private let largestSpan: Int

  /// A gatherer of nothing.
  ///
  /// - Parameter largestSpan: The most steps that one series may span.
  public init(largestSpan: Int = 50_000_000) { self.largestSpan = largestSpan }

  /// Takes a sample, in any order. Memory grows with the samples: 16 bytes each, and one more where labels are.
  public mutating func add(_ sample: SeriesSample) {
    while series.count <= sample.series { series.append(GatheredSamples()) }
    series[sample.series].add(sample)
  }

  /// The series of the report on their grids, in its order.
  ///
  /// Series without a sample, or with one whose step is not known, are left out; these and what else was odd is noted
  /// in the report, and what speaks against a load of them (``TraceReport/objections``).
  ///
  /// - Throws: ``WorkloadError`` if a series spans too many steps, or all have too many without a sample: more than
  ///   10,000,000 and 100 for each sample.
  public func gathered(_ report: inout TraceReport) throws -> [MeasuredSeries] {
    var result: [MeasuredSeries] = []
    var total = MeasuredSeries.Counts()
    var huge = 0
    var empty = 0
    var single = 0
    // a few samples far apart must not take much memory
    var room = series.reduce(10_000_000) { $0 + 100 * $1.times.count }
    var (sums, means) = (0, 0)
    var (loneSum, wholeSum) = (0.0, 0.0)
    let arranged = report.series.enumerated().map { index, about in
      var samples = index < series.count ? series[index] : GatheredSamples()
      samples.arrange(addsUp: about.quantity.addsUp)
      return samples
    }
    var jittering = 0
    let usual = Self.usualStep(of: arranged, report.series)
    for (about, samples) in zip(report.series, arranged) {
      total.backwards += samples.backwards
      if about.quantity.addsUp { sums += samples.duplicates } else { means += samples.duplicates }
      huge += samples.huge
      guard !samples.times.isEmpty else {
        empty += 1
        continue
      }
      if let time = samples.impossibleTime {
        throw WorkloadError(
          "the series \(about.name) has a sample at \(time) µs; allowed are at most \(GatheredSamples.latest) µs either way."
        )
      }
      if report.isGuessed,
        let objection = LoadObjections.repetition(
          about.name, repeats: samples.repeats, of: samples.times.count + samples.duplicates,
          distinct: samples.areDistinct)
      {
        report.object(objection)
      }
      let sum = samples.values.reduce(0) { $0 + $1.magnitude }
      wholeSum += sum
      var found = about.step ?? Self.step(of: samples, about, usual)
      if about.step == nil, let step = found, let whole = samples.wholeSeconds(of: step) {
        jittering += 1
        found = whole
      }
      guard let step = found else {
        single += 1
        loneSum += sum
        continue
      }
      let measured = try samples.measured(about, step: step, largestSpan: largestSpan, room: &room)
      total.offGrid += measured.counts.offGrid
      total.sharedSteps += measured.counts.sharedSteps
      total.resets += measured.counts.resets
      if report.isGuessed, let objection = LoadObjections.counter(measured) { report.object(objection) }
      result.append(measured)
    }
    if let objection = LoadObjections.sum(result) { report.object(objection, toSums: true) }
    if single > 0, !result.isEmpty, loneSum > 0.01 * wholeSum {
      report.object(
        "\(single) series have a single sample, whose step cannot be found, and hold more than 1 % of all that was measured; choose "
          + "with workload.series those that count", toSums: true)
    }
    report.note("samples earlier than the one before, put in order", count: total.backwards)
    report.note("samples at the time of another, added up", count: sums)
    report.note("samples at the time of another, averaged", count: means)
    report.note("samples off the grid", count: total.offGrid)
    report.note("samples in a step that already had one", count: total.sharedSteps)
    report.leaveOut("values beyond 10^140, left out", count: huge)
    report.note(
      "series whose steps jitter by fractions of a second, taken for whole seconds", count: jittering)
    report.note("resets of counters", count: total.resets)
    report.note("series without a sample", count: empty)
    report.note("series of a single sample, whose step cannot be found", count: single)
    return result
  }

  /// The step of most samples of counts; nil of a file without any.
  private static func usualStep(of samples: [GatheredSamples], _ series: [TraceReport.Series]) -> Int64? {
    guard series.count > 1 else { return nil }
    var counts: [Int64: Int] = [:]
    for (about, samples) in zip(series, samples) where about.quantity.addsUp && about.step == nil {
      if let step = samples.medianStep { counts[step, default: 0] += samples.times.count }
    }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }

  /// The step of a series that tells none: its own, or that of most where it counts what is rare.
  private static func step(
    of samples: GatheredSamples, _ about: TraceReport.Series, _ usual: Int64?
  ) -> Int64? {
    let own = samples.medianStep
    guard about.quantity.addsUp, !about.isCounter, let usual, (own ?? .max) > usual,
      samples.isSparse(on: usual)
    else {
      return own
    }
    return usual
  }

  /// Reads a whole trace.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public static func gather(
    _ format: some TraceFormat, largestSpan: Int = 50_000_000
  ) throws -> (series: [MeasuredSeries], report: TraceReport) {
    var gatherer = SeriesGatherer(largestSpan: largestSpan)
    var report = try format.read { gatherer.add($0) }
    return (try gatherer.gathered(&report), report)
  }
}
