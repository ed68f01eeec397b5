import CZlib

import Glibc

/// Writes a gzip file whose bytes depend on its content and zlib's version alone: no name, no time.
final class GzipWriter {
  private let path: String
  private var file: gzFile?

  /// Creates or replaces the file at `path`; `level` is zlib's, 1 fast to 9 small.
  ///
  /// - Throws: ``WorkloadError`` if it cannot be created.
  init(path: String, level: Int = 9) throws {
    self.path = path
    file = gzopen(path, "wb\(level)")
    guard let file else {
      throw WorkloadError(
        "\(path): cannot be written (\(String(cString: strerror(errno)))); "
          + "a path in a folder that exists is needed."
      )
    }
    gzbuffer(file, 128 << 10)
  }

  deinit { if let file { gzclose_w(file) } }

  /// Appends `text` in UTF-8.
  ///
  /// - Throws: ``WorkloadError`` if the disk is full or the file is gone.
  func write(_ text: String) throws {
    var text = text
    let written = text.withUTF8 { gzwrite(file, $0.baseAddress, UInt32($0.count)) == Int32($0.count) }
    guard written else { throw WorkloadError("\(path): writing failed; there may be no space left.") }
  }

  /// Writes what is pending; the writer is of no use afterwards.
  ///
  /// - Throws: ``WorkloadError`` if the last bytes do not reach the file.
  func close() throws {
    let code = gzclose_w(file)
    file = nil
    guard code == Z_OK else { throw WorkloadError("\(path): writing failed; there may be no space left.") }
  }
}
