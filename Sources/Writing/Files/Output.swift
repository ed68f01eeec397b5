import Synchronization

import Glibc

/// Files that this program writes: each comes into being whole or not at all, never in the place of an input, and a device
/// or pipe is written to, not replaced.
public enum Output {
  /// Tells before anything runs whether `path` may be written.
  ///
  /// - Parameters:
  ///   - path: A file that may be there or not.
  ///   - name: What it is, such as `--out`.
  ///   - takesStreams: Whether it may be a device, a pipe or a socket too.
  /// - Throws: `OutputError` if it is empty, a folder, a block device or an input.
  public static func check(_ path: String, as name: String, takesStreams: Bool = true) throws {
    if let problem = problem(path, takesStreams: takesStreams) {
      throw OutputError("\(name): \(problem)", happenedLater: false)
    }
  }

  /// Tells before anything runs whether a database may be written at `path`: neither the file nor what SQLite keeps beside it is
  /// an input.
  ///
  /// - Throws: `OutputError` if not, or if `check(_:as:takesStreams:)` refuses it.
  public static func check(database path: String, as name: String) throws {
    try check(path, as: name, takesStreams: false)
    for file in DatabaseFiles.all(of: path).dropFirst() {
      guard let status = FileStatus(file), let input = Inputs.name(of: status.identity) else { continue }
      throw OutputError(
        "\(name): \(path) has its log, index or journal in \(file), which is the input \(input) and would be lost; "
          + "name another file", happenedLater: false)
    }
  }

  /// Makes the folder at `path` and those above it, where they are not there.
  ///
  /// - Returns: Whether one had to be made.
  /// - Throws: `OutputError` if there can be none.
  @discardableResult
  public static func makeFolder(_ path: String) throws -> Bool {
    var isNew = false
    let bytes = Array(path.utf8)
    for end in 1..<max(bytes.count + 1, 1) where end == bytes.count || bytes[end] == 0x2F {
      let part = String(decoding: bytes[..<end], as: UTF8.self)
      if mkdir(part, 0o777) == 0 {
        isNew = true
        continue
      }
      let cause = errno
      if cause != EEXIST, FileStatus(part) == nil {
        throw OutputError(
          "\(path): the folder cannot be made (\(reason(cause)))",
          happenedLater: [ENOSPC, EDQUOT, EIO].contains(cause))
      }
    }
    guard path.isEmpty || FileStatus(path)?.kind == .folder else {
      throw OutputError("\(path): a folder is expected, and something else is there", happenedLater: false)
    }
    return isNew
  }

  /// Writes all of `bytes`: into a new file that takes its place at the end, or straight into what is no regular file.
  ///
  /// The file keeps the permissions of the one that it replaces; a link stays, and the file that it leads to is written.
  ///
  /// - Throws: `OutputError` if it may not, or cannot, be written.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    try write(to: path) { write in try write(bytes) }
  }

  /// Writes what `body` hands over piece by piece, as `write(_:to:)` does all at once.
  ///
  /// - Throws: `OutputError` if it may not, or cannot, be written; what `body` throws. Then no file is left that was not there.
  public static func write(to path: String, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws
  {
    func refuse(_ reason: String) -> OutputError { OutputError("\(path): \(reason)", happenedLater: true) }
    if let problem = problem(path, takesStreams: true) { throw refuse(problem) }
    let status = FileStatus(path)
    if let status, status.kind == .stream {
      // who reads our standard output may have had enough, which is no failure
      let isOwn = FileStatus(descriptor: STDOUT_FILENO)?.identity == status.identity
      // a pipe without a reader would wait for ever
      let descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else {
        if isOwn, errno == ENXIO { return }
        throw refuse(errno == ENXIO ? "nobody reads from it" : "cannot be written (\(reason()))")
      }
      defer { close(descriptor) }
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
      return try body { bytes in
        guard fill(descriptor, bytes) || isOwn && errno == EPIPE else {
          throw refuse("cannot be written (\(reason()))")
        }
      }
    }
    let target = DatabaseFiles.resolved(path)
    let (descriptor, partial) = beside(target)
    guard descriptor >= 0 else { throw refuse("cannot be written (\(reason()))") }
    var isDone = false
    defer { if !isDone { unlink(partial) } }
    do {
      defer { close(descriptor) }
      var replaced = stat()
      if status != nil, stat(target, &replaced) == 0 { _ = fchmod(descriptor, replaced.st_mode & 0o7777) }
      try body { bytes in
        guard fill(descriptor, bytes) else { throw refuse("cannot be written (\(reason()))") }
      }
    }
    guard rename(partial, target) == 0 else { throw refuse("cannot be written (\(reason()))") }
    isDone = true
  }

  /// Writes a text in UTF-8.
  ///
  /// - Throws: `OutputError`.
  public static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

  private static func problem(_ path: String, takesStreams: Bool) -> String? {
    if path.isEmpty { return "the path is empty" }
    if let owner = DatabaseFiles.owner(of: path) {
      return "\(path) belongs to the database \(owner), which may have results there; name another file"
    }
    guard let status = FileStatus(path) else { return nil }
    switch status.kind {
    case .folder: return "\(path) is a folder; a file is expected"
    case .blockDevice: return "\(path) is a device that holds files; a file is expected"
    case .stream: return takesStreams ? nil : "\(path) is no regular file; a file is expected"
    case .regular: break
    }
    guard let input = Inputs.name(of: status.identity) else { return nil }
    return path == input
      ? "\(path) is an input too and would be overwritten; name another file"
      : "\(path) is the same file as the input \(input), which would be overwritten; name another file"
  }

  /// A new file in the folder of `path`, open for writing; −1 where there can be none.
  private static func beside(_ path: String) -> (descriptor: Int32, path: String) {
    let folder = path.utf8.lastIndex(of: 0x2F).map { String(path[...$0]) } ?? ""
    while true {
      let number = count.withLock { count in
        count += 1
        return count
      }
      let partial = folder + ".forescale-\(getpid())-\(number).part"
      let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 || errno != EEXIST { return (descriptor, partial) }
    }
  }

  private static let count = Mutex(0)

  private static func fill(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Self.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  private static func write(_ descriptor: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int {
    Glibc.write(descriptor, start, count)
  }

  private static func reason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
}
