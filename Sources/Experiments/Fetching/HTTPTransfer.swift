import Foundation
import Synchronization
import Workloads

import FoundationNetworking

/// One request whose body is handed on as it comes in.
///
/// Foundation's URLSession, which honours `http_proxy`, `https_proxy` and `no_proxy` on Linux (through libcurl) and the
/// system's settings on macOS.
final class HTTPTransfer: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  /// What the address answered last, or why nothing: a code of `URLError`.
  struct Failure: Error {
    var code: URLError.Code
    var reason: String
  }

  private let request: URLRequest
  private let head: @Sendable (HTTPURLResponse) throws -> Void
  private let body: @Sendable (UnsafeRawBufferPointer) throws -> Void
  private let speed: SpeedLimit
  /// Bytes of the body so far; nil before the head is there.
  private let received = Mutex<Int64?>(nil)
  // Touched on the session's serial queue alone.
  private var refusal: (any Error)?
  private let stopped = Mutex<Stop?>(nil)
  private var redirects = 0
  private var continuation: CheckedContinuation<Void, any Error>?

  /// - Parameters:
  ///   - head: Gets the answer's head first; what it throws ends the transfer.
  ///   - body: Gets the body piece by piece; what it throws ends the transfer.
  ///   - speed: How fast the body has to come.
  init(
    _ request: URLRequest, speed: SpeedLimit = SpeedLimit(),
    head: @escaping @Sendable (HTTPURLResponse) throws -> Void,
    body: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
  ) {
    self.request = request
    self.speed = speed
    self.head = head
    self.body = body
  }

  /// Makes the request.
  ///
  /// - Throws: What `head` or `body` threw, ``Failure``, or `CancellationError`.
  func run() async throws {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.httpCookieStorage = nil
    configuration.timeoutIntervalForRequest = request.timeoutInterval
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: BoundedQueue())
    defer { session.finishTasksAndInvalidate() }
    let task = session.dataTask(with: request)
    // A task that is cancelled before it was resumed need not tell its delegate, so the two are kept in order.
    let watching = watch(task)
    defer { watching.cancel() }
    let gate = NSLock()
    nonisolated(unsafe) var isStarted = false
    nonisolated(unsafe) var isCancelled = false
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        gate.withLock {
          guard !isCancelled else { return continuation.resume(throwing: CancellationError()) }
          self.continuation = continuation
          isStarted = true
          task.resume()
        }
      }
    } onCancel: {
      gate.withLock {
        isCancelled = true
        if isStarted { self.cancel(task) }
      }
    }
    try Task.checkCancellation()
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    guard refusal == nil, let response = response as? HTTPURLResponse else {
      completionHandler(.cancel)
      return
    }
    do {
      try head(response)
      received.withLock { $0 = $0 ?? 0 }
      completionHandler(.allow)
    } catch {
      refusal = error
      completionHandler(.cancel)
    }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard refusal == nil else { return }
    received.withLock { $0 = ($0 ?? 0) + Int64(data.count) }
    do { try data.withUnsafeBytes { try body($0) } } catch {
      refusal = error
      cancel(dataTask)
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    redirects += 1
    // Foundation makes an address of the same host of a location such as file:///x; nothing of this machine is read
    let scheme = newRequest.url?.scheme?.lowercased() ?? ""
    let isAllowed = scheme == "https" || scheme == "http" && request.url?.scheme?.lowercased() == "http"
    if !isAllowed || redirects > 10 {
      let target = Sentence.shortened(newRequest.url?.absoluteString ?? "nowhere", to: 200)
      refusal = TraceFetchError(
        isAllowed
          ? "\(address): is redirected more than 10 times, the last time to \(target)."
          : "\(address): is redirected to \(target), which is not HTTPS.")
      completionHandler(nil)
      cancel(task)
      return
    }
    var next = newRequest
    for (field, value) in request.allHTTPHeaderFields ?? [:] {
      next.setValue(value, forHTTPHeaderField: field)
    }
    completionHandler(next)
  }

  /// Looks twice a second whether the body comes fast enough. The head alone has the time that the request allows, however
  /// its bytes trickle in.
  private func watch(_ task: URLSessionTask) -> DispatchSourceTimer {
    let began = LineChannel.now
    // the session's own word for silence comes first
    let deadline = began + request.timeoutInterval + 1
    let state = Mutex<SpeedWatch?>(nil)
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + 0.5, repeating: 0.5)
    timer.setEventHandler { [self] in
      let now = LineChannel.now
      guard let bytes = received.withLock({ $0 }) else {
        if now >= deadline { stop(task, .late) }
        return
      }
      let fast: Bool? = state.withLock { watch in
        var mine = watch ?? SpeedWatch(speed, from: now)
        let isTooSlow = mine.isTooSlow(bytes: bytes, at: now)
        watch = mine
        return isTooSlow ? mine.hasBeenFast : nil
      }
      if let fast { stop(task, .slow(bytes: bytes, hasBeenFast: fast)) }
    }
    timer.resume()
    return timer
  }

  /// Why a transfer was stopped by its watch.
  enum Stop: Error, Equatable {
    /// The head did not come in time.
    case late
    /// The body came too slowly.
    case slow(bytes: Int64, hasBeenFast: Bool)
  }

  private func stop(_ task: URLSessionTask, _ reason: Stop) {
    // once: a call of cancel that waits keeps a thread, and the watch comes again
    let isFirst = stopped.withLock { known in
      defer { known = known ?? reason }
      return known == nil
    }
    if isFirst { cancel(task) }
  }

  /// Cancels from another thread: on Linux cancelling waits for the queue that hands pieces on, and that may be waiting for
  /// this one in ``BoundedQueue``.
  private func cancel(_ task: URLSessionTask) {
    DispatchQueue.global().async { task.cancel() }
  }

  private var address: String { request.url?.absoluteString ?? "" }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    guard let continuation else { return }
    self.continuation = nil
    if let refusal {
      continuation.resume(throwing: refusal)
    } else if error != nil, let stop = stopped.withLock({ $0 }) {
      continuation.resume(throwing: stop)
    } else if let error {
      let code =
        (error as? URLError)?.code ?? (URLError.Code(rawValue: (error as NSError).code) as URLError.Code?)
        ?? .unknown
      continuation.resume(
        throwing: code == .cancelled
          ? CancellationError() : Failure(code: code, reason: error.localizedDescription))
    } else {
      continuation.resume()
    }
  }
}

/// A serial queue that makes whoever adds to it wait while 16 blocks are pending.
///
/// URLSession on Linux reads on while its delegate is busy and queues every piece of at most 16 KiB: with a slow disk the
/// memory grew with the file (220 MB for one of 200 MB). Waiting here holds back the socket instead.
private final class BoundedQueue: OperationQueue, @unchecked Sendable {
  private let places = DispatchSemaphore(value: 16)

  override init() {
    super.init()
    maxConcurrentOperationCount = 1
  }

  override func addOperation(_ block: @escaping @Sendable () -> Void) {
    places.wait()
    super.addOperation {
      block()
      self.places.signal()
    }
  }
}
