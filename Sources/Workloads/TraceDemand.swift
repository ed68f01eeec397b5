import SimulationKernel

/// The demand that traces of any format add up to.
public struct TraceDemand: Sendable, Hashable {
  /// The sum of the series, step by step.
  public let series: DemandSeries
  /// What is demanded.
  public let quantity: Quantity
  /// What was read, in words.
  public let summary: String
  /// What reading the files met, one after the other.
  public let files: [TraceFileReport]

  /// Reads the files at `paths` and adds up their series.
  ///
  /// Instance usage of Google 2019 becomes the demand of its one collection (``CollectionDemand``). Of other formats,
  /// series of one name in several files are one series, each file at its place in time; what several files say of one step
  /// adds up or is averaged, as ``Quantity/addsUp`` says. Files with a clock of their own
  /// (``TraceReport/Clock/relative``) follow each other. Where some of several series have no measurement, the others
  /// stand for them: the sum is multiplied by all over those measured.
  ///
  /// - Parameters:
  ///   - paths: The files, in order of time where they have a clock of their own.
  ///   - format: The name of the files' format; nil to find it by content.
  ///   - columns: What the columns of a CSV file are; nil to guess.
  ///   - names: The series that count; empty for all.
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public init(
    paths: [String], format: String? = nil, columns: ColumnMapping? = nil, series names: [String] = []
  )
    throws
  {
    if columns == nil, try paths.allSatisfy({ try Self.isUsage($0, format) }) {
      let (series, report) = try CollectionDemand.read(paths)
      self.series = series
      quantity = .cpuNCU
      files = zip(paths, report.files).map { TraceFileReport($0, $1) }
      summary =
        "\(report.tasks) tasks, \(report.windows) windows of 5 min, \(report.missingTaskWindows) task-windows missing"
      return
    }
    var joined = JoinedSeries()
    var files: [TraceFileReport] = []
    for path in paths {
      let read =
        try columns.map { try SeriesGatherer.gather(MappedCSVFormat(path: path, mapping: $0)) }
        ?? Self.gather(TraceFormats.open(path, format: format))
      var report = read.report
      try joined.add(read, path, names, &report)
      files.append(TraceFileReport(path, report))
    }
    self.files = files
    (series, quantity) = try joined.sum()
    summary =
      "\(joined.count) series, \(series.values.count) steps of \(Double(series.window) / 1e6) s, "
      + "\(series.missing) without a measurement"
  }

  private static func isUsage(_ path: String, _ format: String?) throws -> Bool {
    if let format { return format == GoogleUsageFormat.name }
    let head = try TraceHead(path: path)
    // a file that only lacks a column is told which one
    return GoogleUsageFormat.recognizes(head)
      || head.header.contains("collection_id") && !TraceFormats.all.contains { $0.recognizes(head) }
  }

  private static func gather(_ trace: some TraceFormat) throws -> (
    series: [MeasuredSeries], report: TraceReport
  ) {
    try SeriesGatherer.gather(trace)
  }
}

/// Series of several files, joined by name.
private struct JoinedSeries {
  private var series: [MeasuredSeries] = []
  /// Where the next file with a clock of its own begins, in microseconds.
  private var end: Int64 = 0
  private var clock: TraceReport.Clock?
  /// How many files have measured a step, by series and by the time that it begins; only where more than one has.
  private var files: [Int: [Int64: Int]] = [:]

  var count: Int { series.count }

  mutating func add(
    _ read: (series: [MeasuredSeries], report: TraceReport), _ path: String, _ names: [String],
    _ report: inout TraceReport
  ) throws {
    if let clock, clock != read.report.clock {
      throw WorkloadError(
        "\(path): its times count from another origin than those of the files before it; files of one kind are needed."
      )
    }
    clock = read.report.clock
    let chosen = names.isEmpty ? read.series : read.series.filter { names.contains($0.name) }
    guard !chosen.isEmpty else {
      let found = read.series.prefix(20).map(\.name).joined(separator: ", ")
      throw WorkloadError(
        "\(path): holds no series \(names.map { WorkloadError.quoted($0) }.joined(separator: " or ")); "
          + (read.series.isEmpty ? "it holds none." : "it holds \(found)."))
    }
    let shift = read.report.clock == .relative ? end - (chosen.map(\.start).min() ?? 0) : 0
    var namesakes: [String: Int] = [:]
    for var one in chosen {
      try Self.refuseNegative(one, of: path, clock: read.report.clock)
      // two columns of one name are two series; only those of several files are one
      let namesake = namesakes[one.name, default: 0] + 1
      namesakes[one.name] = namesake
      if namesake > 1 { one.name += " (\(namesake))" }
      if one.isCounter {
        one = one.rate()
        if one.quantity == .requests { one.quantity = .requestsPerSecond }
      }
      one.start += shift
      try join(one, path, &report)
    }
    if read.report.clock == .relative { end = series.map(\.end).max() ?? 0 }
  }

  private static func refuseNegative(_ one: MeasuredSeries, of path: String, clock: TraceReport.Clock) throws
  {
    guard !one.isCounter, let step = one.values.firstIndex(where: { ($0 ?? 0) < 0 }),
      let value = one.values[step]
    else { return }
    let time = one.start + Int64(step) * one.step
    let moment = clock == .unix ? CivilTime.text(time) : "\(Double(time) / 1e6) s of the trace's clock"
    throw WorkloadError(
      "\(path): the series \(one.name) is \(value) at \(moment); demand is never negative. A load of standardized values "
        + "has lost its unit: take the values as they were measured.")
  }

  private mutating func join(_ one: MeasuredSeries, _ path: String, _ report: inout TraceReport) throws {
    if let first = series.first {
      guard one.step == first.step else {
        throw WorkloadError(
          "\(path): the series \(one.name) has steps of \(Double(one.step) / 1e6) s, "
            + "\(first.name) before it of \(Double(first.step) / 1e6) s; equal steps are needed.")
      }
      guard one.quantity == first.quantity else {
        throw WorkloadError(
          "\(path): the series \(one.name) measures \(one.quantity.rawValue), "
            + "\(first.name) before it \(first.quantity.rawValue); choose with `series` what is to be added up."
        )
      }
    }
    guard let index = series.firstIndex(where: { $0.name == one.name }) else {
      series.append(one)
      return
    }
    let start = min(series[index].start, one.start)
    let steps = (max(series[index].end, one.end) - start) / one.step
    // two files far apart must not take memory for all that lies between them
    let measured = one.values.count + series[index].values.count
    guard steps <= 10_000_000 + measured else {
      throw WorkloadError(
        "\(path): the series \(one.name) spans \(steps) steps of \(Double(one.step) / 1e6) s with the files before, of which "
          + "\(measured) are in a file; allowed are at most 10000000 steps between files. Times in a wrong unit make many."
      )
    }
    var values = [Double?](repeating: nil, count: Int(steps))
    let addsUp = one.quantity.addsUp
    var shared = 0
    for (number, part) in [series[index], one].enumerated() {
      let offset = Int((part.start - start) / part.step)
      for (step, value) in part.values.enumerated() where offset + step < values.count {
        guard let value else { continue }
        guard number > 0, let before = values[offset + step] else {
          values[offset + step] = value
          continue
        }
        shared += 1
        let parts = Double(files[index, default: [:]][start + Int64(offset + step) * one.step, default: 1])
        values[offset + step] = addsUp ? before + value : before + (value - before) / (parts + 1)
        files[index, default: [:]][start + Int64(offset + step) * one.step] = Int(parts) + 1
      }
    }
    report.note(
      "steps that a file before has measured as well, \(addsUp ? "added up" : "averaged")", count: shared)
    series[index].start = start
    series[index].values = values
  }

  /// The sum of all, and what it is a sum of.
  func sum() throws -> (DemandSeries, Quantity) {
    guard let first = series.first else {
      throw WorkloadError("the traces hold no series; at least one is needed.")
    }
    let start = series.map(\.start).min() ?? 0
    let count = Int(((series.map(\.end).max() ?? 0) - start) / first.step)
    let measured = series.reduce(0) { $0 + $1.values.count }
    guard count <= 10_000_000 + measured else {
      throw WorkloadError(
        "the series span \(count) steps of \(Double(first.step) / 1e6) s together and are \(measured) steps long; "
          + "allowed are at most 10000000 steps without any.")
    }
    var sums = [Double](repeating: 0, count: count)
    var present = [Int](repeating: 0, count: count)
    for one in series {
      let offset = Int((one.start - start) / one.step)
      for (step, value) in one.values.enumerated() where offset + step < count {
        guard let value else { continue }
        sums[offset + step] += value
        present[offset + step] += 1
      }
    }
    let all = Double(series.count)
    let values = zip(sums, present).map { $1 > 0 ? $0 / Double($1) * all : nil }
    return (DemandSeries(start: start, window: first.step, values: values), first.quantity)
  }
}

extension DemandSeries {
  /// The series in windows of `resolution` or longer: shorter ones are put together, each mean over those measured.
  ///
  /// - Throws: ``WorkloadError`` if windows and resolution are no multiples of each other.
  public func resampled(toAtLeast resolution: SimulationDuration) throws -> DemandSeries {
    let wanted = resolution.nanoseconds / 1000
    if window >= wanted { return self }
    guard wanted % window == 0 else {
      throw WorkloadError(
        "the trace has steps of \(Double(window) / 1e6) s and the load of \(resolution.seconds) s; "
          + "the one must be a multiple of the other.")
    }
    let size = Int(wanted / window)
    let means = stride(from: 0, to: values.count, by: size).map { first -> Double? in
      let measured = values[first..<min(first + size, values.count)].compactMap(\.self)
      return measured.isEmpty ? nil : measured.reduce(0, +) / Double(measured.count)
    }
    return DemandSeries(start: start, window: wanted, values: means)
  }
}
