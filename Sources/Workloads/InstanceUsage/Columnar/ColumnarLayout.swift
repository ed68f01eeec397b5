/// Where things are in a columnar file; docs/columnar-format.md says it byte by byte.
enum ColumnarLayout {
  /// Not text, and damaged by whoever takes it for text and changes line ends.
  static let magic: [UInt8] = [0x8f, 0x46, 0x53, 0x43, 0x4f, 0x4c, 0x0d, 0x0a]
  static let version: UInt32 = 1
  static let headerSize = 112
  static let columnCount = 26
  static let groupEntrySize = 8 + columnCount * ColumnEntry.size
  static let defaultRowsPerGroup = 65_536
  static let mostRowsPerGroup = 1 << 24
  /// Every column begins at a multiple of this.
  static let alignment = 8

  /// The columns in order: the four of integers, then those of numbers, of which 6 to 25 are the percentiles.
  static let start = 0
  /// The end minus the start, or -1 where there is no end.
  static let length = 1
  static let collection = 2
  static let instance = 3
  static let average = 4
  static let maximum = 5
  static let percentiles = 6

  static func padded(_ count: Int) -> Int { (count + alignment - 1) & ~(alignment - 1) }
}

/// How the values of a column are stored.
enum ColumnEncoding: UInt32 {
  /// All are the base; no bytes.
  case constant = 0
  /// Integers: base + step * stored, modulo 2⁶⁴, with 1, 2, 4 or 8 bytes each.
  case offset8 = 1, offset16, offset32, offset64
  /// Numbers of 8 bytes.
  case double = 16
  /// Numbers of 4 bytes, exact.
  case float = 17
  /// Codes of 1 or 2 bytes, padded to 8, and then the table of numbers of 8 bytes that they count into from 0 on; the
  /// entry's step is its length.
  case dictionary8 = 18, dictionary16

  /// Whether there is a table.
  var isDictionary: Bool { self == .dictionary8 || self == .dictionary16 }

  /// Bytes that so many values take, without the table.
  func size(_ rows: Int) -> Int {
    switch self {
    case .constant: 0
    case .offset8: rows
    case .offset16: 2 * rows
    case .offset32, .float: 4 * rows
    case .offset64, .double: 8 * rows
    case .dictionary8: ColumnarLayout.padded(rows)
    case .dictionary16: ColumnarLayout.padded(2 * rows)
    }
  }

  /// Whether a column may be stored so.
  func suits(_ column: Int) -> Bool {
    self == .constant || (rawValue < 16) == (column < ColumnarLayout.average)
  }
}

/// What the directory says of one column of one row group.
struct ColumnEntry: Equatable {
  static let size = 40

  var encoding = ColumnEncoding.constant
  /// Where its bytes begin in the file.
  var offset: UInt64 = 0
  /// An integer in two's complement; of a constant column of numbers, the bits of the number.
  var base: UInt64 = 0
  var step: UInt64 = 0
  /// XXH64 of its bytes.
  var checksum: UInt64 = 0

  /// The longest table of numbers.
  static let longestTable = 1 << 16

  /// Bytes that so many rows take; nil if the table is of a length that cannot be.
  func size(_ rows: Int) -> Int? {
    guard encoding.isDictionary else { return encoding.size(rows) }
    guard (1...UInt64(Self.longestTable)).contains(step) else { return nil }
    return encoding.size(rows) + 8 * Int(step)
  }
}

/// One row group of the directory.
struct RowGroup: Equatable {
  var rows: Int
  var columns: [ColumnEntry]
}
