import Experiments
import Foundation
import Synchronization

/// What happens when the process is asked to stop: Ctrl-C (SIGINT), a batch system's SIGTERM, a terminal that is closed (SIGHUP).
///
/// One sentence says what is kept, processes that were started end, and the exit code is 128 + the signal's number, for every
/// command. Whoever asks a second time does not wait for the sentence.
enum Interruption {
  /// Ends the process with a sentence about what is kept.
  typealias End = @Sendable (_ sentence: String) -> Never

  /// The end of a pipe that the signal handler writes to; set once, before the handler is there.
  nonisolated(unsafe) private static var inlet: Int32 = -1
  /// Whether a signal came; written by the signal handler alone.
  nonisolated(unsafe) private static var hasCome: sig_atomic_t = 0

  private static let handler = Mutex<@Sendable (End) -> Never>({ end in end("interrupted") })

  /// What is done from now on; `body` ends with a sentence, which may wait until what is being stored is stored.
  static func handle(_ body: @escaping @Sendable (End) -> Never) { handler.withLock { $0 = body } }

  /// What is said from now on.
  static func say(_ sentence: @escaping @Sendable () -> String) { handle { end in end(sentence()) } }

  /// Watches from now on.
  ///
  /// A signal handler and a pipe, not `sigwait`: libraries start threads before `main` (OpenBLAS does), which would not have
  /// the signals blocked and end the process at once.
  static func watch() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    inlet = ends[1]
    let outlet = ends[0]
    let thread = Thread {
      // a process started from a thread of a pool may have inherited that it does not hear of these
      var signals = sigset_t()
      sigemptyset(&signals)
      for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      var received: UInt8 = 0
      // interrupted by the signal itself where this thread is the one that gets it
      while read(outlet, &received, 1) != 1 {}
      let code = 128 + Int32(received)
      let body = handler.withLock { $0 }
      body { sentence in
        ChildProcess.endAll()
        Console.error("forescale: \(sentence)")
        _exit(code)
      }
    }
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number) { number in
        if Interruption.hasCome != 0 { _exit(128 + number) }
        Interruption.hasCome = 1
        var byte = UInt8(number)
        _ = write(Interruption.inlet, &byte, 1)
      }
      // nohup, and a shell that starts something in the background, have a reason
      if isIgnored(before) { signal(number, SIG_IGN) }
    }
    thread.start()
  }

  /// Does not return where the process has been asked to stop: that ends its children, and a command that fails because a child of
  /// its own is gone must not be faster with its sentence than the one that ended it.
  static func endIfAsked() {
    while hasCome != 0 { pause() }
  }

  private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
