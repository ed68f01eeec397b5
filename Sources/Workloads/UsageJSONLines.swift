import CSimdJSON

/// Reads the official form. `start` holds the bytes already taken from `reader`.
func readUsageJSON(
  _ reader: GzipReader, start: UnsafeRawBufferPointer, withPercentiles: Bool,
  _ body: (InstanceUsage) throws -> Void
) throws -> ReadReport {
  guard let parser = fs_json_parser_new() else {
    throw WorkloadError("\(reader.path): not enough memory to read it.")
  }
  defer { fs_json_parser_free(parser) }
  var lines = JSONLines(
    parser: parser, check: UsageRowCheck(file: reader.path), withPercentiles: withPercentiles)
  try readLines(reader, start: start) { try lines.read($0, length: $1, line: $2, body) }
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

  mutating func read(
    _ start: UnsafeRawPointer, length: Int, line: Int, _ body: (InstanceUsage) throws -> Void
  ) throws {
    self.line = line
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
    return .json(
      check.file, line: line, status: status, field: field, problem: problem, allowed: Self.allowed(field))
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
