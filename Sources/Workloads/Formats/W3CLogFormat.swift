/// A log in the W3C Extended Log File Format, whose `#Fields` names the columns: Amazon CloudFront's standard logs, IIS. One
/// line a request, of which the bytes sent are the work.
///
/// Fields are apart by tabs (CloudFront) or spaces (IIS). A request's time is `date` and `time`, or the date of the last
/// `#Date` and `time`, or `timestamp` in seconds or `timestamp(ms)`; all are UTC, and in CloudFront's logs when the response
/// ended. `#Fields` may come again and change, as in logs put together. `-` stands for nothing.
///
/// Source: W3C Working Draft WD-logfile-960323; Amazon CloudFront, "Standard log file fields".
struct W3CLogFormat: RequestLog {
  static let name = "w3c-log"
  static let summary =
    "A W3C Extended log whose #Fields names the columns (CloudFront, IIS): requests and bytes, every 60 s."
  static let unread = "Columns other than the time and sc-bytes."
  static let workName: String? = "bytes"
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    guard let first = head.lines.first, first.hasPrefix("#") else { return false }
    return head.lines.prefix(8).contains { $0.hasPrefix("#Fields:") }
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var reader = Lines(path: path)
    let (_, isCut) = try readLog(path) { line, number in
      if let request = try reader.request(line, number) { try body(request) }
    }
    guard reader.report.rows > 0 else {
      throw WorkloadError("\(path): has no line of a request; a log of at least one is needed.")
    }
    reader.report.leaveOut("last lines that are cut off, left out", count: isCut ? 1 : 0)
    if reader.areWhole {
      reader.report.notes = ["Times are whole seconds: requests of one second share one time."]
    }
    return reader.report
  }

  /// Goes from line to line.
  private struct Lines {
    let path: String
    var report = TraceReport(clock: .unix)
    /// Whether no time had a fraction.
    var areWhole = true
    private var fields = LogFields()
    private var names: [String] = []
    private var date: Int?
    private var time: Int?
    private var stamp: (column: Int, unit: Double)?
    private var bytes: Int?
    /// The date of the last `#Date`.
    private var day: String?

    init(path: String) { self.path = path }

    /// The request of a line; nil for a directive.
    mutating func request(_ line: UnsafeRawBufferPointer, _ number: Int) throws -> RequestArrival? {
      if line.first == UInt8(ascii: "#") {
        try take(String(decoding: line, as: UTF8.self), number)
        return nil
      }
      guard !names.isEmpty else {
        throw WorkloadError(
          path, line: number, "comes before any #Fields; needed is #Fields first, which names the columns.")
      }
      fields.cut(line, at: line.contains(0x09) ? 0x09 : 0x20)
      guard fields.count == names.count else {
        let problem = WorkloadError(
          path, line: number, "has \(fields.count) fields; #Fields names \(names.count) columns.")
        if fields.count < names.count { throw CutLine(problem: problem) }
        throw problem
      }
      let moment = try moment(number)
      report.rows += 1
      if moment % 1_000_000 != 0 { areWhole = false }
      return RequestArrival(time: moment, work: try work(number))
    }

    private mutating func take(_ directive: String, _ number: Int) throws {
      var words = directive.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }.map { String($0) }
      guard let first = words.first, words.count > 1 else { return }
      words.removeFirst()
      if first == "#Date:" { day = words[0] }
      guard first == "#Fields:" else { return }
      names = words
      date = words.firstIndex(of: "date")
      time = words.firstIndex(of: "time")
      stamp =
        words.firstIndex(of: "timestamp(ms)").map { (column: $0, unit: 1000) }
        ?? words.firstIndex(of: "timestamp").map { (column: $0, unit: 1_000_000) }
      bytes = words.firstIndex(of: "sc-bytes")
      guard time != nil || stamp != nil else {
        throw WorkloadError(
          path, line: number,
          "#Fields has no column of times; needed are date and time, or timestamp, or timestamp(ms).")
      }
    }

    private func moment(_ number: Int) throws -> Int64 {
      if let stamp, time == nil {
        let value = fields.number(stamp.column).map { ($0 * stamp.unit).rounded() }
        guard let value, value.magnitude <= Double(SeriesTime.latest) else {
          throw refusal(stamp.column, number, "finite numbers of a time before the year 10000")
        }
        return Int64(value)
      }
      guard let time else { return 0 }
      guard let day = date.map({ fields.text($0) }) ?? day else {
        throw WorkloadError(
          path, line: number, "has a time but no date; needed is a column date, or #Date before it.")
      }
      guard let parsed = CivilTime.parse("\(day) \(fields.text(time))") else {
        throw WorkloadError(
          path, line: number,
          "date and time are \(WorkloadError.quoted("\(day) \(fields.text(time))")); allowed are \(CivilTime.form)."
        )
      }
      return parsed.microseconds
    }

    private mutating func work(_ number: Int) throws -> Double? {
      guard let bytes, !fields.isNothing(bytes) else {
        report.note("requests without a number of bytes")
        return nil
      }
      guard let value = fields.number(bytes), value >= 0, value < 0x1p63 else {
        throw refusal(bytes, number, "numbers of bytes from 0 up, and -")
      }
      return value
    }

    private func refusal(_ column: Int, _ number: Int, _ allowed: String) -> WorkloadError {
      WorkloadError(
        path, line: number,
        "\(names[column]) is \(WorkloadError.quoted(fields.text(column))); allowed are \(allowed).")
    }
  }
}
