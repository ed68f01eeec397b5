#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file as they are, through a buffer of 128 KiB.
final class FileBytes {
  let path: String
  let isRegular: Bool
  private let descriptor: Int32
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 64)
  private var position = 0
  private var filled = 0
  private var isAtEnd = false

  /// - Throws: ``WorkloadError`` if there is no such file, it is a folder, it is empty or may not be read.
  init(path: String) throws {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else {
      buffer.deallocate()
      throw WorkloadError.cannotOpen(path)
    }
    isRegular = status.st_mode & S_IFMT == S_IFREG
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let isEmpty = isRegular && status.st_size == 0
    descriptor = isFolder || isEmpty ? -1 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor < 0 else { return }
    // A class whose properties are all set is deinitialized when its initializer throws.
    if isFolder { throw WorkloadError("\(path): is a folder; a file is needed.") }
    if isEmpty { throw WorkloadError("\(path): is empty; a trace of at least one row is needed.") }
    throw WorkloadError.cannotOpen(path)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    buffer.deallocate()
  }

  /// The bytes at hand, at least `wanted` (at most 64 KiB) where the file has so many left.
  func available(_ wanted: Int) throws -> UnsafeRawBufferPointer {
    if filled - position < wanted && !isAtEnd {
      memmove(buffer.baseAddress!, buffer.baseAddress! + position, filled - position)
      filled -= position
      position = 0
      while filled < wanted && !isAtEnd {
        filled += try readPiece(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      }
    }
    return UnsafeRawBufferPointer(rebasing: buffer[position..<filled])
  }

  /// Takes bytes off those at hand.
  func use(_ count: Int) { position += count }

  /// Reads into `target`, past the buffer where it is empty; 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    guard filled == position else {
      let count = min(target.count, filled - position)
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[position..<position + count]))
      use(count)
      return count
    }
    return isAtEnd ? 0 : try readPiece(target)
  }

  private func readPiece(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, target.baseAddress, target.count)
      #else
        let count = Darwin.read(descriptor, target.baseAddress, target.count)
      #endif
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw WorkloadError(
          "\(path): cannot be read (\(String(cString: strerror(errno)))); a readable file is needed.")
      }
      isAtEnd = count == 0
      return count
    }
  }
}

extension WorkloadError {
  /// That a file cannot be opened, and why.
  static func cannotOpen(_ path: String) -> WorkloadError {
    WorkloadError(
      "\(path): cannot be opened (\(String(cString: strerror(errno)))); a readable file is needed.")
  }
}
