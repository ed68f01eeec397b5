import CSimdJSON

import Glibc

/// The longest line accepted, in bytes; the official rows have about a thousand.
private let longestLine = 16 << 20

/// Hands every line that is not blank to `body`: its bytes, behind which the JSON parser's padding may be read, their
/// number without the line break, and the line's number from 1. `start` holds the bytes already taken from `reader`.
///
/// - Throws: ``WorkloadError`` at a line that is too long, or what `body` throws.
func readLines(
  _ reader: any ByteSource, start: UnsafeRawBufferPointer,
  _ body: (_ start: UnsafeRawPointer, _ length: Int, _ line: Int) throws -> Void
) throws {
  let padding = Int(FS_JSON_PADDING)
  var capacity = 512 << 10
  var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + padding, alignment: 64)
  defer { buffer.deallocate() }
  buffer.initializeMemory(as: UInt8.self, repeating: 0)
  buffer.copyMemory(from: start)
  var filled = start.count
  var line = 0

  func hand(_ start: UnsafeRawPointer, _ length: Int) throws {
    line += 1
    let bytes = UnsafeRawBufferPointer(start: start, count: length)
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return }
    try body(start, length, line)
  }

  while true {
    // Whole lines are handed over; the piece of a line behind them moves to the front.
    let base = UnsafeRawPointer(buffer.baseAddress!)
    var position = 0
    while let end = memchr(base + position, 0x0a, filled - position) {
      let length = base.distance(to: UnsafeRawPointer(end)) - position
      try hand(base + position, length)
      position += length + 1
    }
    filled -= position
    memmove(buffer.baseAddress!, base + position, filled)
    if filled == capacity {
      guard capacity < longestLine else {
        throw WorkloadError(
          reader.path, line: line + 1,
          "the line is longer than \(longestLine) bytes; one row a line is needed.")
      }
      capacity *= 2
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + padding, alignment: 64)
      larger.initializeMemory(as: UInt8.self, repeating: 0)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
      buffer.deallocate()
      buffer = larger
    }
    let count = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<capacity]))
    filled += count
    if count == 0 { break }
  }
  if filled > 0 { try hand(UnsafeRawPointer(buffer.baseAddress!), filled) }
}

/// Hands every line of the file at `path`, gzipped or not, to `body`.
///
/// - Throws: ``WorkloadError`` if it cannot be read or a line is too long, or what `body` throws.
func readLines(
  _ path: String, _ body: (_ start: UnsafeRawPointer, _ length: Int, _ line: Int) throws -> Void
) throws {
  try readLines(GzipReader(path: path), start: UnsafeRawBufferPointer(start: nil, count: 0), body)
}

extension WorkloadError {
  /// What the JSON parser found wrong with a line.
  static func json(
    _ file: String, line: Int, status: Int32, field: String, problem: String, allowed: String
  ) -> WorkloadError {
    switch UInt32(status) {
    case FS_JSON_MISSING_FIELD.rawValue:
      WorkloadError(file, line: line, "\(field) is absent or null; it is needed in every row.")
    case FS_JSON_BAD_FIELD.rawValue:
      WorkloadError(file, line: line, "\(field) is \(problem); allowed \(allowed).")
    default:
      WorkloadError(
        file, line: line, "is not a JSON object (\(problem)); one object a line is needed.")
    }
  }
}
