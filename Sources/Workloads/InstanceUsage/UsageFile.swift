/// A file of usage rows in one of three forms, told apart by content, the first two gzipped or not:
///
/// - the official one of ClusterData 2019: JSON objects, one a line or in an array, numbers as strings or numbers;
/// - the flattened one: CSV with a header, columns found by name, with the end of the windows or without;
/// - the columnar one of ``ColumnarUsageFile``.
///
/// Reading takes the same memory however long the file is.
///
/// ```swift
/// let report = try UsageFile("instance_usage-000000000000.json.gz").read { total += $0.cpuAverage }
/// ```
public struct UsageFile: Sendable {
  /// Where the file is.
  public let path: String
  /// Whether rows carry their CPU percentiles; they cost an array a row.
  public let withPercentiles: Bool

  /// With 2, a gzipped file is decompressed on a thread of its own; the rows are the same.
  public let threads: Int

  /// The file at `path`, which is not opened yet.
  ///
  /// - Precondition: `threads` is 1 or 2.
  public init(_ path: String, withPercentiles: Bool = false, threads: Int = 1) {
    precondition((1...2).contains(threads), "threads must be 1 or 2, is \(threads)")
    self.path = path
    self.withPercentiles = withPercentiles
    self.threads = threads
  }

  /// Hands every row to `body`, in the file's order, and returns what was met.
  ///
  /// Rows of special times, rows about alloc instances and duplicates are left out and counted. A columnar file's
  /// order is that of its row groups, as ``ColumnarUsageFile`` says.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (InstanceUsage) throws -> Void) throws -> ReadReport {
    try withoutActuallyEscaping(body) { body in
      var sink = ClosureSink(body: body)
      return try read(into: &sink)
    }
  }

  /// Hands every row to `sink`. `plainly` says whether CSV may be read by the scanner for plain numbers, or all by
  /// libcsv, its slower twin; both give the same.
  func read(into sink: inout some UsageSink, plainly: Bool = true) throws -> ReadReport {
    if ColumnarUsageFile.recognizes(path) {
      let file = try ColumnarUsageFile(path)
      try file.read(withPercentiles: withPercentiles, into: &sink)
      return file.report
    }
    let reader = try GzipReader(path: path)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
    defer { chunk.deallocate() }
    let first = try reader.read(into: chunk)
    let content = chunk[..<first].first { !Self.isSpace($0) }
    guard let content else {
      throw WorkloadError("\(path): holds nothing but space; a trace of at least one row is needed.")
    }
    let start = UnsafeRawBufferPointer(rebasing: chunk[..<first])
    // Reading ahead pays where there is something to decompress and something left to read.
    let isAhead = threads > 1 && reader.isCompressed && first == chunk.count
    let source: any ByteSource = isAhead ? try ReadAhead(reader) : reader
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    var report =
      content == UInt8(ascii: "[")
      ? try readUsageJSON(
        JSONRows(source, start: start), start: none, withPercentiles: withPercentiles, into: &sink)
      : content == UInt8(ascii: "{")
        ? try readUsageJSON(source, start: start, withPercentiles: withPercentiles, into: &sink)
        : try readUsageCSV(
          source, start: start, withPercentiles: withPercentiles, plainly: plainly, into: &sink)
    report.bytes = source.bytesRead + (isAhead ? first : 0)
    guard report.rows > 0 else {
      throw WorkloadError("\(path): has a header but no rows; a trace of at least one row is needed.")
    }
    return report
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
