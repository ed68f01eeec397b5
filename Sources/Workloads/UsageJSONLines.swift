import CSimdJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The longest line accepted, in bytes; the official rows have about a thousand.
private let longestLine = 16 << 20

/// Reads the official form. `start` holds the bytes already taken from `reader`.
func readJSONLines(
  _ reader: GzipReader, start: UnsafeRawBufferPointer, withPercentiles: Bool,
  _ body: (InstanceUsage) throws -> Void
) throws -> ReadReport {
  guard let parser = fs_json_parser_new() else {
    throw WorkloadError("\(reader.path): not enough memory to read it.")
  }
  defer { fs_json_parser_free(parser) }
  var lines = JSONLines(
    parser: parser, check: UsageRowCheck(file: reader.path), withPercentiles: withPercentiles)
  let padding = Int(FS_JSON_PADDING)
  var capacity = 512 << 10
  var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + padding, alignment: 64)
  defer { buffer.deallocate() }
  buffer.initializeMemory(as: UInt8.self, repeating: 0)
  buffer.copyMemory(from: start)
  var filled = start.count

  while true {
    // Whole lines are handed over; the piece of a line behind them moves to the front.
    let base = UnsafeRawPointer(buffer.baseAddress!)
    var position = 0
    while let end = memchr(base + position, 0x0a, filled - position) {
      let length = base.distance(to: UnsafeRawPointer(end)) - position
      try lines.read(base + position, length: length, body)
      position += length + 1
    }
    filled -= position
    memmove(buffer.baseAddress!, base + position, filled)
    if filled == capacity {
      guard capacity < longestLine else {
        throw WorkloadError(
          reader.path, line: lines.line + 1,
          "the line is longer than \(longestLine) bytes; one row a line is needed.")
      }
      capacity *= 2
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + padding, alignment: 64)
      larger.initializeMemory(as: UInt8.self, repeating: 0)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
      buffer.deallocate()
      buffer = larger
    }
    let count = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<capacity]))
    filled += count
    if count == 0 { break }
  }
  if filled > 0 { try lines.read(UnsafeRawPointer(buffer.baseAddress!), length: filled, body) }
  return lines.check.report
}

private struct JSONLines {
  let parser: OpaquePointer
  var check: UsageRowCheck
  let withPercentiles: Bool
  var line = 0
  var row = fs_usage_line()

  init(parser: OpaquePointer, check: UsageRowCheck, withPercentiles: Bool) {
    self.parser = parser
    self.check = check
    self.withPercentiles = withPercentiles
  }

  mutating func read(_ start: UnsafeRawPointer, length: Int, _ body: (InstanceUsage) throws -> Void) throws {
    line += 1
    let bytes = UnsafeRawBufferPointer(start: start, count: length)
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return }
    let status = fs_json_read_usage(parser, start.assumingMemoryBound(to: CChar.self), length, &row)
    if status != FS_JSON_OK.rawValue { throw failure(status) }
    var usage = InstanceUsage(
      startTime: row.start_time, endTime: row.end_time, collectionID: row.collection_id,
      instanceIndex: row.instance_index, cpuAverage: row.cpu_average,
      cpuMaximum: row.cpu_maximum.isNaN ? nil : row.cpu_maximum)
    try checkCPU(usage.cpuAverage, "average_usage.cpus")
    if let maximum = usage.cpuMaximum { try checkCPU(maximum, "maximum_usage.cpus") }
    guard try check.admits(usage, isAllocInstance: row.collection_type == 1, line: line) else { return }
    if withPercentiles && row.decile_count == 11 && row.tail_count == 9 {
      usage.cpuPercentiles = percentiles()
    }
    try body(usage)
  }

  private func checkCPU(_ value: Double, _ field: String) throws {
    guard value >= 0 && value.isFinite else {
      throw WorkloadError(
        check.file, line: line, "\(field) is \(value); allowed are finite numbers from 0 up.")
    }
  }

  private func percentiles() -> [Double] {
    withUnsafeBytes(of: row.deciles) { deciles in
      withUnsafeBytes(of: row.tail) { tail in
        let deciles = Array(deciles.bindMemory(to: Double.self))
        return deciles.dropLast() + Array(tail.bindMemory(to: Double.self)) + deciles.suffix(1)
      }
    }
  }

  private func failure(_ status: Int32) -> WorkloadError {
    let problem = withUnsafeBytes(of: row.problem) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let field = row.field.map { String(cString: $0) } ?? ""
    switch UInt32(status) {
    case FS_JSON_MISSING_FIELD.rawValue:
      return WorkloadError(check.file, line: line, "\(field) is absent or null; it is needed in every row.")
    case FS_JSON_BAD_FIELD.rawValue:
      return WorkloadError(
        check.file, line: line,
        "\(field) is \(problem); allowed \(Self.allowed(field)).")
    default:
      return WorkloadError(
        check.file, line: line, "is not a JSON object (\(problem)); one object a line is needed.")
    }
  }

  private static func allowed(_ field: String) -> String {
    switch field {
    case "average_usage.cpus", "maximum_usage.cpus": "are finite numbers from 0 up"
    case "cpu_usage_distribution": "are 11 numbers or none"
    case "tail_cpu_usage_distribution": "are 9 numbers or none"
    default: "are whole 64-bit numbers, in quotes or not"
    }
  }
}
