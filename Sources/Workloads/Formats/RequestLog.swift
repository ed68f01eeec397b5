/// A trace format in which a row is a request.
///
/// As series over time it gives the requests of every 60 s and, where rows tell their work, its sum; memory then
/// grows with the time from the first to the last request, 16 bytes a minute.
protocol RequestLog: TraceFormat {
  /// Where the file is.
  var path: String { get }
  /// What ``RequestArrival/work`` is, as a series' name: `tokens`; nil if rows never tell it.
  static var workName: String? { get }

  /// Hands every request to `body`, in the file's order, which need not be that of time.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport
}

extension RequestLog {
  /// Hands over the requests of every 60 s, and the sum of their work, once all are read.
  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let step: Int64 = 60_000_000
    var series = [TraceReport.Series(name: "requests", quantity: .requests, step: step)]
    if let work = Self.workName {
      series.append(TraceReport.Series(name: work, quantity: .value, step: step))
    }
    var counts = StepCounts(path, series: series.count, step: step)
    var (requests, first, last) = (0, Int64.max, Int64.min)
    var report = try readCounting { request in
      requests += 1
      first = min(first, request.time)
      last = max(last, request.time)
      try counts.add(to: 0, at: request.time)
      if let work = request.work, series.count > 1 { try counts.add(work, to: 1, at: request.time) }
    }
    report.series = series
    report.notes.append(counts.note)
    // steps of a minute say little of a test of seconds
    if requests > 1, last - first < 10 * step {
      let apart = (Double(last - first) / Double(requests - 1)).rounded() / 1e6
      report.notes.append(
        "The \(requests) requests came within \(Double(last - first) / 1e6) s, \(apart) s apart on average.")
    }
    try counts.emit(body)
    return report
  }

  /// As ``readRequests(_:)``, with the requests out of order counted.
  func readCounting(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var last = Int64.min
    var late = 0
    var report = try readRequests { request in
      if request.time < last { late += 1 }
      last = request.time
      try body(request)
    }
    report.note("requests earlier than the one before", count: late)
    return report
  }
}

/// The logs of single requests that are known.
enum RequestLogs {
  /// All of them; the first that recognizes a file is taken.
  static let all: [any RequestLog.Type] = [
    AzureLLMFormat.self, AzureFunctions2021Format.self, AlibabaGenAIRequestsFormat.self, CommonLogFormat.self,
    LoadBalancerLogFormat.self, W3CLogFormat.self, EnvoyLogFormat.self, JSONAccessLogFormat.self,
    K6Format.self,
    VegetaFormat.self, HeyFormat.self, JMeterFormat.self, TimestampedRequestsFormat.self,
  ]
}
