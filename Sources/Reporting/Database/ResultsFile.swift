import Foundation
import InputFiles
import Writing

/// A results database as a file: what can be told without opening it as a database.
struct ResultsFile {
  /// What one file is: its device and inode.
  struct Identity: Equatable {
    var device: UInt64, inode: UInt64
  }

  /// The path, as it was named.
  var path: String

  /// An error about this file.
  func refusal(_ reason: String, happenedLater: Bool = false) -> ResultsDatabaseError {
    ResultsDatabaseError(path: path, reason: reason, happenedLater: happenedLater)
  }

  /// What lies at the path now; nil where there is nothing.
  func status(of suffix: String = "") -> (identity: Identity, size: Int64, kind: UInt32, changed: [Int])? {
    var found = stat()
    guard stat(path + suffix, &found) == 0 else { return nil }
    let changed = [Int(found.st_mtim.tv_sec), Int(found.st_mtim.tv_nsec)]
    return (
      Identity(device: UInt64(found.st_dev), inode: UInt64(found.st_ino)), Int64(found.st_size),
      UInt32(found.st_mode) & UInt32(S_IFMT), changed
    )
  }

  /// Whether a write-ahead log with anything in it lies beside the file.
  var hasLog: Bool { (status(of: "-wal")?.size ?? 0) > 0 }

  /// Refuses what is no file at all: a folder, a pipe, a device, whose opening alone may never end.
  ///
  /// - Returns: Whether a file is there.
  /// - Throws: `ResultsDatabaseError`.
  func checkKind() throws -> Bool {
    guard !path.isEmpty else { throw refusal("the path of the results is empty") }
    guard let status = status() else { return false }
    switch status.kind {
    case UInt32(S_IFREG): return true
    case UInt32(S_IFDIR): throw refusal("is a folder; a file is expected")
    case UInt32(S_IFIFO): throw refusal("is a named pipe; a regular file is expected")
    default: throw refusal("is a device or a socket; a regular file is expected")
    }
  }

  static let foreign = "is a database of another program; name a new file or one that Forescale wrote"
  static let noDatabase = "is not a results database; name a new file or one that Forescale wrote"

  /// The beginning of a database file.
  struct Header {
    /// Whether the file is to be read with its write-ahead log.
    var usesLog: Bool
    /// Bytes that the pages it counts take.
    var size: Int64
  }

  /// Reads the header of a file that is there; nil for an empty file, which a process that was killed may leave.
  ///
  /// No connection of this process may be open on the file: closing any descriptor of a file ends the locks on it.
  ///
  /// - Throws: `ResultsDatabaseError` for what no version of Forescale wrote, or what was cut.
  func header() throws -> Header? {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw refusal("cannot be read") }
    defer { try? handle.close() }
    let bytes = [UInt8](try handle.read(upToCount: 100) ?? Data())
    if bytes.isEmpty { return nil }
    guard bytes.count == 100, bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw refusal(Self.noDatabase)
    }
    func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 << 8 | Int64($1) } }
    // a process that was killed may have left the header in the write-ahead log, or one page without any table; opening
    // looks closer
    let identity = Int32(truncatingIfNeeded: number(68..<72))
    let pages = number(28..<32)
    let isUnfinished = identity == 0 && (hasLog || pages <= 1)
    guard identity == ResultsSchema.applicationID || isUnfinished else { throw refusal(Self.foreign) }
    let page = number(16..<18) == 1 ? 65_536 : number(16..<18)
    return Header(usesLog: bytes[18] == 2, size: page * pages)
  }

  /// Tells whether results can be written here; makes the folder where it is not there.
  ///
  /// - Throws: `ResultsDatabaseError` if not, with the reason.
  func checkWritable() throws {
    let files = FileManager.default
    let isThere = try checkKind()
    try checkCompanions()
    if isThere {
      try checkStreams()
      guard files.isWritableFile(atPath: path) else { throw refusal("cannot be written") }
      _ = try header()
      return
    }
    let parent = path.parentFolder
    let folder = parent.isEmpty ? "." : parent
    do {
      try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw refusal("its folder \(folder) cannot be made")
    }
    guard files.isWritableFile(atPath: folder) else {
      throw refusal("its folder \(folder) cannot be written")
    }
  }

  /// Refuses a file beside this one that has the name of its log, index or journal and is none: SQLite would delete it, or
  /// read without what it held. Where the file itself is not there, none can belong to it.
  ///
  /// - Throws: `ResultsDatabaseError` that names it.
  func checkCompanions() throws {
    for companion in DatabaseFiles.all(of: path).dropFirst() {
      let other = ResultsFile(path: companion)
      guard let found = other.status() else { continue }
      // looked for now: another process makes the file first, and its log behind it
      guard status() != nil else {
        throw refusal(
          "there is no such file, yet \(companion) lies there, which would be lost; move it away, or name another file"
        )
      }
      if found.kind == UInt32(S_IFREG), try other.isCompanion(size: found.size) { continue }
      throw refusal(
        "\(companion) beside it is not what SQLite leaves under such a name: it is damaged, or of something else; move it "
          + "away to use the file without it")
    }
  }

  /// Whether the file is a log, an index or a journal of SQLite's, as its name says. One whose first bytes a process that was
  /// killed did not write is one.
  private func isCompanion(size: Int64) throws -> Bool {
    if size == 0 { return true }
    let isIndex = path.hasSuffix("-shm")
    // cut to three bytes by the first who opens it, then grown by pages
    if isIndex, size != 3, size % 4096 != 0 { return false }
    // closing an index ends the locks that this process has on it; without a log there are none
    if isIndex, ResultsFile(path: String(path.dropLast(4))).status(of: "-wal") != nil { return true }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      guard status() == nil else { throw refusal("cannot be read") }
      return true
    }
    defer { try? handle.close() }
    let bytes = [UInt8](try handle.read(upToCount: 12) ?? Data())
    func begins(_ mark: [UInt8]) -> Bool { zip(bytes, mark).allSatisfy(==) }
    // a power cut leaves zeros where the first page was not written yet
    if begins(Array(repeating: 0, count: isIndex ? 4 : 12)) { return true }
    if isIndex { return begins([0x18, 0xE2, 0x2D, 0x00]) }
    if path.hasSuffix("-wal") {
      return begins([0x37, 0x7F, 0x06, 0x82]) || begins([0x37, 0x7F, 0x06, 0x83])
    }
    return begins([0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7])
  }

  /// Removes log and index of a file that this process has open and that was deleted: they are of no use any more, and the next
  /// who makes the file would take them for another's. Those of a file that was moved stay: the log may be needed.
  ///
  /// - Parameter identity: The file that was opened.
  func removeOrphans(of identity: Identity) {
    guard status() == nil else { return }
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    let isDeleted = descriptors.contains { descriptor in
      var found = stat()
      return stat("/proc/self/fd/\(descriptor)", &found) == 0 && found.st_nlink == 0
        && Identity(device: UInt64(found.st_dev), inode: UInt64(found.st_ino)) == identity
    }
    guard isDeleted else { return }
    for companion in DatabaseFiles.all(of: path).dropFirst() {
      guard ((try? ResultsFile(path: companion).isOpen) ?? false) else { continue }
      unlink(companion)
    }
  }

  /// Whether this process has the file open.
  private var isOpen: Bool {
    get throws {
      guard let own = status()?.identity else { return false }
      return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").contains {
        ResultsFile(path: "/proc/self/fd/\($0)").status()?.identity == own
      }
    }
  }

  /// Refuses a file that standard output or standard error go to: words would be written into it.
  private func checkStreams() throws {
    for (descriptor, name) in [(STDOUT_FILENO, "standard output"), (STDERR_FILENO, "standard error")] {
      var found = stat()
      guard fstat(descriptor, &found) == 0, let status = status(),
        status.identity == Identity(device: UInt64(found.st_dev), inode: UInt64(found.st_ino))
      else { continue }
      throw refusal("is where \(name) goes; name another file")
    }
  }

  /// The path as SQLite opens it: as a file, whatever it would else take the name for (`:memory:`, `file:x?mode=memory`).
  var plain: String { path.isAbsolutePath ? path : "./" + path }

  /// The path as a URI that SQLite opens in the given way and never makes: to read (`mode=ro`), to write (`mode=rw`), or as a
  /// file without locks and log that nobody changes (`immutable=1`).
  func uri(_ way: String) -> String {
    var allowed = CharacterSet.urlPathAllowed
    allowed.remove(charactersIn: "?#%;")
    let absolute = URL(fileURLWithPath: path).path
    return "file:" + (absolute.addingPercentEncoding(withAllowedCharacters: allowed) ?? absolute)
      + "?" + way
  }
}
