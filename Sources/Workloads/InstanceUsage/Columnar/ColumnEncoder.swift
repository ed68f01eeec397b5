/// Finds the shortest exact way to store a column.
enum ColumnEncoder {
  /// Stores integers; the entry's offset and checksum are left to whoever writes the bytes.
  static func encode(_ values: [Int64]) -> (entry: ColumnEntry, bytes: [UInt8]) {
    // modulo 2⁶⁴, since the distance of two integers need not fit into one
    let base = values.min() ?? 0
    var entry = ColumnEntry(base: UInt64(bitPattern: base))
    let offsets = values.map { UInt64(bitPattern: $0 &- base) }
    let most = offsets.max() ?? 0
    guard most > 0 else { return (entry, []) }
    // windows begin at multiples of 300 s in microseconds: in steps of what they share they take a byte or two instead of eight
    let step = offsets.reduce(0, commonDivisor)
    entry.step = step
    let stored = offsets.map { $0 / step }
    switch most / step {
    case ...0xff:
      entry.encoding = .offset8
      return (entry, stored.map { UInt8($0) })
    case ...0xffff:
      entry.encoding = .offset16
      return (entry, bytes(stored.map { UInt16($0).littleEndian }))
    case ...0xffff_ffff:
      entry.encoding = .offset32
      return (entry, bytes(stored.map { UInt32($0).littleEndian }))
    default:
      entry.encoding = .offset64
      return (entry, bytes(stored.map(\.littleEndian)))
    }
  }

  /// Stores numbers, of which NaN stands for an absent one.
  static func encode(_ values: [Double]) -> (entry: ColumnEntry, bytes: [UInt8]) {
    // bits and not values are compared: NaN, which stands for an absent one, equals nothing, and −0 has to stay −0
    let bits = values.map(\.bitPattern)
    var entry = ColumnEntry()
    guard let first = bits.first, bits.contains(where: { $0 != first }) else {
      entry.base = bits.first ?? 0
      return (entry, [])
    }
    // The trace rounds to ten binary digits, so that few numbers are different.
    let table = Set(bits).sorted()
    let encoding = table.count <= 0x100 ? ColumnEncoding.dictionary8 : .dictionary16
    let areFloats = values.allSatisfy { Double(Float($0)).bitPattern == $0.bitPattern }
    let plain = areFloats ? ColumnEncoding.float : .double
    guard table.count <= ColumnEntry.longestTable,
      encoding.size(bits.count) + 8 * table.count < plain.size(bits.count)
    else {
      entry.encoding = plain
      return (
        entry,
        areFloats ? bytes(values.map { Float($0).bitPattern.littleEndian }) : bytes(bits.map(\.littleEndian))
      )
    }
    entry.encoding = encoding
    entry.step = UInt64(table.count)
    let codes = Dictionary(uniqueKeysWithValues: zip(table, table.indices))
    let stored = bits.map { codes[$0]! }
    var result =
      encoding == .dictionary8
      ? stored.map { UInt8($0) } : bytes(stored.map { UInt16($0).littleEndian })
    result += [UInt8](repeating: 0, count: encoding.size(bits.count) - result.count)
    return (entry, result + bytes(table.map(\.littleEndian)))
  }

  private static func commonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  private static func bytes(_ values: [some FixedWidthInteger]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
  }
}
