import CSimdJSON

/// An answer of Prometheus to a query over a range: the JSON of `/api/v1/query_range`.
///
/// Every series of the matrix is one, named by its labels. Times are seconds since 1970, kept to the millisecond as
/// Prometheus keeps them. NaN and infinite values are counted and left out; native histograms are not read. Series whose
/// name ends in `_total`, `_count`, `_sum` or `_bucket` are taken for counters. The document is read as a whole, up to
/// 256 MiB, because Prometheus answers with at most 11,000 points a series.
///
/// Source: Prometheus HTTP API v1, "Range queries" and "Range vectors".
public struct PrometheusRangeFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "prometheus-range"
  /// What it holds and where it comes from, in a sentence.
  public static let summary = "An answer of Prometheus to /api/v1/query_range, JSON."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread = "Native histograms and statistics of the query are not read."

  private let path: String
  private let limit: Int

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.init(path: path, limit: 256 << 20) }

  /// - Parameter limit: The longest document, in bytes.
  init(path: String, limit: Int) {
    self.path = path
    self.limit = limit
  }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    guard head.isJSON else { return false }
    let text = String(decoding: head.bytes.prefix(4096), as: UTF8.self)
    return text.contains("\"status\"") && (text.contains("\"resultType\"") || text.contains("\"errorType\""))
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let document = try JSONDocument(path: path, limit: limit)
    return try withoutActuallyEscaping(body) { body in
      let samples = RangeSamples(body)
      var answer = fs_range_answer()
      let status = document.withBytes { parser, bytes, length in
        fs_json_read_range(
          parser, bytes, length, Unmanaged.passUnretained(samples).toOpaque(),
          {
            RangeSamples.of($0).begin(
              String(decoding: UnsafeRawBufferPointer(start: $1, count: $2), as: UTF8.self))
          },
          { RangeSamples.of($0).add(seconds: $1, text: $2!, count: $3) ? 0 : 1 }, &answer)
      }
      if let failure = samples.failure { throw failure }
      guard status == FS_JSON_OK.rawValue else { throw error(UInt32(status), answer, samples) }
      var report = samples.report
      report.note("series of native histograms, which are not read", count: Int(answer.histogram_series))
      if answer.warnings > 0 {
        report.notes.append(
          "The answer came with \(answer.warnings == 1 ? "a warning" : "\(answer.warnings) warnings"), so something of it may be "
            + "missing: \(WorkloadError.quoted(Self.problem(answer))).")
      }
      guard report.rows > 0 else {
        throw WorkloadError(
          "\(path): the answer has no sample; the query or the range of times matches nothing.")
      }
      return report
    }
  }

  private static func problem(_ answer: fs_range_answer) -> String {
    withUnsafeBytes(of: answer.problem) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private func error(_ status: UInt32, _ answer: fs_range_answer, _ samples: RangeSamples) -> WorkloadError {
    let problem = Self.problem(answer)
    let field = answer.field.map { String(cString: $0) } ?? ""
    var place = answer.series >= 0 ? ", series \(answer.series + 1)" : ""
    if answer.sample >= 0 { place += ", sample \(answer.sample + 1)" }
    switch status {
    case FS_JSON_ERROR_ANSWER.rawValue:
      return WorkloadError("\(path): Prometheus answered with an error: \(problem)")
    case FS_JSON_MISSING_FIELD.rawValue:
      return WorkloadError("\(path)\(place): has no \(field); needed is an answer of /api/v1/query_range.")
    case FS_JSON_BAD_FIELD.rawValue, FS_JSON_STOPPED.rawValue:
      let found = status == FS_JSON_STOPPED.rawValue ? samples.problem : problem
      return WorkloadError(
        "\(path)\(place): \(status == FS_JSON_STOPPED.rawValue ? "the value" : field) is \(WorkloadError.quoted(found)); "
          + "allowed \(Self.allowed(status == FS_JSON_STOPPED.rawValue ? "" : field)).")
    default:
      return WorkloadError("\(path)\(place): is not a JSON object (\(problem)); one whole answer is needed.")
    }
  }

  private static func allowed(_ field: String) -> String {
    switch field {
    case "status": "are success and error"
    case "data.resultType": "is matrix, as /api/v1/query_range answers"
    case "metric": "is an object of texts"
    case "values": "are pairs of seconds and a text"
    case "": "are numbers, NaN, +Inf and -Inf"
    default: "is what /api/v1/query_range answers"
    }
  }
}

/// Hands on what the parser finds.
private final class RangeSamples {
  var report = TraceReport(clock: .unix)
  var failure: (any Error)?
  /// The value that is no number.
  var problem = ""
  private let body: (SeriesSample) throws -> Void

  init(_ body: @escaping (SeriesSample) throws -> Void) { self.body = body }

  static func of(_ context: UnsafeMutableRawPointer?) -> RangeSamples {
    Unmanaged<RangeSamples>.fromOpaque(context!).takeUnretainedValue()
  }

  func begin(_ name: String) {
    let family = name.prefix { $0 != "{" }
    report.series.append(
      TraceReport.Series(name: name, quantity: .value, isCounter: PrometheusValue.looksLikeCounter(family)))
  }

  /// Whether reading goes on.
  func add(seconds: Double, text: UnsafePointer<CChar>, count: Int) -> Bool {
    report.rows += 1
    switch PrometheusValue(text, count: count) {
    case .odd(let what): report.note(what)
    case .wrong:
      problem = String(cString: text)
      return false
    case .number(let value):
      let time = (seconds * 1000).rounded() * 1000
      guard time.magnitude <= Double(SeriesTime.latest) else {
        problem = "\(seconds) s"
        return false
      }
      do {
        try body(SeriesSample(series: report.series.count - 1, time: Int64(time), value: value))
      } catch {
        failure = error
        return false
      }
    }
    return true
  }
}
