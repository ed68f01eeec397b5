/// Turns a file of usage rows into a columnar file, which ``UsageFile`` reads as any other and many times as fast.
///
/// The rows that a reader of the source would get are in it, bit for bit, with their percentiles; the rows that are
/// left out are counted. Writes as it reads: memory does not grow with the length of the file but for 32 bytes a task.
///
/// ```swift
/// let report = try ColumnarUsageWriter.write("instance_usage-000000000000.json.gz", to: "usage.fscol")
/// ```
public struct ColumnarUsageWriter {
  private let file: OutputFile
  private let rowsPerGroup: Int
  private var integers: [[Int64]]
  private var numbers: [[Double]]
  private var groups: [RowGroup] = []

  /// Writes the rows of the file at `source` to a new file at `path`, which is there only once it is whole.
  ///
  /// - Parameters:
  ///   - source: A file that ``UsageFile`` reads.
  ///   - path: Where the columnar file goes; a file of that name is replaced.
  ///   - rowsPerGroup: Rows that are sorted and stored together, 1 to 2²⁴.
  ///   - threads: To read with, as ``UsageFile/threads``; the file is the same.
  /// - Returns: What reading the source met.
  /// - Throws: ``WorkloadError`` if the source is wrong or the file cannot be written.
  @discardableResult
  public static func write(
    _ source: String, to path: String, rowsPerGroup: Int = 65_536, threads: Int = 1
  ) throws -> ReadReport {
    precondition(
      (1...ColumnarLayout.mostRowsPerGroup).contains(rowsPerGroup),
      "rowsPerGroup must be 1 to \(ColumnarLayout.mostRowsPerGroup), is \(rowsPerGroup)")
    var writer = try ColumnarUsageWriter(path: path, rowsPerGroup: rowsPerGroup)
    let report = try UsageFile(source, withPercentiles: true, threads: threads).read(into: &writer)
    let name = source.split(separator: "/").last.map(String.init) ?? source
    try writer.finish(report: report, source: name)
    return report
  }

  private init(path: String, rowsPerGroup: Int) throws {
    file = try OutputFile(path: path)
    self.rowsPerGroup = rowsPerGroup
    integers = Array(repeating: [], count: ColumnarLayout.average)
    numbers = Array(repeating: [], count: ColumnarLayout.columnCount - ColumnarLayout.average)
    // the header comes last, when its counts are known; zeros are none, so a file that was cut off is not taken for a whole one
    try file.append([UInt8](repeating: 0, count: ColumnarLayout.headerSize))
  }

  private mutating func writeGroup() throws {
    let rows = integers[0].count
    guard rows > 0 else { return }
    let keys = (0..<rows).map {
      (
        TaskKey(
          collection: integers[ColumnarLayout.collection][$0], instance: integers[ColumnarLayout.instance][$0]
        ),
        integers[ColumnarLayout.start][$0]
      )
    }
    // by task: its rows come together, as they are read, and equal numbers side by side need few bytes
    let order = keys.indices.sorted { keys[$0] < keys[$1] }
    var entries: [ColumnEntry] = []
    for column in integers.indices {
      let values = integers[column]
      entries.append(try store(ColumnEncoder.encode(order.map { values[$0] })))
      integers[column].removeAll(keepingCapacity: true)
    }
    for column in numbers.indices {
      let values = numbers[column]
      entries.append(try store(ColumnEncoder.encode(order.map { values[$0] })))
      numbers[column].removeAll(keepingCapacity: true)
    }
    groups.append(RowGroup(rows: rows, columns: entries))
  }

  private func store(_ column: (entry: ColumnEntry, bytes: [UInt8])) throws -> ColumnEntry {
    var entry = column.entry
    entry.checksum = column.bytes.withUnsafeBytes { XXHash64.digest($0) }
    guard !column.bytes.isEmpty else { return entry }
    entry.offset = UInt64(file.count)
    let padding = ColumnarLayout.padded(column.bytes.count) - column.bytes.count
    try file.append(column.bytes + [UInt8](repeating: 0, count: padding))
    return entry
  }

  private mutating func finish(report: ReadReport, source: String) throws {
    try writeGroup()
    let directory = ColumnarHeader.directory(source: source, groups: groups)
    let header = ColumnarHeader(
      report: report, groups: groups.count, directoryOffset: file.count, directorySize: directory.count,
      sourceSize: source.utf8.count, directoryChecksum: directory.withUnsafeBytes { XXHash64.digest($0) })
    try file.append(directory)
    try file.write(header.bytes, at: 0)
    try file.finish()
  }
}

extension ColumnarUsageWriter: UsageSink {
  mutating func take(_ row: UsageRow, task: Int) throws {
    integers[ColumnarLayout.start].append(row.startTime)
    integers[ColumnarLayout.length].append(row.endTime.map { $0 - row.startTime } ?? -1)
    integers[ColumnarLayout.collection].append(row.task.collection)
    integers[ColumnarLayout.instance].append(row.task.instance)
    numbers[0].append(row.cpuAverage)
    numbers[1].append(row.cpuMaximum)
    for place in 0..<19 { numbers[2 + place].append(row.percentiles?[place] ?? .nan) }
    numbers[21].append(row.percentiles == nil ? .nan : row.highest)
    if integers[0].count == rowsPerGroup { try writeGroup() }
  }
}
