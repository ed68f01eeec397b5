import Foundation

/// A small HTTP/1.1 server on the loopback interface that misbehaves as a test wants it to.
///
/// One thread a connection, one request a connection. It knows `Range` and `If-Range` with entity tags.
final class LocalHTTPServer: @unchecked Sendable {
  /// What is served under every path.
  struct Content: Sendable {
    var body: [UInt8]
    var etag: String? = "\"1\""
    var lastModified: String?
  }

  /// A request as it came in.
  struct Request: Sendable {
    /// From 0, in order of arrival.
    var number: Int
    var path: String
    /// Names in lower case.
    var fields: [String: String]
    var rangeStart: Int? {
      fields["range"].flatMap { $0.hasPrefix("bytes=") ? Int($0.dropFirst(6).dropLast()) : nil }
    }
  }

  /// How a request is answered; the defaults are a faultless server's.
  struct Answer: Sendable {
    var content: Content
    /// Another status than 200, 206 or 416, with an empty body.
    var status: Int?
    var extraFields: [String] = []
    var knowsRange = true
    var obeysIfRange = true
    var sendsLength = true
    /// Bytes of the body after which the connection is cut; the length promised stays.
    var cutAfter: Int?
    /// Seconds between one byte of the body and the next; nil for no wait.
    var pause: Double?
    /// Called instead of the cut; then the connection stays open without a byte until the client closes it.
    var hangAfterCut: (@Sendable () -> Void)?

    init(_ content: Content) { self.content = content }
  }

  private let script: @Sendable (Request) -> Answer
  private let listener: Int32
  private let port: UInt16
  private let lock = NSLock()
  private var log: [Request] = []
  private var sent = 0

  init(_ script: @escaping @Sendable (Request) -> Answer) throws {
    self.script = script
    #if canImport(Glibc)
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    port = UInt16(bigEndian: address.sin_port)
    Thread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0, let server = self else { return }
        Thread { server.serve(connection) }.start()
      }
    }.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  func url(_ path: String = "/data") -> URL { URL(string: "http://127.0.0.1:\(port)\(path)")! }

  /// The requests so far.
  var requests: [Request] { lock.withLock { log } }
  /// Bytes of bodies sent so far.
  var bytesSent: Int { lock.withLock { sent } }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    guard let request = receive(connection) else { return }
    let answer = script(request)
    let (head, body) = compose(answer, to: request)
    guard send(connection, Array(head.utf8)) else { return }
    let end = min(body.count, answer.cutAfter ?? .max)
    var place = 0
    while place < end {
      let next = min(end, place + (answer.pause == nil ? 16_384 : 1))
      if let pause = answer.pause { Thread.sleep(forTimeInterval: pause) }
      guard send(connection, Array(body[body.startIndex + place..<body.startIndex + next])) else { return }
      lock.withLock { sent += next - place }
      place = next
    }
    if answer.cutAfter != nil, let hang = answer.hangAfterCut {
      hang()
    } else {
      shutdown(connection, Int32(SHUT_WR))
    }
    // Whatever was sent is delivered before the connection goes, because the client closes first.
    var rest = [UInt8](repeating: 0, count: 64)
    while recv(connection, &rest, rest.count, 0) > 0 {}
  }

  private func send(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    var place = 0
    while place < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        #if canImport(Glibc)
          Foundation.send(
            connection, raw.baseAddress! + place, raw.count - place, Int32(MSG_NOSIGNAL))
        #else
          Foundation.send(connection, raw.baseAddress! + place, raw.count - place, 0)
        #endif
      }
      guard count > 0 else { return false }
      place += count
    }
    return true
  }

  private func receive(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let path = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? "/"
    return lock.withLock {
      let request = Request(number: log.count, path: path, fields: fields)
      log.append(request)
      return request
    }
  }

  private func compose(_ answer: Answer, to request: Request) -> (head: String, body: ArraySlice<UInt8>) {
    let content = answer.content
    var fields = ["Connection: close"] + answer.extraFields
    if let etag = content.etag { fields.append("ETag: \(etag)") }
    if let date = content.lastModified { fields.append("Last-Modified: \(date)") }
    var status = 200
    var body = content.body[...]
    let condition = request.fields["if-range"]
    let isSame = condition == nil || condition == content.etag || condition == content.lastModified
    if let other = answer.status {
      status = other
      body = []
    } else if answer.knowsRange, let start = request.rangeStart, isSame || !answer.obeysIfRange {
      if start < content.body.count {
        status = 206
        body = content.body[start...]
        fields.append("Content-Range: bytes \(start)-\(content.body.count - 1)/\(content.body.count)")
      } else {
        status = 416
        body = []
        fields.append("Content-Range: bytes */\(content.body.count)")
      }
    }
    if answer.sendsLength { fields.append("Content-Length: \(body.count)") }
    return ("HTTP/1.1 \(status) Status\r\n" + fields.joined(separator: "\r\n") + "\r\n\r\n", body)
  }
}
