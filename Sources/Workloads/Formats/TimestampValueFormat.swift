/// A time and a value a row, perhaps with a label: what monitoring exports and benchmarks of detectors use.
///
/// Read are the forms
///
/// - `ts,value` (Crane), `timestamp,value` (Numenta Anomaly Benchmark), `timestamp,value,label` (NetMan's KPIs);
/// - `period,count`, `timestamp,count`, `time,requests`: requests of the step that begins at the time; a time without a
///   row is unknown, not 0;
/// - one number a line without a header: requests of second after second (Autothrottle's curves);
/// - one line of numbers apart by commas, semicolons, tabs or spaces, at least ten: the same.
///
/// Times are text, or numbers whose unit ``TimeUnitGuess`` decides. Of the Numenta benchmark, whose labels are apart, a
/// `labels/combined_windows.json` is read if it names the file: in the folder above the file's, or beside the `data` that
/// is above it, as in a clone of the benchmark.
public struct TimestampValueFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "timestamp-value"
  /// What it holds and where it comes from, in a sentence.
  public static let summary = "A time and a value or a count a row, perhaps with a label; or a count a line."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread = ""

  private static let times = ["ts", "timestamp", "time", "period", "date", "datetime", "minute", "second"]
  private static let counts = ColumnName.counts
  private static let values = ["value", "values"] + counts
  private static let labels = ["label", "is_anomaly", "anomaly"]
  private let path: String

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.path = path }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    if CountsLine.recognizes(head) {
      // a single row of a table may be nothing but numbers, too
      return !TraceFormats.all.contains {
        $0.name != name && $0.name != MappedCSVFormat.name && $0.recognizes(head)
      }
    }
    let header = head.header.map { $0.lowercased() }
    switch header.count {
    case 1 where PlanetLabFormat.recognizes(head): return false
    case 1:
      return head.lines.count >= 2 && !EpochTimes.areLines(head)
        && head.lines.allSatisfy { NumberText.number($0) != nil }
    case 2: return times.contains(header[0]) && values.contains(header[1])
    case 3: return times.contains(header[0]) && values.contains(header[1]) && labels.contains(header[2])
    default: return false
    }
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    if CountsLine.recognizes(try TraceHead(path: path)) { return try CountsLine.read(path, body) }
    return try readSeries(path, plan: plan, body)
  }

  private func plan(_ first: [String]) throws -> SeriesLayout {
    let header = first.map { $0.lowercased() }
    if header.count == 1 { return try counts(first[0]) }
    guard Self.times.contains(header[0]) else {
      throw mistake(
        "the first column is \(WorkloadError.quoted(first[0]))",
        nearestName(to: header[0], among: Self.times),
        "a time: \(Self.times.joined(separator: ", "))")
    }
    guard Self.values.contains(header[1]) else {
      throw mistake(
        "the second column is \(WorkloadError.quoted(first[1]))",
        nearestName(to: header[1], among: Self.values),
        "a value: \(Self.values.joined(separator: ", "))")
    }
    guard header.count == 2 || header.count == 3 && Self.labels.contains(header[2]) else {
      throw mistake(
        "there are \(first.count) columns, the third is \(WorkloadError.quoted(first[2]))",
        nearestName(to: header[2], among: Self.labels),
        "no more, or a label: \(Self.labels.joined(separator: ", "))")
    }
    var layout = SeriesLayout(names: first)
    layout.roles[0] = .time
    layout.isGuessed = true
    layout.addValue(1, name: first[1], quantity: Self.counts.contains(header[1]) ? .requests : .value)
    if header.count == 3 {
      layout.roles[2] = .label
    } else {
      layout.windows = try anomalyWindows(of: path)
    }
    return layout
  }

  private func counts(_ first: String) throws -> SeriesLayout {
    guard NumberText.number(first) != nil else {
      throw WorkloadError(
        path, line: 1,
        "is \(WorkloadError.quoted(first)); allowed is a number a line, or a header of a time and a value.")
    }
    var layout = SeriesLayout(names: ["the line"])
    layout.hasHeader = false
    layout.addValue(0, name: "count", quantity: .requests)
    layout.time = .row
    layout.step = 1_000_000
    layout.notes = ["The file holds only numbers; they are taken for the requests of second after second."]
    return layout
  }

  private func mistake(_ found: String, _ near: String?, _ needed: String) -> WorkloadError {
    WorkloadError(
      path, line: 1,
      "\(found)\(near.map { " (is it \(WorkloadError.quoted($0))?)" } ?? ""); needed is \(needed).")
  }
}
