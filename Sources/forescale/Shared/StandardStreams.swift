import Foundation

/// The three standard streams as they were handed to this process: each may be closed, full, or a pipe that nobody reads.
enum StandardStreams {
  /// Makes sure that the descriptors 0 to 2 are taken, and that a reader who went away is an error and no signal.
  ///
  /// Where one is closed the next file that is opened would get its number, and words would be written into a database. What
  /// takes its place is opened the wrong way round, so that using it fails as using a closed one does.
  static func prepare() {
    for (descriptor, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ]
    where fcntl(descriptor, F_GETFD) < 0 {
      // the lowest free number is taken, which is this one: those below are open by now
      _ = open("/dev/null", mode)
    }
    signal(SIGPIPE, SIG_IGN)
  }

  /// Writes a text; 0, or the `errno` of what went wrong.
  static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno == EAGAIN {
          // whoever shares the stream made it non-blocking
          var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&entry, 1, 1000)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }
}
