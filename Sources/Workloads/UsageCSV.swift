/// Reads the flattened form. The first `filled` bytes of `chunk` are already taken from `reader`.
func readUsageCSV(
  _ reader: GzipReader, chunk: UnsafeMutableRawBufferPointer, filled: Int, withPercentiles: Bool,
  _ body: (InstanceUsage) throws -> Void
) throws -> ReadReport {
  try withoutActuallyEscaping(body) { body in
    let rows = UsageRows(file: reader.path, withPercentiles: withPercentiles, body)
    try readCSV(reader, chunk: chunk, filled: filled, into: rows)
    return rows.check.report
  }
}

/// Gathers the fields of one row at a time.
private final class UsageRows: CSVSink {
  var check: UsageRowCheck
  private var columns: UsageColumns?
  private var header: [String] = []
  private var values = UsageColumns.Values()
  private let withPercentiles: Bool
  private let body: (InstanceUsage) throws -> Void

  init(file: String, withPercentiles: Bool, _ body: @escaping (InstanceUsage) throws -> Void) {
    check = UsageRowCheck(file: file)
    self.withPercentiles = withPercentiles
    self.body = body
  }

  func field(_ text: UnsafePointer<CChar>, count: Int, column: Int, line: Int) throws {
    guard let columns else {
      header.append(String(cString: text))
      return
    }
    guard column < columns.roles.count, let role = columns.roles[column] else { return }
    try values.set(role, from: text, count: count) { problem in
      WorkloadError(check.file, line: line, "\(columns.names[column]) is \(problem)")
    }
  }

  func endRow(columns count: Int, line: Int) throws {
    guard let columns else {
      columns = try UsageColumns(header: header, file: check.file, withPercentiles: withPercentiles)
      return
    }
    guard count == columns.roles.count else {
      throw WorkloadError(
        check.file, line: line, "has \(count) fields; allowed are the \(columns.roles.count) of the header.")
    }
    let usage = InstanceUsage(
      startTime: values.startTime, endTime: columns.hasEnd ? values.endTime : nil,
      collectionID: values.collectionID, instanceIndex: values.instanceIndex, cpuAverage: values.cpuAverage,
      cpuMaximum: values.cpuMaximum.isNaN ? nil : values.cpuMaximum,
      cpuPercentiles: columns.hasPercentiles ? values.allPercentiles : [])
    if try check.admits(usage, isAllocInstance: values.collectionType == 1, line: line) { try body(usage) }
    values.forgetOptional()
  }
}
