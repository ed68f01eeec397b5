/// An access log with a JSON object a line, as Envoy and Istio, Traefik, Caddy and nginx write it: one line a request, of
/// which the seconds that it took are the work.
///
/// Whose log it is, is told by its members:
///
/// - Envoy: `start_time` and `response_code`; `upstream_service_time` in ms, or `duration` where there is no such member;
/// - Traefik: `DownstreamStatus`, and `StartUTC`, `StartLocal` or `time`; `OriginDuration` or `Duration` in ns;
/// - Caddy: `request` and `status`, and `ts`; `duration` in s;
/// - nginx, whose names are its owner's: `status`, and `time_iso8601`, `time_local`, `msec`, `@timestamp`, `timestamp` or `time`;
///   `request_time` in s.
///
/// Numbers may be text, as nginx and Istio write them. Objects that are no request, as those of the server's own log, are
/// counted, and so are lines that are no object, which are left out.
///
/// Source: the documentation of Envoy ("Format dictionaries"), Istio, Traefik ("Access logs"), Caddy ("log") and nginx
/// (`log_format … escape=json`).
struct JSONAccessLogFormat: RequestLog {
  static let name = "json-access-log"
  static let summary =
    "An access log of Envoy, Istio, Traefik, Caddy or nginx, JSON: requests and their seconds, every 60 s."
  static let unread = "Clients, requests, codes, bytes and headers."
  static let workName: String? = "seconds"

  /// How one server writes.
  private struct Dialect {
    let server: String
    /// The members that tell it.
    let marks: [String]
    /// The members that may hold the time, the first that is there counts.
    let times: [String]
    /// The members that may hold the duration, and what makes seconds of them.
    let durations: [String]
    let unit: Double
  }

  private static let dialects = [
    Dialect(
      server: "Envoy", marks: ["response_code"], times: ["start_time"],
      durations: ["upstream_service_time", "duration"], unit: 1e-3),
    Dialect(
      server: "Traefik", marks: ["DownstreamStatus"], times: ["StartUTC", "StartLocal", "time"],
      durations: ["OriginDuration", "Duration"], unit: 1e-9),
    Dialect(server: "Caddy", marks: ["request", "status"], times: ["ts"], durations: ["duration"], unit: 1),
    Dialect(
      server: "nginx", marks: ["status"],
      times: ["time_iso8601", "time_local", "msec", "@timestamp", "timestamp", "time"],
      durations: ["request_time"], unit: 1),
  ]
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool {
    guard !head.mentions(["resultType"]), !head.mentions(["collection_id"]) else { return false }
    return head.lines.prefix(5).contains { line in
      guard line.hasPrefix("{") else { return false }
      func has(_ name: String) -> Bool { line.contains("\"\(name)\"") }
      return dialects.contains { dialect in
        dialect.marks.allSatisfy(has) && dialect.times.contains(where: has)
          && (dialect.server != "nginx"
            || ["request", "uri", "request_uri", "request_method", "method", "remote_addr", "request_time"]
              .contains(where: has))
      } && line.hasSuffix("}")
    }
  }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    let parser = try JSONLineParser(file: path)
    var report = TraceReport(clock: .unix)
    var clock = SeriesTime(.automatic)
    var (strange, broken, unknown) = (0, 0, 0)
    var servers: [String] = []
    try readLines(path) { start, length, line in
      report.rows += 1
      guard let row = parser.value(start, length), row.kind == .object else {
        broken += 1
        return
      }
      guard
        let dialect = Self.dialects.first(where: { dialect in
          dialect.marks.allSatisfy { row[$0] != nil } && dialect.times.contains { row[$0] != nil }
        }), let member = dialect.times.first(where: { row[$0] != nil }), let stamp = row[member]
      else {
        strange += 1
        return
      }
      if !servers.contains(dialect.server) { servers.append(dialect.server) }
      guard let time = Self.time(stamp, &clock) else {
        throw WorkloadError(
          path, line: line,
          "\(member) is \(stamp.shown); allowed \(SeriesTime.allowedInJSON), or a time such as "
            + "01/Jul/1995:00:00:01 -0400.")
      }
      let work = try Self.seconds(row, dialect, path, line)
      if work == nil { unknown += 1 }
      try body(RequestArrival(time: time, work: work))
    }
    guard report.rows > strange + broken else {
      throw WorkloadError(
        "\(path): none of its \(report.rows) lines is an object with a time and a status as Envoy, Traefik, Caddy or "
          + "nginx write; an access log with a JSON object a line is needed.")
    }
    report.note("lines that are no request", count: strange)
    report.leaveOut("lines that are no JSON object, left out", count: broken)
    report.note("requests of unknown duration", count: unknown)
    report.notes = ["It is read as a log of \(servers.joined(separator: " and "))."]
    return report
  }

  private static func time(_ stamp: JSONValue, _ clock: inout SeriesTime) -> Int64? {
    if let time = stamp.withText({ CivilTime.parseCommonLog($0, count: $1) }) ?? nil { return time }
    if let time = clock.microseconds(stamp) { return time }
    // logs of several servers in one file may write times in several ways
    clock = SeriesTime(.automatic)
    return clock.microseconds(stamp)
  }

  private static func seconds(
    _ row: JSONValue, _ dialect: Dialect, _ path: String, _ line: Int
  ) throws -> Double? {
    guard let member = dialect.durations.first(where: { row[$0] != nil }), let value = row[member] else {
      return nil
    }
    if value.text == "-" { return nil }
    switch MeasurementValue(value) {
    case .missing: return nil
    case .number(let number) where number >= 0 && (number * dialect.unit).isFinite:
      return number * dialect.unit
    case .number, .wrong:
      throw WorkloadError(
        path, line: line, "\(member) is \(value.shown); allowed are finite numbers from 0 up, and \"-\".")
    }
  }
}
