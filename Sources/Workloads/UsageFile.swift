/// A file of usage rows in one of two forms, told apart by content, gzipped or not:
///
/// - the official one of ClusterData 2019: JSON objects, one a line, 64-bit integers as strings or numbers;
/// - the flattened one: CSV with a header, columns found by name, without the end of the windows.
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

  /// The file at `path`, which is not opened yet.
  public init(_ path: String, withPercentiles: Bool = false) {
    self.path = path
    self.withPercentiles = withPercentiles
  }

  /// Hands every row to `body`, in the file's order, and returns what was met.
  ///
  /// Rows of special times, rows about alloc instances and duplicates are left out and counted.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (InstanceUsage) throws -> Void) throws -> ReadReport {
    let reader = try GzipReader(path: path)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
    defer { chunk.deallocate() }
    let first = try reader.read(into: chunk)
    let content = chunk[..<first].first { !Self.isSpace($0) }
    guard let content else {
      throw WorkloadError("\(path): holds nothing but space; a trace of at least one row is needed.")
    }
    let start = UnsafeRawBufferPointer(rebasing: chunk[..<first])
    var report =
      content == UInt8(ascii: "{")
      ? try readUsageJSON(reader, start: start, withPercentiles: withPercentiles, body)
      : try readUsageCSV(reader, chunk: chunk, filled: first, withPercentiles: withPercentiles, body)
    report.bytes = reader.bytesRead
    guard report.rows > 0 else {
      throw WorkloadError("\(path): has a header but no rows; a trace of at least one row is needed.")
    }
    return report
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
