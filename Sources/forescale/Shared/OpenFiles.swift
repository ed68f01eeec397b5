import Foundation

/// How many files this process may have open.
enum OpenFiles {
  /// A database with its log, the pipes of a child, the queues of the system's libraries, and as many again to spare.
  static let least = 24

  /// Makes sure that `least` files can be opened: raises the limit where that is allowed. With too few the queues of the
  /// system's libraries end the process by a trap, in the middle of whatever it does.
  ///
  /// - Throws: `Failure` with code 2 where they cannot.
  static func check() throws {
    if canOpen(least) { return }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max {
      limit.rlim_cur = min(limit.rlim_max, 1024)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      if canOpen(least) { return }
    }
    throw Failure(
      code: 2,
      message:
        "forescale: \(least) files have to be open at once, and \(limit.rlim_cur) are allowed here, with those that are "
        + "open already; 'ulimit -n 256' allows more")
  }

  private static func canOpen(_ count: Int) -> Bool {
    var opened: [Int32] = []
    defer { opened.forEach { close($0) } }
    while opened.count < count {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return false }
      opened.append(descriptor)
    }
    return true
  }
}
