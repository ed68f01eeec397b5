import Foundation

/// Lines to and from another process, over file descriptors, with deadlines: one line out, one line back.
///
/// All three streams are served together by poll(2), so neither side can wait for the other for ever: not a process that
/// fills its standard error, nor one that writes before it has read all. A reader that is gone is an error and no signal.
struct LineChannel {
  /// Why no answer came.
  enum Failure: Error, Equatable {
    /// None within so many seconds.
    case timedOut(Double)
    /// The other side closed its end.
    case closed
    /// A line longer than `longestLine` bytes.
    case tooLong
    /// More than one line.
    case severalLines
  }

  /// Bytes that a line may have.
  static let longestLine = 16 << 20

  private let output: Int32
  private let input: Int32
  private let errors: Int32?
  private var received: [UInt8] = []
  /// The newest bytes of the other side's standard error, at most 8 KiB.
  private(set) var errorTail: [UInt8] = []
  private var hasErrors: Bool
  private var isWritable = true

  /// A channel that writes to `output`, reads from `input`, and drains `errors` where there is one.
  init(output: Int32, input: Int32, errors: Int32? = nil) {
    self.output = output
    self.input = input
    self.errors = errors
    hasErrors = errors != nil
  }

  /// Writes a line and waits for the one that answers it, both without their newline.
  ///
  /// - Parameter timeout: Seconds of wall time; nil waits for ever.
  mutating func exchange(_ line: [UInt8], timeout: Double?) throws(Failure) -> [UInt8] {
    guard received.isEmpty else { throw .severalLines }
    let deadline = timeout.map { Self.now + $0 }
    var pending = (line + [0x0A])[...]
    while true {
      if pending.isEmpty || !isWritable, let end = received.firstIndex(of: 0x0A) {
        guard end == received.count - 1 else { throw .severalLines }
        let answer = Array(received[..<end])
        received = []
        return answer
      }
      guard received.count <= Self.longestLine else { throw .tooLong }
      let remaining = deadline.map { $0 - Self.now }
      if let remaining, remaining <= 0 { throw .timedOut(timeout ?? 0) }
      try wait(for: &pending, atMost: remaining)
    }
  }

  /// Writes a line without waiting for anything.
  mutating func send(_ line: [UInt8]) {
    var pending = (line + [0x0A])[...]
    if isWritable { write(&pending) }
  }

  /// Takes in what the other side still says on its standard error, until it closes it or `seconds` are over.
  mutating func drainErrors(for seconds: Double) {
    let deadline = Self.now + seconds
    while hasErrors, Self.now < deadline {
      var entry = pollfd(fd: errors ?? -1, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, Int32(max(1, (deadline - Self.now) * 1000))) > 0 else { return }
      readErrors()
    }
  }

  private mutating func wait(for pending: inout ArraySlice<UInt8>, atMost seconds: Double?) throws(Failure) {
    var entries = [pollfd(fd: input, events: Int16(POLLIN), revents: 0)]
    entries.append(pollfd(fd: hasErrors ? errors ?? -1 : -1, events: Int16(POLLIN), revents: 0))
    entries.append(
      pollfd(fd: isWritable && !pending.isEmpty ? output : -1, events: Int16(POLLOUT), revents: 0))
    let milliseconds = seconds.map { Int32(min(1e9, ($0 * 1000).rounded(.up))) } ?? -1
    guard poll(&entries, 3, milliseconds) > 0 else { return }
    if entries[1].revents != 0 { readErrors() }
    if entries[2].revents != 0 { write(&pending) }
    if entries[0].revents != 0 {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = read(input, &buffer, buffer.count)
      if count > 0 {
        received.append(contentsOf: buffer[..<count])
      } else if count == 0 || errno != EAGAIN && errno != EINTR {
        throw .closed
      }
    }
  }

  private mutating func readErrors() {
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = read(errors ?? -1, &buffer, buffer.count)
    if count > 0 {
      errorTail.append(contentsOf: buffer[..<count])
      if errorTail.count > 8192 { errorTail.removeFirst(errorTail.count - 8192) }
    } else if count == 0 || errno != EAGAIN && errno != EINTR {
      hasErrors = false
    }
  }

  private mutating func write(_ pending: inout ArraySlice<UInt8>) {
    let count = pending.withUnsafeBytes { Self.writeWithoutSignal(output, $0) }
    if count > 0 {
      pending = pending.dropFirst(count)
    } else if count < 0, errno != EAGAIN, errno != EINTR {
      // it may have said why before it went: what is left to read is read
      isWritable = false
    }
  }

  /// write(2) to a pipe whose reader may be gone, which then fails with EPIPE and raises no SIGPIPE. The signal is blocked in
  /// this thread and taken back where it was raised here, so that the process keeps its own way with it.
  static func writeWithoutSignal(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    var pipeSignal = sigset_t()
    var before = sigset_t()
    var waiting = sigset_t()
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    sigpending(&waiting)
    let wasWaiting = sigismember(&waiting, SIGPIPE) == 1
    pthread_sigmask(SIG_BLOCK, &pipeSignal, &before)
    let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    let cause = errno
    if count < 0, cause == EPIPE, !wasWaiting {
      var none = timespec()
      while sigtimedwait(&pipeSignal, nil, &none) == -1, errno == EINTR {}
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    errno = cause
    return count
  }

  /// Seconds of a clock that only goes forward.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
