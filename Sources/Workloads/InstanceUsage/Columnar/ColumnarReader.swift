/// Reads the header and the directory of a columnar file and believes nothing in them.
struct ColumnarReader {
  let path: String
  let bytes: UnsafeRawBufferPointer

  func header() throws -> ColumnarHeader {
    guard bytes.count >= ColumnarLayout.headerSize, bytes.starts(with: ColumnarLayout.magic) else {
      if bytes.starts(with: ColumnarLayout.magic) { throw cut }
      throw WorkloadError("\(path): is no columnar usage file; one that trace import wrote is needed.")
    }
    let version: UInt32 = integer(8)
    guard version == ColumnarLayout.version else {
      throw WorkloadError(
        "\(path): is a columnar file of version \(version); this program reads version "
          + "\(ColumnarLayout.version), import the trace again.")
    }
    let end = ColumnarLayout.headerSize - 8
    guard XXHash64.digest(UnsafeRawBufferPointer(rebasing: bytes[..<end])) == integer(end) else {
      throw damaged("the checksum of the header is wrong")
    }
    // The checksum says that a program wrote these; not, which.
    let counts = try (0..<9).map { place in
      guard let count = Int(exactly: integer(16 + 8 * place) as UInt64), count < 1 << 56 else {
        throw damaged("a count of the header is too large")
      }
      return count
    }
    var report = ReadReport()
    (report.rows, report.skippedSpecialTimes, report.skippedAllocInstances) = (
      counts[1], counts[2], counts[3]
    )
    (report.duplicates, report.shortWindows, report.bytes) = (counts[4], counts[5], counts[6])
    guard (integer(12) as UInt32) == ColumnarLayout.headerSize, report.delivered == counts[0] else {
      throw damaged("the header contradicts itself")
    }
    let header = ColumnarHeader(
      report: report, groups: Int(integer(88) as UInt32), directoryOffset: counts[7],
      directorySize: counts[8],
      sourceSize: Int(integer(92) as UInt32), directoryChecksum: integer(96))
    guard header.directoryOffset + header.directorySize <= bytes.count else { throw cut }
    return header
  }

  func directory(_ header: ColumnarHeader) throws -> (source: String, groups: [RowGroup]) {
    let name = ColumnarLayout.padded(header.sourceSize)
    guard header.directoryOffset >= ColumnarLayout.headerSize,
      header.directorySize == name + header.groups * ColumnarLayout.groupEntrySize
    else { throw damaged("the header contradicts itself") }
    let start = header.directoryOffset
    let directory = UnsafeRawBufferPointer(rebasing: bytes[start..<start + header.directorySize])
    // first the checksum, then the contents: an entry is believed no more for it, but damage is called damage
    guard XXHash64.digest(directory) == header.directoryChecksum else {
      throw damaged("the checksum of the directory is wrong")
    }
    let groups = try (0..<header.groups).map { number in
      try group(at: start + name + number * ColumnarLayout.groupEntrySize, number: number, end: start)
    }
    guard groups.reduce(0, { $0 + $1.rows }) == header.report.delivered else {
      throw damaged("the row groups do not hold as many rows as the header says")
    }
    return (String(decoding: directory[..<header.sourceSize], as: UTF8.self), groups)
  }

  private func group(at place: Int, number: Int, end: Int) throws -> RowGroup {
    let rows = Int(integer(place) as UInt32)
    guard (1...ColumnarLayout.mostRowsPerGroup).contains(rows) else {
      throw damaged("row group \(number + 1) has \(rows) rows")
    }
    let columns = try (0..<ColumnarLayout.columnCount).map { column in
      let place = place + 8 + column * ColumnEntry.size
      let problem = "column \(column + 1) of row group \(number + 1)"
      guard let encoding = ColumnEncoding(rawValue: integer(place)), encoding.suits(column) else {
        throw damaged("\(problem) is stored in an unknown way")
      }
      let entry = ColumnEntry(
        encoding: encoding, offset: integer(place + 8), base: integer(place + 16), step: integer(place + 24),
        checksum: integer(place + 32))
      guard entry.offset % UInt64(ColumnarLayout.alignment) == 0, entry.offset <= UInt64(end),
        let size = entry.size(rows), size <= end - Int(entry.offset),
        size == 0 || entry.offset >= UInt64(ColumnarLayout.headerSize)
      else { throw damaged("\(problem) does not lie within the file") }
      return entry
    }
    return RowGroup(rows: rows, columns: columns)
  }

  private func integer<Value: FixedWidthInteger>(_ place: Int) -> Value {
    Value(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Value.self))
  }

  private var cut: WorkloadError { WorkloadError("\(path): stops before its end; a whole file is needed.") }

  private func damaged(_ problem: String) -> WorkloadError {
    WorkloadError("\(path): \(problem); the file is damaged, import the trace again.")
  }
}
