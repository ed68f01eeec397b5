import Foundation

/// Calls a function on a thread of its own when the process is asked to stop (Ctrl-C, or a batch system's SIGTERM).
enum Interruption {
  /// Watches from now on, in this thread and those started later; `handler` is given the exit code 128 + signal that it
  /// ends the process with.
  static func watch(_ handler: @escaping @Sendable (Int32) -> Never) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    // waiting threads get a signal only if no other thread does
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let watched = signals
    let thread = Thread {
      var watched = watched
      var received: Int32 = 0
      while sigwait(&watched, &received) != 0 {}
      handler(128 + received)
    }
    thread.start()
  }
}
