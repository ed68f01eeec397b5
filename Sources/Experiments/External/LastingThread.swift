import Foundation
import Synchronization

/// A thread that lasts as long as this process and does what it is handed, one thing at a time.
///
/// Linux ends a child with the thread that started it, and those of a pool come and go.
final class LastingThread: Sendable {
  /// The thread that starts children; nil where the system has none left.
  static let spawner = start()

  private let jobs = Mutex<[@Sendable () -> Void]>([])
  private let waiting = DispatchSemaphore(value: 0)

  private init() {}

  private static func start() -> LastingThread? {
    let thread = LastingThread()
    // it is never given back, as the thread never ends
    let context = Unmanaged.passRetained(thread).toOpaque()
    guard startThread(context) else { return nil }
    return thread
  }

  fileprivate func work() -> Never {
    while true {
      waiting.wait()
      let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      job?()
    }
  }

  /// What `body` returns, which is called there.
  func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var value: Value?
    jobs.withLock {
      $0.append {
        value = body()
        done.signal()
      }
    }
    waiting.signal()
    done.wait()
    return value!
  }
}

/// Starts a thread that works for the one whose address is given; false where the system has none left.
private func startThread(_ context: UnsafeMutableRawPointer) -> Bool {
  #if canImport(Darwin)
    var identifier: pthread_t?
  #else
    var identifier = pthread_t()
  #endif
  return pthread_create(&identifier, nil, threadBody, context) == 0
}

#if canImport(Darwin)
  private func threadBody(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    serve(context)
  }
#else
  private func threadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    context.map(serve)
  }
#endif

private func serve(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
  // signals are for the other threads
  var all = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_BLOCK, &all, nil)
  Unmanaged<LastingThread>.fromOpaque(context).takeUnretainedValue().work()
}
