/// Samples in the text exposition format of Prometheus or in OpenMetrics, with their timestamps: what
/// `promtool tsdb dump-openmetrics` and `dump` write, or scrapes put together; and what `promtool query range` prints.
///
/// A line is `name{label="value",...} value timestamp`. A timestamp with a point, or below 10¹¹, is in seconds, as
/// OpenMetrics has it; another one is in milliseconds, as the text format has it. Samples without one belong to no time
/// and are counted and left out, as are NaN and infinite values. Families of TYPE counter, and names that end in `_total`,
/// `_count`, `_sum` or `_bucket`, are taken for counters.
///
/// Source: Prometheus, "Exposition formats", text format 0.0.4; OpenMetrics 1.0, section "Overall structure".
public struct PrometheusTextFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "prometheus-text"
  /// What it holds and where it comes from, in a sentence.
  public static let summary = "Samples with timestamps in Prometheus' text format or OpenMetrics."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread = "HELP, UNIT and exemplars are not read, nor are samples without a timestamp."

  private let path: String

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.path = path }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    guard let first = head.lines.first(where: { !$0.isEmpty }) else { return false }
    if ["# HELP ", "# TYPE ", "# UNIT "].contains(where: { first.hasPrefix($0) }) { return true }
    var bytes = Array(first.utf8)
    return bytes.withUnsafeMutableBytes { line in
      if let parsed = PromtoolLine(UnsafeRawBufferPointer(line)), parsed.series != nil { return true }
      guard let parsed = ExpositionLine(UnsafeRawBufferPointer(line)) else { return false }
      if parsed.hasLabels { return true }
      // the header of a table apart by tabs has three words too
      guard let stamp = parsed.timestamp else { return false }
      return NumberText.number(String(decoding: stamp, as: UTF8.self)) != nil
    }
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var lines = ExpositionLines(file: path)
    try readLines(path) { start, length, line in
      try lines.read(UnsafeRawBufferPointer(start: start, count: length), line: line, body)
    }
    guard lines.report.rows > 0 else {
      throw WorkloadError("\(path): has no sample; a trace of at least one is needed.")
    }
    guard lines.withTime > 0 else {
      throw WorkloadError(
        "\(path): none of its \(lines.report.rows) samples has a timestamp; "
          + "one scrape is no series, export with timestamps (promtool tsdb dump-openmetrics).")
    }
    return lines.report
  }
}

/// Takes line after line.
private struct ExpositionLines {
  let file: String
  var report = TraceReport(clock: .unix)
  /// Samples with a timestamp.
  var withTime = 0
  /// The series that promtool's samples are of.
  private var current: [UInt8]?
  private var places: [[UInt8]: Int] = [:]
  private var counters: Set<String> = []

  init(file: String) { self.file = file }

  mutating func read(_ bytes: UnsafeRawBufferPointer, line: Int, _ body: (SeriesSample) throws -> Void) throws
  {
    if bytes.first == UInt8(ascii: "#") { return readComment(bytes) }
    if let printed = PromtoolLine(bytes) {
      if let series = printed.series { current = Array(series) }
      guard let sample = printed.sample else { return }
      guard let series = current else {
        throw WorkloadError(
          file, line: line,
          "has a sample before any name{label=\"value\",...} =>; needed is the series that it is of.")
      }
      return try series.withUnsafeBytes {
        try take(series: $0, value: sample.value, stamp: sample.time, line: line, body)
      }
    }
    guard let sample = ExpositionLine(bytes) else {
      throw WorkloadError(
        file, line: line,
        "is \(WorkloadError.quoted(String(decoding: bytes.prefix(64), as: UTF8.self))); "
          + "allowed are comments and name{label=\"value\",...} value timestamp.")
    }
    try take(series: sample.series, value: sample.value, stamp: sample.timestamp, line: line, body)
  }

  private mutating func take(
    series: UnsafeRawBufferPointer, value text: UnsafeRawBufferPointer, stamp: UnsafeRawBufferPointer?,
    line: Int,
    _ body: (SeriesSample) throws -> Void
  ) throws {
    report.rows += 1
    let value = Self.zeroTerminated(text) { PrometheusValue($0, count: text.count) }
    if value == .wrong {
      throw WorkloadError(
        file, line: line,
        "the value is \(WorkloadError.quoted(String(decoding: text, as: UTF8.self))); "
          + "allowed are numbers, NaN, +Inf and -Inf.")
    }
    guard let stamp else { return report.leaveOut("samples without a timestamp") }
    guard let time = Self.time(stamp) else {
      throw WorkloadError(
        file, line: line,
        "the timestamp is \(WorkloadError.quoted(String(decoding: stamp, as: UTF8.self))); "
          + "allowed are milliseconds or seconds before the year 10000.")
    }
    withTime += 1
    switch value {
    case .odd(let what): report.note(what)
    case .number(let value):
      try body(SeriesSample(series: try place(series, line: line), time: time, value: value))
    case .wrong: break
    }
  }

  private mutating func readComment(_ bytes: UnsafeRawBufferPointer) {
    let words = String(decoding: bytes.prefix(512), as: UTF8.self).split {
      $0 == " " || $0 == "\t" || $0 == "\r"
    }
    guard words.count == 4, words[1] == "TYPE" else { return }
    // The parts of histograms and summaries that are counters are known by their endings.
    if words[3] == "counter" { counters.insert(String(words[2])) }
  }

  private mutating func place(_ series: UnsafeRawBufferPointer, line: Int) throws -> Int {
    let key = Array(series)
    if let known = places[key] { return known }
    guard report.series.count < mostSeries else {
      throw WorkloadError(
        file, line: line, "begins series \(mostSeries + 1); allowed are at most \(mostSeries).")
    }
    let family = ExpositionLine.family(series)
    let isCounter = counters.contains(family) || PrometheusValue.looksLikeCounter(family)
    places[key] = report.series.count
    report.series.append(
      TraceReport.Series(name: String(decoding: key, as: UTF8.self), quantity: .value, isCounter: isCounter))
    return report.series.count - 1
  }

  private static func time(_ stamp: UnsafeRawBufferPointer) -> Int64? {
    zeroTerminated(stamp) { text in
      guard case .number(let number) = NumberText(text, count: stamp.count) else { return nil }
      let isSeconds = number.magnitude < 1e11 || stamp.contains(UInt8(ascii: "."))
      let time = isSeconds ? (number * 1000).rounded() * 1000 : number.rounded() * 1000
      return time.magnitude <= Double(SeriesTime.latest) ? Int64(time) : nil
    }
  }

  private static func zeroTerminated<Result>(
    _ bytes: UnsafeRawBufferPointer, _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { copy in
      for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
      copy[bytes.count] = 0
      return body(UnsafePointer(copy.baseAddress!))
    }
  }
}
