import Foundation

/// Calls a function on a thread of its own when the process is asked to stop (Ctrl-C, or a batch system's SIGTERM).
enum Interruption {
  /// The end of a pipe that the signal handler writes to; set once, before the handler is there.
  nonisolated(unsafe) private static var inlet: Int32 = -1

  /// Watches from now on; `handler` is given the exit code 128 + signal that it ends the process with.
  ///
  /// A signal handler and a pipe, not `sigwait`: libraries start threads before `main` (OpenBLAS does), which would not have
  /// the signals blocked and end the process at once.
  static func watch(_ handler: @escaping @Sendable (Int32) -> Never) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    inlet = ends[1]
    let outlet = ends[0]
    let thread = Thread {
      // a process started from a thread of a pool may have inherited that it does not hear of these
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGINT)
      sigaddset(&signals, SIGTERM)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      var received: UInt8 = 0
      // interrupted by the signal itself where this thread is the one that gets it
      while read(outlet, &received, 1) != 1 {}
      handler(128 + Int32(received))
    }
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        var byte = UInt8(number)
        _ = write(Interruption.inlet, &byte, 1)
      }
    }
    thread.start()
  }
}
