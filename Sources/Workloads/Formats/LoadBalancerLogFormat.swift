/// The access log of an AWS load balancer, Application or Classic: one line a request, of which the seconds that the target
/// took are the work.
///
/// A request of an Application Load Balancer arrived at its `request_creation_time`; lines from before that field have the
/// time of the response alone. A Classic Load Balancer writes when it received the request. A request that was not handed to
/// a target (−1 or `-`) is one of unknown work. Fields that were added behind those that are read may be absent.
///
/// Source: Elastic Load Balancing, Application Load Balancers, "Access log entries"; Classic Load Balancers, "Access log
/// entries".
struct LoadBalancerLogFormat: RequestLog {
  static let name = "aws-load-balancer"
  static let summary =
    "The access log of an AWS Application or Classic Load Balancer: requests and the target's seconds, every 60 s."
  static let unread = "Clients, targets, status, bytes, requests, browsers and ciphers."
  static let workName: String? = "seconds"
  private static let types = ["http", "https", "h2", "grpcs", "ws", "wss"]
  /// The fields of a Classic Load Balancer's line up to the bytes sent; those of an Application Load Balancer follow its type.
  private static let columns = [
    "time", "elb", "client:port", "target:port", "request_processing_time", "target_processing_time",
    "response_processing_time", "elb_status_code", "target_status_code", "received_bytes", "sent_bytes",
  ]
  private static let creation = 21
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    let lines = head.lines.prefix(3)
    return !lines.isEmpty
      && lines.allSatisfy { line in
        var line = line
        return line.withUTF8 { bytes in
          var fields = LogFields()
          fields.cut(UnsafeRawBufferPointer(bytes))
          let first = offset(fields)
          return fields.count >= first + columns.count && CivilTime.parse(fields[first]) != nil
            && (5...7).allSatisfy { fields.isNothing(first + $0 - 1) || fields.number(first + $0 - 1) != nil }
            && (9...10).allSatisfy { fields.number(first + $0) != nil }
            && (7...8).allSatisfy { fields.isNothing(first + $0) || fields.number(first + $0) != nil }
        }
      }
  }

  /// How many fields stand before the time.
  private static func offset(_ fields: LogFields) -> Int {
    fields.count > 0 && types.contains(fields.text(0)) ? 1 : 0
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .unix)
    var fields = LogFields()
    var (unhandled, late) = (0, 0)
    let (rows, isCut) = try readLog(path) { line, number in
      fields.cut(line)
      let first = Self.offset(fields)
      guard fields.count >= first + Self.columns.count else {
        throw CutLine(
          problem: WorkloadError(
            path, line: number,
            "has \(fields.count) fields; a line of a load balancer has at least the \(first + Self.columns.count) "
              + "up to sent_bytes."))
      }
      guard var time = CivilTime.parse(fields[first])?.microseconds else {
        throw WorkloadError(
          path, line: number,
          "time is \(WorkloadError.quoted(fields.text(first))); allowed are \(CivilTime.form).")
      }
      if first == 1 {
        if fields.count > Self.creation, let created = CivilTime.parse(fields[Self.creation]) {
          time = created.microseconds
        } else {
          late += 1
        }
      }
      let work = first + 5
      var seconds: Double?
      if !fields.isNothing(work) {
        guard let given = fields.number(work), given >= 0 || given == -1 else {
          throw WorkloadError(
            path, line: number,
            "target_processing_time is \(WorkloadError.quoted(fields.text(work))); "
              + "allowed are seconds from 0 up, and -1.")
        }
        seconds = given >= 0 ? given : nil
      }
      if seconds == nil { unhandled += 1 }
      try body(RequestArrival(time: time, work: seconds))
    }
    report.rows = rows
    report.note("requests that no target answered, of unknown work", count: unhandled)
    report.note("lines without request_creation_time, at the time of their response", count: late)
    report.leaveOut("last lines that are cut off, left out", count: isCut ? 1 : 0)
    return report
  }
}
