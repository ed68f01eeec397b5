/// A request's arrival at a service.
public struct RequestArrival: Sendable, Hashable {
  /// When, in microseconds on the trace's clock (``TraceReport/clock``).
  public var time: Int64
  /// How much work it is, in a unit common to the whole trace (tokens, bytes, seconds), at least 0; nil if the
  /// trace does not say.
  public var work: Double?

  /// An arrival.
  public init(time: Int64, work: Double? = nil) {
    self.time = time
    self.work = work
  }
}

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
    var report = try readCounting { request in
      try counts.add(to: 0, at: request.time)
      if let work = request.work, series.count > 1 { try counts.add(work, to: 1, at: request.time) }
    }
    report.series = series
    report.notes.append(counts.note)
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
    AzureLLMTrace.self, AzureFunctions2021Trace.self, CommonLogTrace.self, TimestampedRequestsTrace.self,
  ]
}

/// A file of single requests, gzipped or not, in one of four forms, told apart by content: Azure's LLM traces, Azure
/// Functions 2021, a web server's Common or Combined Log Format, and CSV with a column `timestamp`.
///
/// In the last form the timestamp is a number of seconds or a date, taken for UTC where it has no zone, and the first
/// of the columns `work`, `size`, `bytes`, `tokens` and `duration` that is there is the request's work.
///
/// ```swift
/// let report = try RequestTraceFile("AzureLLMInferenceTrace_code.csv.gz").read { gaps.add($0.time) }
/// ```
public struct RequestTraceFile: Sendable {
  /// Where the file is.
  public let path: String

  /// The file at `path`, which is not opened yet.
  public init(_ path: String) { self.path = path }

  /// Hands every request to `body`, in the file's order, in memory that does not grow with the file.
  ///
  /// Requests that come earlier than the one before are handed on too and counted among the oddities.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    let head = try TraceHead(path: path)
    let format = RequestLogs.all.first { $0.recognizes(head) } ?? TimestampedRequestsTrace.self
    return try format.init(path: path).readCounting(body)
  }
}
