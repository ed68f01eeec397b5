import InputFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file as they are, through a buffer of 128 KiB.
final class FileBytes {
  let path: String
  private let descriptor: Int32
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 64)
  private var position = 0
  private var filled = 0
  private var isAtEnd = false

  /// - Throws: ``WorkloadError`` if there is no such file, it is a folder, a pipe or a device, it is empty or may not be read.
  init(path: String) throws {
    self.path = path
    do { descriptor = try RegularFile.open(path) } catch {
      buffer.deallocate()
      throw WorkloadError(error)
    }
    var status = stat()
    // A class whose properties are all set is deinitialized when its initializer throws.
    if fstat(descriptor, &status) == 0, status.st_size == 0 {
      throw WorkloadError("\(path): is empty; a trace of at least one row is needed.")
    }
  }

  deinit {
    close(descriptor)
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
  init(_ error: UnreadableFile) {
    switch error.problem {
    case .absent: self = .cannotOpen(error.path, ENOENT)
    case .notRegular("a folder"): self.init("\(error.path): is a folder; a file is needed.")
    default: self.init("\(error).")
    }
  }

  /// That a file cannot be opened, and why.
  static func cannotOpen(_ path: String, _ cause: Int32 = errno) -> WorkloadError {
    WorkloadError(
      "\(path): cannot be opened (\(String(cString: strerror(cause)))); a readable file is needed.")
  }
}
