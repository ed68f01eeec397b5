import CSimdJSON

/// A whole JSON document in memory, with the padding that the parser needs behind it.
final class JSONDocument {
  private let parser: OpaquePointer
  private var buffer: UnsafeMutableRawBufferPointer
  private var filled = 0

  /// Reads the file at `path`, gzipped or not.
  ///
  /// - Throws: ``WorkloadError`` if it cannot be read or its content is longer than `limit` bytes.
  init(path: String, limit: Int) throws {
    let reader = try GzipReader(path: path)
    guard let parser = fs_json_parser_new() else {
      throw WorkloadError("\(path): not enough memory to read it.")
    }
    self.parser = parser
    let padding = Int(FS_JSON_PADDING)
    buffer = .allocate(byteCount: (1 << 20) + padding, alignment: 64)
    while true {
      let capacity = buffer.count - padding
      if filled == capacity {
        guard filled < limit else {
          throw WorkloadError(
            "\(path): is longer than \(limit >> 20) MiB of JSON, which is read as a whole; split the range of times."
          )
        }
        let larger = UnsafeMutableRawBufferPointer.allocate(
          byteCount: min(capacity * 2, limit) + padding, alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
        buffer.deallocate()
        buffer = larger
        continue
      }
      let count = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<capacity]))
      if count == 0 { break }
      filled += count
    }
    for index in filled..<filled + padding { buffer[index] = 0 }
  }

  deinit {
    buffer.deallocate()
    fs_json_parser_free(parser)
  }

  func withBytes<Result>(
    _ body: (OpaquePointer, UnsafePointer<CChar>, Int) throws -> Result
  ) rethrows -> Result {
    try body(parser, UnsafePointer(buffer.baseAddress!.assumingMemoryBound(to: CChar.self)), filled)
  }
}
