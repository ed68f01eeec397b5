import Foundation
import InputFiles

/// A file that is being fetched, `NAME.part`: locked, hashed as it grows, renamed when it is whole.
///
/// The lock (`flock`) is on the part itself, so none is left behind: who waits for it finds another file, or none,
/// under the name afterwards and looks again.
///
/// Unchecked sendable because one fetch owns it and calls from one thread at a time: its own task between tries, the
/// session's serial queue during one.
final class PartFile: @unchecked Sendable {
  let path: String
  /// Bytes written.
  private(set) var count: Int64 = 0
  private var hasher = SHA256()
  private let descriptor: Int32
  private var isRemoved = false

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Opens or makes the part and locks it; nil while another fetch holds it.
  static func open(_ path: String) throws -> PartFile? {
    while true {
      let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw TraceFetchError.system("open the file", path) }
      let part = PartFile(path: path, descriptor: descriptor)
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        if errno == EWOULDBLOCK { return nil }
        throw TraceFetchError.system("lock the file", path)
      }
      if part.isStillNamed { return part }
    }
  }

  /// Whether the locked file is the one that has the name now: its last owner may have renamed or removed it.
  private var isStillNamed: Bool {
    var held = stat()
    var named = stat()
    return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino
      && held.st_dev == named.st_dev
  }

  /// Hashes what an earlier fetch left.
  func takeUp() throws {
    hasher = SHA256()
    count = try Self.read(descriptor, path) { hasher.update($0) }
  }

  /// Forgets all bytes.
  func restart() throws {
    if count > 0 && ftruncate(descriptor, 0) != 0 { throw TraceFetchError.system("empty the file", path) }
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw TraceFetchError.system("rewind the file", path) }
    hasher = SHA256()
    count = 0
  }

  /// Appends bytes; what was written before an error counts.
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let written = write(descriptor, rest.baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else {
        throw TraceFetchError(
          "\(path): cannot write: \(String(cString: strerror(errno))); the \(count) bytes so far are kept, "
            + "fetch again to go on.")
      }
      hasher.update(UnsafeRawBufferPointer(rebasing: rest[..<written]))
      count += Int64(written)
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// The SHA-256 of all bytes so far.
  var sha256: String { hasher.hexadecimal }

  /// Puts the bytes on the disk and gives the file its name.
  func finish(as name: String) throws {
    guard fsync(descriptor) == 0 else { throw TraceFetchError.system("write out the file", path) }
    guard rename(path, name) == 0 else { throw TraceFetchError.system("rename the file", path) }
  }

  /// Takes the name away, once: afterwards it may be another fetch's.
  func remove() {
    guard !isRemoved else { return }
    isRemoved = true
    unlink(path)
  }

  /// The size in bytes and SHA-256 of the file at `path`; nil if there is none.
  static func measure(_ path: String) throws -> (bytes: Int64, sha256: String)? {
    let descriptor: Int32
    do { descriptor = try RegularFile.open(path) } catch {
      if error.problem == .absent { return nil }
      throw TraceFetchError("\(error).")
    }
    defer { close(descriptor) }
    let hasher = SHA256()
    let count = try read(descriptor, path) { hasher.update($0) }
    return (count, hasher.hexadecimal)
  }

  private static func read(
    _ descriptor: Int32, _ path: String, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws -> Int64 {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw TraceFetchError.system("rewind the file", path) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var total: Int64 = 0
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw TraceFetchError.system("read the file", path) }
      if count == 0 { return total }
      body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      total += Int64(count)
    }
  }
}
