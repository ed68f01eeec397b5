/// Reads values of a stored column.
enum ColumnDecoder {
  /// Writes the integers of the rows from `first` on into `target`.
  static func decode(
    _ entry: ColumnEntry, _ bytes: UnsafeRawBufferPointer, first: Int,
    into target: UnsafeMutableBufferPointer<Int64>
  ) {
    switch entry.encoding {
    case .offset8: spread(entry, bytes, first, UInt8.self, target)
    case .offset16: spread(entry, bytes, first, UInt16.self, target)
    case .offset32: spread(entry, bytes, first, UInt32.self, target)
    case .offset64: spread(entry, bytes, first, UInt64.self, target)
    default: target.update(repeating: Int64(bitPattern: entry.base))
    }
  }

  private static func spread<Stored: FixedWidthInteger & UnsignedInteger>(
    _ entry: ColumnEntry, _ bytes: UnsafeRawBufferPointer, _ first: Int, _: Stored.Type,
    _ target: UnsafeMutableBufferPointer<Int64>
  ) {
    let stored = bytes.assumingMemoryBound(to: Stored.self)
    for place in target.indices {
      let value =
        entry.base &+ entry.step &* UInt64(truncatingIfNeeded: Stored(littleEndian: stored[first + place]))
      target[place] = Int64(bitPattern: value)
    }
  }

  /// Writes the numbers of the rows from `first` on into `target`, of a column of `rows` rows.
  static func decode(
    _ entry: ColumnEntry, _ bytes: UnsafeRawBufferPointer, first: Int, rows: Int,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    switch entry.encoding {
    case .double:
      let stored = bytes.assumingMemoryBound(to: UInt64.self)
      for place in target.indices {
        target[place] = Double(bitPattern: UInt64(littleEndian: stored[first + place]))
      }
    case .float:
      let stored = bytes.assumingMemoryBound(to: UInt32.self)
      for place in target.indices {
        target[place] = Double(Float(bitPattern: UInt32(littleEndian: stored[first + place])))
      }
    case .dictionary8: look(entry, bytes, first, rows, UInt8.self, target)
    case .dictionary16: look(entry, bytes, first, rows, UInt16.self, target)
    default: target.update(repeating: Double(bitPattern: entry.base))
    }
  }

  private static func look<Code: FixedWidthInteger & UnsignedInteger>(
    _ entry: ColumnEntry, _ bytes: UnsafeRawBufferPointer, _ first: Int, _ rows: Int, _: Code.Type,
    _ target: UnsafeMutableBufferPointer<Double>
  ) {
    let codes = bytes.assumingMemoryBound(to: Code.self)
    let table = UnsafeRawBufferPointer(rebasing: bytes[entry.encoding.size(rows)...])
      .assumingMemoryBound(to: UInt64.self)
    for place in target.indices {
      target[place] = Double(
        bitPattern: UInt64(littleEndian: table[Int(Code(littleEndian: codes[first + place]))]))
    }
  }

  /// Whether all codes of a column are within its table; true for a column without one.
  static func hasSoundCodes(_ entry: ColumnEntry, _ bytes: UnsafeRawBufferPointer, rows: Int) -> Bool {
    switch entry.encoding {
    case .dictionary8: highest(bytes, rows, UInt8.self) < entry.step
    case .dictionary16: highest(bytes, rows, UInt16.self) < entry.step
    default: true
    }
  }

  private static func highest<Code: FixedWidthInteger & UnsignedInteger>(
    _ bytes: UnsafeRawBufferPointer, _ rows: Int, _: Code.Type
  ) -> UInt64 {
    var highest: Code = 0
    let codes = bytes.assumingMemoryBound(to: Code.self)
    for row in 0..<rows { highest = max(highest, Code(littleEndian: codes[row])) }
    return UInt64(highest)
  }
}
