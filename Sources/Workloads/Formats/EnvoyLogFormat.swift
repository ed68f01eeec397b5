/// The access log of Envoy as text, in its default format or in that of Istio: one line a request, of which the seconds that
/// the upstream took are the work.
///
/// `[2016-04-15T20:17:00.310Z] "POST /api HTTP/2" 204 - 154 0 226 100 "10.0.35.28" …`; Istio has three fields more behind the
/// response flags. The upstream's time is in milliseconds; `-`, where no upstream answered, is unknown work. Lines of
/// Envoy's own log are counted, and so are others without a readable time, which are left out; one with a time and no readable fields behind
/// the request is a request of unknown work.
///
/// Source: Envoy documentation, "Access logging", default format string; Istio documentation, "Default access log format".
struct EnvoyLogFormat: RequestLog {
  static let name = "envoy-log"
  static let summary =
    "The access log of Envoy or Istio as text: requests and the upstream's seconds, every 60 s."
  static let unread = "Requests, codes, flags, bytes, the whole duration, addresses and browsers."
  static let workName: String? = "seconds"
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    // lines of Envoy's own log may stand before those of requests
    head.lines.contains { line in
      var line = line
      return line.withUTF8 { bytes in
        var fields = LogFields()
        fields.cut(UnsafeRawBufferPointer(bytes))
        return time(fields) != nil && upstream(fields) != nil
      }
    }
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .unix)
    var fields = LogFields()
    var (strange, own, unread, unanswered) = (0, 0, 0, 0)
    try readLines(path) { start, length, _ in
      report.rows += 1
      fields.cut(UnsafeRawBufferPointer(start: start, count: length))
      guard let time = Self.time(fields) else {
        if Self.isOwn(fields) { own += 1 } else { strange += 1 }
        return
      }
      var work: Double?
      if let upstream = Self.upstream(fields) {
        work = fields.number(upstream).flatMap { $0 >= 0 ? $0 / 1000 : nil }
        if work == nil { unanswered += 1 }
      } else {
        unread += 1
      }
      try body(RequestArrival(time: time, work: work))
    }
    guard report.rows > strange + own else {
      throw WorkloadError(
        "\(path): none of its \(report.rows) lines begins with a time such as [2016-04-15T20:17:00.310Z] "
          + "and a request in quotes; an access log of Envoy is needed.")
    }
    report.note("lines of the proxy's own log", count: own)
    report.leaveOut("lines without a readable time, left out", count: strange)
    report.note("lines without readable bytes and duration", count: unread)
    report.note("requests that no upstream answered, of unknown work", count: unanswered)
    return report
  }

  /// The time that the first field says between brackets.
  private static func time(_ fields: LogFields) -> Int64? {
    guard fields.count >= 3, fields[0].count > 2, fields[0].first == 0x5b, fields[0].last == 0x5d else {
      return nil
    }
    return CivilTime.parse(UnsafeRawBufferPointer(rebasing: fields[0].dropFirst().dropLast()))?.microseconds
  }

  /// Whether a line is one of Envoy's or Istio's own log: `[2023-11-14 22:00:02.000][1][info]…`, `2023-11-14T22:00:02Z info …`.
  private static func isOwn(_ fields: LogFields) -> Bool {
    guard fields.count > 0 else { return false }
    let first = fields[0].first == 0x5b ? fields[0].dropFirst() : fields[0][...]
    return first.count >= 10 && CivilTime.parse(UnsafeRawBufferPointer(rebasing: first.prefix(10))) != nil
  }

  /// Which field is the time that the upstream took: behind bytes received, bytes sent and the duration.
  private static func upstream(_ fields: LogFields) -> Int? {
    func isAmount(_ index: Int) -> Bool {
      fields.count > index && (fields.isNothing(index) || fields.number(index) != nil)
    }
    return [4, 7].first { start in
      fields.count > start + 3 && (0...3).allSatisfy { isAmount(start + $0) }
        && fields.number(start) != nil && fields.number(start + 1) != nil
    }.map { $0 + 3 }
  }
}
