/// The fields of a line of a log, cut at spaces; one in quotation marks, in which a backslash takes the next byte as it
/// is, is one field without its marks. The pieces are good as long as the line.
struct LogFields {
  private(set) var fields: [UnsafeRawBufferPointer] = []

  var count: Int { fields.count }

  subscript(_ index: Int) -> UnsafeRawBufferPointer { fields[index] }

  /// Cuts a line.
  ///
  /// - Parameter separator: What stands between fields; of spaces there may be several, of tabs one.
  mutating func cut(_ line: UnsafeRawBufferPointer, at separator: UInt8 = 0x20) {
    fields.removeAll(keepingCapacity: true)
    var end = line.count
    while end > 0, line[end - 1] == 0x0d { end -= 1 }
    var position = 0
    while position < end {
      if separator == 0x20, line[position] == 0x20 {
        position += 1
        continue
      }
      let isQuoted = separator == 0x20 && line[position] == 0x22
      if isQuoted { position += 1 }
      let start = position
      while position < end, line[position] != (isQuoted ? 0x22 : separator) {
        position += isQuoted && line[position] == 0x5c ? 2 : 1
      }
      position = min(position, end)
      fields.append(UnsafeRawBufferPointer(rebasing: line[start..<position]))
      position += 1
    }
    if separator != 0x20, end > 0, line[end - 1] == separator {
      fields.append(UnsafeRawBufferPointer(start: nil, count: 0))
    }
  }

  /// A field as text.
  func text(_ index: Int) -> String { String(decoding: fields[index], as: UTF8.self) }

  /// Whether a field is the sign for nothing, `-`.
  func isNothing(_ index: Int) -> Bool { fields[index].count == 1 && fields[index][0] == 0x2d }

  /// A field as a finite number; nil if it is none.
  func number(_ index: Int) -> Double? { NumberText.number(fields[index]) }
}

extension NumberText {
  /// The finite number that bytes say; nil if they say none.
  static func number(_ bytes: UnsafeRawBufferPointer) -> Double? {
    guard (1..<400).contains(bytes.count) else { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { copy in
      for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
      copy[bytes.count] = 0
      guard case .number(let value) = NumberText(UnsafePointer(copy.baseAddress!), count: bytes.count) else {
        return nil
      }
      return value
    }
  }
}

extension CivilTime {
  /// The time that bytes say; nil if they say none.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> Parsed? {
    bytes.baseAddress.flatMap { parse($0.assumingMemoryBound(to: CChar.self), count: bytes.count) }
  }
}

/// Reads the lines of a log of which only the last may be cut off, as a copy of a log in use is.
///
/// - Parameter body: Takes a line; what it throws is thrown if another line follows, or the line is the only one.
/// - Returns: How many lines were read whole, and whether the last was not.
/// - Throws: What `body` throws, or ``WorkloadError`` if the file cannot be read.
func readLog(
  _ path: String, _ body: (_ line: UnsafeRawBufferPointer, _ number: Int) throws -> Void
) throws -> (rows: Int, isCut: Bool) {
  var rows = 0
  var problem: WorkloadError?
  try readLines(path) { start, length, number in
    if let problem { throw problem }
    do {
      try body(UnsafeRawBufferPointer(start: start, count: length), number)
      rows += 1
    } catch let error as CutLine {
      problem = error.problem
    }
  }
  if let problem, rows == 0 { throw problem }
  return (rows, problem != nil)
}

/// That a line has fewer fields than such lines have.
struct CutLine: Error {
  let problem: WorkloadError
}
