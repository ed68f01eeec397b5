import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A try that failed in a way that may pass.
struct PassingFailure: Error {
  var reason: String
  /// How many seconds the server asks to wait.
  var retryAfter: Double?
  /// Whether bytes came, but too few of them: they do not count as progress.
  var isSlow = false
}

/// One file on its way: tries until it is whole, each going on where the last one was cut off.
///
/// Unchecked sendable for the same reason as ``PartFile``.
final class FileFetch: @unchecked Sendable {
  private let file: TraceManifest.File
  private let part: PartFile
  private let options: FetchOptions
  /// The hash that the file must have; nil if nobody knows.
  private let expected: String?
  private var state: PartState?
  /// The size of the whole by manifest or server.
  private var total: Int64?
  /// Whether the part holds bytes of more than one answer.
  private var isPatched = false
  private var hadBytes = false
  private(set) var received: Int64 = 0

  private var report: (FileFetch, String?) -> Void
  private let sleep: @Sendable (Double) async throws -> Void

  init(
    _ file: TraceManifest.File, part: PartFile, expected: String?, options: FetchOptions,
    sleep: @escaping @Sendable (Double) async throws -> Void,
    report: @escaping (FileFetch, String?) -> Void
  ) {
    self.file = file
    self.part = part
    self.expected = expected
    self.options = options
    self.sleep = sleep
    self.report = report
    total = file.bytes
  }

  var count: Int64 { part.count }
  var size: Int64? { total }
  private var address: String { file.url.absoluteString }

  /// Fetches what is missing and checks the whole.
  ///
  /// - Returns: The SHA-256.
  /// - Throws: ``TraceFetchError`` or `CancellationError`; the part is kept then, unless its content is wrong.
  func run() async throws -> String {
    try takeUpPart()
    while true {
      try await receiveAll()
      let hash = part.sha256
      if let bytes = file.bytes, part.count != bytes {
        discard()
        throw TraceFetchError(
          "\(address): has \(part.count) bytes, the manifest says \(bytes); nothing is kept.")
      }
      guard let expected, hash != expected else { return hash }
      // A part may have been damaged since, or cut from another version; a whole answer cannot.
      guard isPatched else {
        discard()
        throw TraceFetchError(
          "\(address): the SHA-256 is \(hash), expected is \(expected); nothing is kept.")
      }
      try forgetBytes()
    }
  }

  private func takeUpPart() throws {
    try part.takeUp()
    state = PartState.read(for: part.path)
    // Without a validator the bytes may be another version's; only a known hash would tell in the end.
    let isUsable = state?.url == address && (state?.validator != nil || expected != nil)
    let isTooLong = file.bytes.map { part.count > $0 } ?? false
    if part.count > 0 && (!isUsable || isTooLong) { try forgetBytes() }
    isPatched = part.count > 0
  }

  private func forgetBytes() throws {
    try part.restart()
    isPatched = false
  }

  private func discard() {
    part.remove()
    PartState.remove(for: part.path)
  }

  private func receiveAll() async throws {
    if let bytes = file.bytes, part.count == bytes { return }
    var failures = 0
    var tries = 0
    var furthest = part.count
    while true {
      do { return try await receive() } catch let failure as PassingFailure {
        failures = part.count > furthest && !failure.isSlow ? 1 : failures + 1
        furthest = max(furthest, part.count)
        tries += 1
        guard failures <= options.retries else {
          throw TraceFetchError(
            "\(address): \(failure.reason)\(failures > 1 ? ", \(failures) times in a row" : ""); "
              + (part.count > 0
                ? "the \(part.count) bytes so far are kept, fetch again to go on."
                : "nothing was fetched."))
        }
        report(self, failure.reason)
        let delay = options.delay(afterFailures: failures, of: address, ordinal: tries)
        try await sleep(max(delay, failure.retryAfter ?? 0))
      }
    }
  }

  /// One request.
  private func receive() async throws {
    var request = URLRequest(url: file.url, timeoutInterval: max(1, options.idleTimeout))
    // A packed answer would have other bytes, another size and another tag than the ranges that follow.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    request.setValue("forescale", forHTTPHeaderField: "User-Agent")
    let start = part.count
    if start > 0 {
      request.setValue("bytes=\(start)-", forHTTPHeaderField: "Range")
      if let validator = state?.validator { request.setValue(validator, forHTTPHeaderField: "If-Range") }
    }
    var isComplete = false
    do {
      nonisolated(unsafe) var isWhole = false
      try await HTTPTransfer(
        request, speed: options.speed, head: { isWhole = try self.accept($0, askedFrom: start) },
        body: { if !isWhole { try self.append($0) } }
      ).run()
      isComplete = isWhole
    } catch let failure as HTTPTransfer.Failure {
      throw try Self.judge(failure, address)
    } catch let stop as HTTPTransfer.Stop {
      throw try judge(stop)
    }
    guard !isComplete, let total, part.count < total else { return }
    throw PassingFailure(reason: "the connection ended after \(part.count) of \(total) bytes")
  }

  private func append(_ bytes: UnsafeRawBufferPointer) throws {
    if let total, part.count + Int64(bytes.count) > total {
      discard()
      throw TraceFetchError("\(address): sends more than the \(total) bytes expected; nothing is kept.")
    }
    try part.append(bytes)
    received += Int64(bytes.count)
    report(self, nil)
  }

  /// Decides what the body is.
  ///
  /// - Returns: Whether the part is whole already, so that the body does not count.
  private func accept(_ response: HTTPURLResponse, askedFrom start: Int64) throws -> Bool {
    let answer = AnswerHead(response)
    switch answer.status {
    case 206 where start > 0:
      guard answer.range?.first == start, !answer.contradicts(state) else {
        try forgetBytes()
        throw PassingFailure(reason: "the content changed or another range was sent than asked for")
      }
      try expect(total: answer.range?.total)
      isPatched = true
      return false
    case 200:
      if let encoding = answer.encoding {
        throw TraceFetchError(
          "\(address): is sent packed as \(encoding) although it was not asked for so, so its hash cannot be checked."
        )
      }
      try expect(total: answer.length)
      // First the bytes go, then the state: whoever is killed in between must not put them together.
      try forgetBytes()
      let new = PartState(url: address, etag: answer.strongTag, lastModified: answer.lastModified)
      if new != state { try new.write(for: part.path) }
      state = new
      total = file.bytes ?? answer.length
      return false
    case 416 where start > 0:
      if let whole = answer.range?.total, whole == start { return true }
      try forgetBytes()
      throw PassingFailure(reason: "the server has no bytes from \(start) on (status 416)")
    case 408, 425, 429, 500...599:
      throw PassingFailure(
        reason: "the server answered with status \(answer.status)", retryAfter: answer.retryAfter)
    default:
      throw TraceFetchError("\(address): the server answered with status \(answer.status)\(answer.meaning).")
    }
  }

  /// Takes note of the size that the server tells; nothing is touched if it is not the manifest's.
  private func expect(total told: Int64?) throws {
    guard let told else { return }
    if let bytes = file.bytes, bytes != told {
      throw TraceFetchError("\(address): the server offers \(told) bytes, the manifest says \(bytes).")
    }
    total = told
  }

  private func judge(_ stop: HTTPTransfer.Stop) throws -> PassingFailure {
    guard case .slow(_, let hasBeenFast) = stop else {
      return PassingFailure(reason: "no answer came in time")
    }
    let reason = "the server sends less than \(Int(options.speed.bytesPerSecond)) bytes a second"
    // one that never was faster is not asked again and again
    guard hasBeenFast else {
      throw TraceFetchError(
        "\(address): \(reason); the \(part.count) bytes so far are kept, fetch again to go on (--speed-limit sets what is "
          + "allowed).")
    }
    return PassingFailure(reason: reason, isSlow: true)
  }

  private static func judge(_ failure: HTTPTransfer.Failure, _ address: String) throws -> PassingFailure {
    switch failure.code {
    case .badURL, .unsupportedURL, .httpTooManyRedirects, .secureConnectionFailed,
      .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateNotYetValid:
      throw TraceFetchError("\(address): cannot be fetched: \(failure.reason).")
    case .timedOut: PassingFailure(reason: "no byte came in time")
    case .cannotFindHost, .dnsLookupFailed: PassingFailure(reason: "the host cannot be found")
    case .networkConnectionLost: PassingFailure(reason: "the connection was lost")
    case .cannotConnectToHost: PassingFailure(reason: "the host cannot be reached")
    default: PassingFailure(reason: "the connection was lost (\(failure.reason))")
    }
  }
}
