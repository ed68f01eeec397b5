import CNumericScan

import Glibc

/// Reads the flattened form. `start` holds the bytes already taken from `source`.
///
/// Rows of plain numbers are read by the scanner, a chunk at a time; a line with a quotation mark or anything else that
/// is odd is read by libcsv, its slower twin, which has the words for what is wrong. `plainly` false gives all to it.
/// `capacity`, at least the length of `start`, is that of the buffer in bytes.
func readUsageCSV<Sink: UsageSink>(
  _ source: any ByteSource, start: UnsafeRawBufferPointer, withPercentiles: Bool, plainly: Bool,
  capacity: Int = 512 << 10, into sink: inout Sink
) throws -> ReadReport {
  try withUnsafeMutablePointer(to: &sink) { sink in
    let rows = UsageRows(file: source.path, withPercentiles: withPercentiles, sink)
    let dialect = CSVDialect(sniffing: start, isWhole: start.count < CSVDialect.sample)
    if let refusal = dialect.refusal(source.path) { throw refusal }
    let parser = try CSVParser(path: source.path, sink: rows, dialect: dialect)
    // the scanner knows commas alone
    let plainly = plainly && dialect.separator == 0x2c && !dialect.rewritesNumbers
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: capacity + Int(FS_SCAN_PADDING), alignment: 64)
    defer { buffer.deallocate() }
    let content = UnsafeRawBufferPointer(rebasing: start[min(dialect.preamble, start.count)...])
    if content.count > 0 { buffer.copyMemory(from: content) }
    var filled = content.count
    var scan: PlainRows<Sink>?
    while true {
      let text = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
      var position = 0
      scan?.index(text)
      while position < filled {
        if scan == nil && plainly, let columns = rows.columns {
          scan = try PlainRows(columns, rows, capacity: capacity)
          scan?.index(text)
        }
        if let scan, parser.isBetweenRows, try scan.read(from: &position, line: &parser.line) == .lineOpen {
          break
        }
        guard plainly else {
          try parser.feed(text)
          position = filled
          break
        }
        if let feed = memchr(text.baseAddress! + position, 0x0a, filled - position) {
          let end = text.baseAddress!.distance(to: UnsafeRawPointer(feed)) + 1
          try parser.feed(UnsafeRawBufferPointer(rebasing: text[position..<end]))
          position = end
        } else {
          break
        }
      }
      // A piece of a line moves to the front; one that leaves no room is given to libcsv, which judges its length.
      if filled - position == capacity {
        try parser.feed(text)
        position = filled
      }
      filled -= position
      memmove(buffer.baseAddress!, buffer.baseAddress! + position, filled)
      let end = min(capacity, filled + 256 << 10)
      let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<end]))
      if count == 0 { break }
      filled += count
    }
    try parser.feed(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    try parser.finish()
    return rows.check.report
  }
}

/// The scanner for plain numbers and what it reads.
private final class PlainRows<Sink: UsageSink> {
  enum Stop { case lineOpen, odd }

  private let rows: UsageRows<Sink>
  private let columns: UsageColumns
  private let scanner: OpaquePointer
  private let batch = UnsafeMutableBufferPointer<fs_scan_row>.allocate(capacity: 256)
  private let percentiles: UnsafeMutableBufferPointer<Double>?

  init(_ columns: UsageColumns, _ rows: UsageRows<Sink>, capacity: Int) throws {
    guard
      let scanner = fs_scanner_new(
        capacity, columns.scanRoles, Int32(columns.roles.count), Int32(FS_SCAN_LEVELS))
    else { throw WorkloadError("\(rows.file): not enough memory to read it.") }
    self.scanner = scanner
    self.rows = rows
    self.columns = columns
    percentiles = columns.hasPercentiles ? .allocate(capacity: 19 * batch.count) : nil
  }

  deinit {
    fs_scanner_free(scanner)
    batch.deallocate()
    percentiles?.deallocate()
  }

  /// Finds the separators of a text that stays where it is.
  func index(_ text: UnsafeRawBufferPointer) {
    fs_scanner_index(scanner, text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count)
  }

  /// Reads whole lines from `position` on, as far as they are plain, and moves it and `line` behind them.
  func read(from position: inout Int, line: inout Int) throws -> Stop {
    while true {
      let end = fs_scanner_read(
        scanner, position, batch.baseAddress, percentiles?.baseAddress, batch.count)
      let found = UnsafeBufferPointer(rebasing: batch[..<Int(end.rows)])
      try rows.take(found, percentiles: percentiles?.baseAddress, hasEnd: columns.hasEnd, line: line)
      position += Int(end.bytes)
      line += Int(end.lines)
      switch UInt32(end.stop) {
      case FS_SCAN_FULL.rawValue: continue
      case FS_SCAN_ODD.rawValue: return .odd
      default: return .lineOpen
      }
    }
  }
}

/// Gathers the fields of one row at a time from libcsv, and takes whole rows from the scanner.
private final class UsageRows<Sink: UsageSink>: CSVSink {
  let file: String
  private(set) var check: UsageRowCheck
  private(set) var columns: UsageColumns?
  private var header: [String] = []
  private var values = UsageColumns.Values()
  private let withPercentiles: Bool
  private let sink: UnsafeMutablePointer<Sink>

  init(file: String, withPercentiles: Bool, _ sink: UnsafeMutablePointer<Sink>) {
    self.file = file
    check = UsageRowCheck(file: file)
    self.withPercentiles = withPercentiles
    self.sink = sink
  }

  func field(_ text: UnsafePointer<CChar>, count: Int, column: Int, line: Int) throws {
    guard let columns else {
      header.append(String(cString: text))
      return
    }
    guard column < columns.roles.count, let role = columns.roles[column] else { return }
    try values.set(role, from: text, count: count) { problem in
      WorkloadError(file, line: line, "\(columns.names[column]) is \(problem)")
    }
  }

  func endRow(columns count: Int, line: Int) throws {
    guard let columns else {
      columns = try UsageColumns(header: header, file: file, withPercentiles: withPercentiles)
      return
    }
    guard count == columns.roles.count else {
      throw WorkloadError(
        file, line: line, "has \(count) fields; allowed are the \(columns.roles.count) of the header.")
    }
    defer { values.forgetOptional() }
    let hasPercentiles = columns.hasPercentiles && !values.lacksPercentile && !values.cpuMaximum.isNaN
    try values.percentiles.withUnsafeBufferPointer { percentiles in
      let row = UsageRow(
        startTime: values.startTime, endTime: columns.hasEnd ? values.endTime : nil,
        task: TaskKey(collection: values.collectionID, instance: values.instanceIndex),
        isAllocInstance: values.collectionType == 1, cpuAverage: values.cpuAverage,
        cpuMaximum: values.cpuMaximum, percentiles: hasPercentiles ? percentiles.baseAddress : nil,
        highest: values.cpuMaximum)
      if let task = try check.admits(row, line: line) { try sink.pointee.take(row, task: task) }
    }
  }

  /// Takes rows of the scanner, whose lines count from `line`.
  func take(
    _ rows: UnsafeBufferPointer<fs_scan_row>, percentiles: UnsafePointer<Double>?, hasEnd: Bool, line: Int
  ) throws {
    try Self.take(rows, percentiles, hasEnd: hasEnd, line: line, &check, &sink.pointee)
  }

  /// The hot loop, with its state in arguments rather than behind a reference.
  private static func take(
    _ rows: UnsafeBufferPointer<fs_scan_row>, _ percentiles: UnsafePointer<Double>?, hasEnd: Bool, line: Int,
    _ check: inout UsageRowCheck, _ sink: inout Sink
  ) throws {
    for (number, found) in rows.enumerated() {
      let hasPercentiles = found.has_percentiles != 0 && !found.cpu_maximum.isNaN
      let row = UsageRow(
        startTime: found.start_time, endTime: hasEnd ? found.end_time : nil,
        task: TaskKey(collection: found.collection_id, instance: found.instance_index),
        isAllocInstance: found.collection_type == 1, cpuAverage: found.cpu_average,
        cpuMaximum: found.cpu_maximum,
        percentiles: hasPercentiles ? percentiles.map { $0 + 19 * number } : nil,
        highest: found.cpu_maximum)
      if let task = try check.admits(row, line: line + Int(found.line)) { try sink.take(row, task: task) }
    }
  }
}
