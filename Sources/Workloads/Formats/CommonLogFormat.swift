import Glibc

/// A web server's log in the Common Log Format, or the Combined one: one line a request, of which the bytes sent are
/// the work.
///
/// `host ident user [01/Jul/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 6245`. A line without a readable time is counted and
/// left out; one without readable status and bytes is a request of unknown work. So are requests that sent `-` bytes. The time may
/// be written as 2023-11-14T22:00:00+00:00 (nginx' `$time_iso8601`) behind the host, and more fields may follow, as those of
/// Traefik and of the ingress of nginx do.
/// Source of the form: the documentation of the NCSA and Apache web servers; NASA's and other such logs are in the
/// Internet Traffic Archive.
struct CommonLogFormat: RequestLog {
  static let name = "common-log"
  static let summary =
    "The Common or Combined Log Format (NASA 1995; Apache, nginx, Traefik): requests and bytes, every 60 s."
  static let unread = "Client, user, request, status, referrer and browser."
  static let workName: String? = "bytes"
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    let lines = head.lines.prefix(10)
    let good = lines.count { line in
      var line = line
      return line.withUTF8 { Self.time(UnsafeRawBufferPointer($0)) } != nil
    }
    return good > 0 && good * 2 > lines.count
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .unix)
    var (strange, unanswered) = (0, 0)
    try readLines(path) { start, length, _ in
      report.rows += 1
      let line = UnsafeRawBufferPointer(start: start, count: length)
      guard let (time, end) = Self.time(line) else {
        strange += 1
        return
      }
      let bytes = Self.bytes(line, after: end)
      if bytes == nil { unanswered += 1 }
      try body(RequestArrival(time: time, work: bytes ?? nil))
    }
    guard report.rows > strange else {
      throw WorkloadError(
        "\(path): none of its \(report.rows) lines has a time such as [01/Jul/1995:00:00:01 -0400]; "
          + "a log in the Common Log Format is needed.")
    }
    report.leaveOut("lines without a readable time, left out", count: strange)
    report.note("lines without a readable status and number of bytes", count: unanswered)
    report.notes = ["Times are whole seconds: requests of one second share one time."]
    return report
  }

  /// The time between the line's first brackets that hold one, and where it ends.
  private static func time(_ line: UnsafeRawBufferPointer) -> (time: Int64, end: Int)? {
    guard let base = line.baseAddress else { return nil }
    let length = 26  // 01/Jul/1995:00:00:01 -0400
    var position = 0
    while let open = memchr(base + position, 0x5b, line.count - position) {
      let start = base.distance(to: UnsafeRawPointer(open)) + 1
      guard start + length < line.count else { return nil }
      let text = (base + start).assumingMemoryBound(to: CChar.self)
      if line[start + length] == 0x5d, let time = CivilTime.parseCommonLog(text, count: length) {
        return (time, start + length + 1)
      }
      // a line that begins with such a time is one of Envoy's
      if start > 1, line[start + 4] == 0x2d,
        let close = memchr(base + start, 0x5d, min(40, line.count - start))
      {
        let count = (base + start).distance(to: UnsafeRawPointer(close))
        if let time = CivilTime.parse(text, count: count) { return (time.microseconds, start + count + 1) }
      }
      position = start
    }
    return nil
  }

  /// The number of bytes behind the request and its status: nil if they cannot be read, and nil inside if it is `-`.
  ///
  /// A request may hold quotation marks: it ends with the first that a space, three digits and a space follow.
  private static func bytes(_ line: UnsafeRawBufferPointer, after start: Int) -> Double?? {
    func isDigit(_ position: Int) -> Bool { (0x30...0x39).contains(line[position]) }
    var position = start
    while position + 6 < line.count {
      defer { position += 1 }
      guard line[position] == 0x22, line[position + 1] == 0x20, isDigit(position + 2), isDigit(position + 3),
        isDigit(position + 4), line[position + 5] == 0x20
      else { continue }
      var next = position + 6
      if line[next] == 0x2d { return .some(nil) }
      var value = 0.0
      while next < line.count, isDigit(next) {
        value = value * 10 + Double(line[next] - 0x30)
        next += 1
      }
      if next > position + 6 {
        // more bytes than a 64-bit number counts are none that were sent
        guard value < 0x1p63 else { return nil }
        return value
      }
    }
    return nil
  }
}
