/// A JSON array of objects as lines of one object each: what BigQuery and its clients write where one object a line is
/// usual. Anything else passes as it is.
///
/// Line breaks within an object become spaces, so that the n-th line is the n-th object.
final class JSONRows: ByteSource {
  let path: String
  var bytesRead: Int { source.bytesRead }

  private let source: any ByteSource
  private var input: UnsafeMutableRawBufferPointer
  private var filled = 0
  private var position = 0
  private var isAtEnd = false
  /// Whether the array is open; nil before its bracket.
  private var isOpen = true
  private var depth = 0
  private var isQuoted = false
  private var isEscaped = false

  /// Whether a document that begins with these bytes is an array.
  static func isArray(_ start: UnsafeRawBufferPointer) -> Bool {
    start.first { $0 != 0x20 && !(0x09...0x0d).contains($0) } == UInt8(ascii: "[")
  }

  /// The rows of `source`, of which the bytes `start` are already taken.
  init(_ source: any ByteSource, start: UnsafeRawBufferPointer) {
    self.source = source
    path = source.path
    input = .allocate(byteCount: max(start.count, 64 << 10), alignment: 16)
    input.copyMemory(from: start)
    filled = start.count
    // what stands before the bracket is space
    while position < filled, input[position] != UInt8(ascii: "[") { position += 1 }
    position += 1
  }

  deinit { input.deallocate() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = 0
    while count < buffer.count {
      if position >= filled {
        guard !isAtEnd else { return count }
        filled = try source.read(into: input)
        position = 0
        isAtEnd = filled == 0
        guard !isAtEnd else {
          if isOpen {
            throw WorkloadError("\(path): the JSON array is not closed; a whole file is needed.")
          }
          return count
        }
      }
      let byte = input[position]
      position += 1
      if let byte = try take(byte) {
        buffer[count] = byte
        count += 1
      }
    }
    return count
  }

  /// What stands for a byte of the array; nil for nothing.
  private func take(_ byte: UInt8) throws -> UInt8? {
    if isQuoted {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isQuoted = false
      }
      return byte
    }
    switch byte {
    case 0x0a, 0x0d: return depth > 0 ? 0x20 : nil
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth += 1
      return byte
    case UInt8(ascii: "]") where depth == 0:
      isOpen = false
      return nil
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      return byte
    case UInt8(ascii: ",") where depth == 0: return 0x0a
    case UInt8(ascii: "\""):
      isQuoted = true
      return byte
    default: return byte
    }
  }
}
