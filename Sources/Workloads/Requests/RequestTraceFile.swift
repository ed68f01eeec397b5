/// A file of single requests, gzipped or not, told apart by content: traces of Azure's and Alibaba's (LLM, Functions 2021,
/// GenAI 2026), access logs of web servers, proxies and load balancers, results of load tests, and CSV with a column
/// `timestamp`.
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
    let format = RequestLogs.all.first { $0.recognizes(head) } ?? TimestampedRequestsFormat.self
    return try format.init(path: path).readCounting(body)
  }
}
