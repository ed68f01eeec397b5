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
  /// is taken once where they say the same, and otherwise adds up or is averaged: see `JoinedSeries`. Files with a clock of their own
  /// (``TraceReport/Clock/relative``) follow each other. Where some of several series have no measurement, the others
  /// stand for them: the sum is multiplied by all over those measured. Counts are not: who counts writes no row for none.
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
    let sum = try joined.sum()
    (series, quantity) = (sum.series, sum.quantity)
    if let note = sum.note { files[files.count - 1].notes.append(note) }
    self.files = files
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
///
/// A step that two files have measured
/// - is refused where most of the file's steps are such and have the same values: a file given twice, or its copy;
/// - is taken once where nearly all such steps have the same values: exports that overlap at their edges;
/// - adds up where requests are counted, and where what adds up over things (cores, bytes, requests a second) is measured by both
///   for half of their time: two pods;
/// - is averaged otherwise.
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
      guard !read.series.isEmpty else {
        let odd = read.report.oddities.map { "\($0.count) \($0.what)" }.joined(separator: "; ")
        throw WorkloadError(
          "\(path): none of its \(read.report.rows) rows gives a load\(odd.isEmpty ? "" : " (\(odd))"); at least two times "
            + "with a value each are needed.")
      }
      let found = read.series.prefix(20).map(\.name).joined(separator: ", ")
      throw WorkloadError(
        "\(path): holds no series \(names.map { WorkloadError.quoted($0) }.joined(separator: " or ")); it holds \(found)."
      )
    }
    // who chooses series by name has seen what they are
    let objection = read.report.objections.first {
      !$0.concernsSums || chosen.count > 1 && names.isEmpty
    }
    if let objection { throw WorkloadError("\(path): \(objection.sentence).") }
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
    let overlap = Overlap(series[index], one)
    if overlap.isRepetition {
      throw WorkloadError(
        "\(path): \(overlap.same) of its \(overlap.measured) steps of \(one.name) are in a file before with the same values, so that a "
          + "file or a part of it would count twice; give each time once, or name the series of different things apart."
      )
    }
    let use = overlap.use(of: one.quantity)
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
        switch use {
        case .once: break
        case .addedUp: values[offset + step] = before + value
        case .averaged: values[offset + step] = before + (value - before) / (parts + 1)
        }
        files[index, default: [:]][start + Int64(offset + step) * one.step] = Int(parts) + 1
      }
    }
    report.note(
      "steps that a file before has measured as well, \(use.rawValue)", count: shared)
    series[index].start = start
    series[index].values = values
  }

  /// The sum of all, and what it is a sum of.
  func sum() throws -> (series: DemandSeries, quantity: Quantity, note: String?) {
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
    let addsUp = first.quantity.addsUp
    let values = zip(sums, present).map { $1 > 0 ? addsUp ? $0 : $0 / Double($1) * all : nil }
    let partial = present.count { $0 > 0 && $0 < series.count }
    let note =
      partial == 0
      ? nil
      : "In \(partial) of \(count) steps some of the \(series.count) series have no sample: "
        + (addsUp
          ? "there they count no request."
          : "there the others stand for them, so that the sum is multiplied by all over those measured.")
    return (DemandSeries(start: start, window: first.step, values: values), first.quantity, note)
  }
}

/// Where two files have measured one series.
private struct Overlap {
  /// What becomes of a step that both have measured.
  enum Use: String {
    case once = "with the same value, taken once"
    case addedUp = "added up"
    case averaged
  }

  /// Steps that both have measured, those with the same value, those of the later file, and the fewer of the steps of both.
  private(set) var shared = 0, same = 0, measured = 0, fewer = 0

  init(_ before: MeasuredSeries, _ one: MeasuredSeries) {
    let offset = Int((one.start - before.start) / one.step)
    for (step, value) in one.values.enumerated() {
      guard let value else { continue }
      measured += 1
      guard before.values.indices.contains(offset + step), let other = before.values[offset + step] else {
        continue
      }
      shared += 1
      if other == value { same += 1 }
    }
    fewer = min(measured, before.values.count - before.missing)
  }

  private var areSame: Bool { shared > 0 && Double(same) >= 0.95 * Double(shared) }

  var isRepetition: Bool { areSame && shared >= 20 && shared * 2 > measured }

  func use(of quantity: Quantity) -> Use {
    if areSame { return .once }
    switch quantity {
    case .requests: return .addedUp
    case .requestsPerSecond, .cpuCores, .cpuNCU, .memoryBytes, .memoryNormalized:
      return shared * 2 >= fewer ? .addedUp : .averaged
    case .cpuPercent, .memoryPercent, .value: return .averaged
    }
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
