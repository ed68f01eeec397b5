import CSimdJSON

/// Reads the official form. `start` holds the bytes already taken from `source`.
func readUsageJSON<Sink: UsageSink>(
  _ source: any ByteSource, start: UnsafeRawBufferPointer, withPercentiles: Bool, into sink: inout Sink
) throws -> ReadReport {
  guard let parser = fs_json_parser_new() else {
    throw WorkloadError("\(source.path): not enough memory to read it.")
  }
  defer { fs_json_parser_free(parser) }
  var lines = JSONLines(
    parser: parser, check: UsageRowCheck(file: source.path), withPercentiles: withPercentiles)
  try readLines(source, start: start) { try lines.read($0, length: $1, line: $2, &sink) }
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
    row.wants_distribution = withPercentiles ? 1 : 0
  }

  mutating func read(
    _ start: UnsafeRawPointer, length: Int, line: Int, _ sink: inout some UsageSink
  ) throws {
    self.line = line
    let status = fs_json_read_usage(parser, start.assumingMemoryBound(to: CChar.self), length, &row)
    if status != FS_JSON_OK.rawValue { throw failure(status) }
    try checkCPU(row.cpu_average, "average_usage.cpus")
    if !row.cpu_maximum.isNaN { try checkCPU(row.cpu_maximum, "maximum_usage.cpus") }
    var usage = UsageRow(
      startTime: row.start_time, endTime: row.end_time,
      task: TaskKey(collection: row.collection_id, instance: row.instance_index),
      isAllocInstance: row.collection_type == 1, cpuAverage: row.cpu_average, cpuMaximum: row.cpu_maximum)
    guard let task = try check.admits(usage, line: line) else { return }
    if withPercentiles && row.decile_count == 11 && row.tail_count == 9 {
      try withUnsafeTemporaryAllocation(of: Double.self, capacity: 19) { percentiles in
        withUnsafeBytes(of: row.deciles) {
          for (place, value) in $0.bindMemory(to: Double.self).dropLast().enumerated() {
            percentiles[place] = value
          }
          usage.highest = $0.bindMemory(to: Double.self)[10]
        }
        withUnsafeBytes(of: row.tail) {
          for (place, value) in $0.bindMemory(to: Double.self).enumerated() {
            percentiles[10 + place] = value
          }
        }
        usage.percentiles = UnsafePointer(percentiles.baseAddress!)
        try sink.take(usage, task: task)
      }
    } else {
      try sink.take(usage, task: task)
    }
  }

  private func checkCPU(_ value: Double, _ field: String) throws {
    guard value >= 0 && value.isFinite else {
      throw WorkloadError(
        check.file, line: line, "\(field) is \(value); allowed are finite numbers from 0 up.")
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
