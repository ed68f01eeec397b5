import CZlib

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file, decompressed if it is gzip and as they are if it is not.
///
/// Holds one buffer of 128 KiB, however long the file. Not safe to share between tasks.
public final class GzipReader {
  /// The path as given, for messages.
  public let path: String
  /// Decompressed bytes handed out so far.
  public private(set) var bytesRead = 0
  private let file: gzFile

  /// Opens the file at `path`.
  ///
  /// - Throws: ``WorkloadError`` if there is no such file, it is a folder, it is empty or may not be read.
  public init(path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw WorkloadError(
        "\(path): cannot be opened (\(String(cString: strerror(errno)))); a readable file is needed.")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw WorkloadError("\(path): is a folder; a file is needed.")
    }
    guard status.st_mode & S_IFMT != S_IFREG || status.st_size > 0 else {
      throw WorkloadError("\(path): is empty; a trace of at least one row is needed.")
    }
    guard let file = gzopen(path, "rb") else {
      throw WorkloadError(
        "\(path): cannot be opened (\(String(cString: strerror(errno)))); a readable file is needed.")
    }
    gzbuffer(file, 128 << 10)
    self.file = file
    self.path = path
  }

  deinit { gzclose_r(file) }

  /// Fills `buffer` from its beginning, as far as there are bytes, and returns how many: 0 at the end of the
  /// file.
  ///
  /// - Throws: ``WorkloadError`` if the compressed data are damaged or stop before their end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = gzread(file, buffer.baseAddress, UInt32(min(buffer.count, 1 << 30)))
    if count > 0 {
      bytesRead += Int(count)
      return Int(count)
    }
    var code: Int32 = 0
    let message = gzerror(file, &code).map { String(cString: $0) } ?? ""
    if code == Z_BUF_ERROR {
      throw WorkloadError(
        "\(path), byte \(bytesRead) of the content: the gzip data stop before their end; "
          + "a whole file is needed."
      )
    }
    guard count == 0 else {
      throw WorkloadError(
        "\(path), byte \(bytesRead) of the content: the gzip data are damaged (\(message)); "
          + "a whole file is needed."
      )
    }
    return 0
  }
}
