import CZlib

/// The bytes of a gzip file as zlib reads them: the slower twin of ``GzipReader``, which finds the words for what is
/// damaged.
final class ZlibReader: ByteSource {
  let path: String
  private(set) var bytesRead = 0
  private let file: gzFile

  /// - Throws: ``WorkloadError`` if the file may not be read.
  init(path: String) throws {
    guard let file = gzopen(path, "rb") else { throw WorkloadError.cannotOpen(path) }
    gzbuffer(file, 128 << 10)
    self.file = file
    self.path = path
  }

  deinit { gzclose_r(file) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = gzread(file, buffer.baseAddress, UInt32(min(buffer.count, 1 << 30)))
    if count > 0 {
      bytesRead += Int(count)
      return Int(count)
    }
    var code: Int32 = 0
    let message = gzerror(file, &code).map { String(cString: $0) } ?? ""
    if code == Z_BUF_ERROR { throw WorkloadError.gzip(path, at: bytesRead, problem: nil) }
    guard count == 0 else { throw WorkloadError.gzip(path, at: bytesRead, problem: message) }
    return 0
  }
}
