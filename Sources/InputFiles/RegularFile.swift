import Foundation

/// The door through which files come in: what is opened is a regular file, and opening never waits.
///
/// A named pipe whose writer does not come would hold the program for ever, a device may have no end (`/dev/zero`) or act when
/// it is read (a terminal, a tape). Each is refused in a sentence. A regular file that was redirected (`/dev/stdin`) is one.
public enum RegularFile {
  /// The most bytes that are read as a whole: 1 GiB. What may be longer is read piece by piece.
  public static let mostBytes = 1 << 30

  /// Opens the file at `path` for reading; whoever calls closes the descriptor. Children do not inherit it.
  ///
  /// - Throws: ``UnreadableFile`` if there is none, it is no regular file or may not be read.
  public static func open(_ path: String) throws(UnreadableFile) -> Int32 {
    try check(path)
    // between the look and the opening another file may have taken the name: opening must not wait for its writer
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw UnreadableFile(path, cause: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let cause = errno
      close(descriptor)
      throw UnreadableFile(path, cause: cause)
    }
    if let kind = kind(status) {
      close(descriptor)
      throw UnreadableFile(path, .notRegular(kind))
    }
    return descriptor
  }

  /// Looks whether the file at `path` is there and regular, for readers that open it themselves.
  ///
  /// - Throws: ``UnreadableFile`` if not. Whether it may be read shows when it is opened.
  public static func check(_ path: String) throws(UnreadableFile) {
    // for the system a path ends at its first NUL: it would open a file that nobody named
    guard !path.utf8.contains(0) else { throw UnreadableFile(path, .unusable("the path holds a NUL")) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw UnreadableFile(path, cause: errno) }
    if let kind = kind(status) { throw UnreadableFile(path, .notRegular(kind)) }
  }

  /// All bytes of the file at `path`.
  ///
  /// - Parameter limit: The most bytes that are taken.
  /// - Throws: ``UnreadableFile`` as ``open(_:)`` does, and if there are more than `limit` bytes.
  public static func contents(_ path: String, limit: Int = mostBytes) throws(UnreadableFile) -> Data {
    let descriptor = try open(path)
    defer { close(descriptor) }
    var status = stat()
    _ = fstat(descriptor, &status)
    guard status.st_size <= limit else { throw UnreadableFile(path, .tooLong(limit)) }
    // the size is a hint alone: a file may grow, and those of /proc have none
    var data = Data(count: min(limit, Int(status.st_size)) + 1)
    var filled = 0
    while true {
      if filled == data.count {
        guard filled <= limit else { throw UnreadableFile(path, .tooLong(limit)) }
        data.count = min(limit + 1, max(4096, 2 * data.count))
      }
      let count = data.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress! + filled, $0.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw UnreadableFile(path, cause: errno) }
      if count == 0 { break }
      filled += count
    }
    guard filled <= limit else { throw UnreadableFile(path, .tooLong(limit)) }
    data.count = filled
    return data
  }

  /// The text of the file at `path`, without a byte order mark.
  ///
  /// - Parameter limit: The most bytes that are taken.
  /// - Throws: ``UnreadableFile`` as ``contents(_:limit:)`` does, and if it is no UTF-8.
  public static func text(_ path: String, limit: Int = mostBytes) throws(UnreadableFile) -> String {
    let data = try contents(path, limit: limit)
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    guard let text = String(data: data.starts(with: mark) ? data.dropFirst(3) : data, encoding: .utf8) else {
      throw UnreadableFile(path, .notText)
    }
    return text
  }

  /// What a file is that is no regular one; nil for a regular one.
  private static func kind(_ status: stat) -> String? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFIFO: "a named pipe"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "no regular file"
    }
  }
}

/// Why a file cannot be read: one sentence.
public struct UnreadableFile: Error, CustomStringConvertible, Equatable, Sendable {
  /// What is wrong with it.
  public enum Problem: Equatable, Sendable {
    /// There is none.
    case absent
    /// It is what the word says, such as `a named pipe`.
    case notRegular(String)
    /// It has more bytes than these.
    case tooLong(Int)
    /// It is no UTF-8.
    case notText
    /// What the system says, or what is wrong with the path.
    case unusable(String)
  }

  /// The path as it was given.
  public let path: String
  /// What is wrong.
  public let problem: Problem

  /// An error about the file at `path`.
  public init(_ path: String, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }

  init(_ path: String, cause: Int32) {
    self.init(path, cause == ENOENT ? .absent : .unusable(String(cString: strerror(cause))))
  }

  /// What is wrong and what is needed, without the path and without a full stop.
  public var reason: String {
    switch problem {
    case .absent: "there is no such file"
    case .notRegular(let kind): "is \(kind); a regular file is needed"
    case .tooLong(let limit): "has more than \(limit) bytes, the most that are read as a whole here"
    case .notText: "is not UTF-8 text"
    case .unusable(let cause): "cannot be read (\(cause)); a readable file is needed"
    }
  }

  /// The path and the reason.
  public var description: String { "\(path): \(reason)" }
}
