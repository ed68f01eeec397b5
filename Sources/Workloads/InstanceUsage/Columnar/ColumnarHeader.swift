/// The first bytes of a columnar file, and its directory.
struct ColumnarHeader: Equatable {
  /// What reading the source met; its `bytes` are those of the source.
  var report: ReadReport
  var groups: Int
  var directoryOffset: Int
  var directorySize: Int
  /// Bytes of the source's name.
  var sourceSize: Int
  var directoryChecksum: UInt64

  /// The header as it is stored.
  var bytes: [UInt8] {
    var bytes = ColumnarLayout.magic
    bytes.put(ColumnarLayout.version)
    bytes.put(UInt32(ColumnarLayout.headerSize))
    for count in [
      report.delivered, report.rows, report.skippedSpecialTimes, report.skippedAllocInstances,
      report.duplicates,
      report.shortWindows, report.bytes, directoryOffset, directorySize,
    ] { bytes.put(UInt64(count)) }
    bytes.put(UInt32(groups))
    bytes.put(UInt32(sourceSize))
    bytes.put(directoryChecksum)
    bytes.put(bytes.withUnsafeBytes { XXHash64.digest($0) })
    return bytes
  }

  /// The directory as it is stored: the source's name, padded, and the row groups.
  static func directory(source: String, groups: [RowGroup]) -> [UInt8] {
    var bytes = Array(source.utf8)
    bytes += [UInt8](repeating: 0, count: ColumnarLayout.padded(bytes.count) - bytes.count)
    for group in groups {
      bytes.put(UInt32(group.rows))
      bytes.put(UInt32(0))
      for column in group.columns {
        bytes.put(column.encoding.rawValue)
        bytes.put(UInt32(0))
        bytes.put(column.offset)
        bytes.put(column.base)
        bytes.put(column.step)
        bytes.put(column.checksum)
      }
    }
    return bytes
  }
}

extension [UInt8] {
  fileprivate mutating func put(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
