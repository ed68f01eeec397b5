import CLibCSV

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The longest field accepted, in bytes.
private let longestField = 1 << 20

/// Reads the flattened form. The first `filled` bytes of `chunk` are already taken from `reader`.
func readCSV(
  _ reader: GzipReader, chunk: UnsafeMutableRawBufferPointer, filled: Int, withPercentiles: Bool,
  _ body: (InstanceUsage) throws -> Void
) throws -> ReadReport {
  var parser = csv_parser()
  let options = UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL)
  guard csv_init(&parser, options) == 0 else {
    throw WorkloadError("\(reader.path): not enough memory to read it.")
  }
  defer { csv_free(&parser) }

  return try withoutActuallyEscaping(body) { body in
    let rows = CSVRows(file: reader.path, withPercentiles: withPercentiles, body)
    let context = Unmanaged.passUnretained(rows).toOpaque()
    let onField: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      Unmanaged<CSVRows>.fromOpaque($2!).takeUnretainedValue().field($0, count: $1)
    }
    let onRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = {
      Unmanaged<CSVRows>.fromOpaque($1!).takeUnretainedValue().endRow($0)
    }
    return try withExtendedLifetime(rows) {
      var count = filled
      while count > 0 {
        let parsed = csv_parse(&parser, chunk.baseAddress, count, onField, onRow, context)
        if let failure = rows.failure { throw failure }
        guard parsed == count else {
          throw WorkloadError(
            reader.path, line: rows.line,
            "a quotation mark stands where none may (\(String(cString: csv_strerror(csv_error(&parser))))); "
              + "quoted fields must be quoted whole.")
        }
        guard parser.entry_pos < longestField else {
          throw WorkloadError(
            reader.path, line: rows.line,
            "a field is longer than \(longestField) bytes; a closing quote may be missing.")
        }
        count = try reader.read(into: chunk)
      }
      guard csv_fini(&parser, onField, onRow, context) == 0 else {
        throw WorkloadError(
          reader.path, line: rows.line, "a quoted field is not closed; quotes must come in pairs.")
      }
      if let failure = rows.failure { throw failure }
      return rows.check.report
    }
  }
}

/// Gathers the fields of one row at a time.
private final class CSVRows {
  var check: UsageRowCheck
  var failure: (any Error)?
  /// The line on which the current row started, from 1.
  var line = 1
  private var lineBreaksInside = 0
  private var columns: UsageColumns?
  private var header: [String] = []
  private var index = 0
  private var values = UsageColumns.Values()
  private let withPercentiles: Bool
  private let body: (InstanceUsage) throws -> Void

  init(file: String, withPercentiles: Bool, _ body: @escaping (InstanceUsage) throws -> Void) {
    check = UsageRowCheck(file: file)
    self.withPercentiles = withPercentiles
    self.body = body
  }

  func field(_ start: UnsafeMutableRawPointer?, count: Int) {
    if failure != nil { return }
    defer { index += 1 }
    guard let start else { return }
    if memchr(start, 0x0a, count) != nil {
      lineBreaksInside += UnsafeRawBufferPointer(start: start, count: count).count { $0 == 0x0a }
    }
    guard let columns else {
      header.append(String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self))
      return
    }
    guard index < columns.roles.count, let role = columns.roles[index] else { return }
    do {
      try values.set(role, from: start.assumingMemoryBound(to: CChar.self), count: count) { problem in
        WorkloadError(check.file, line: line, "\(columns.names[index]) is \(problem)")
      }
    } catch {
      failure = error
    }
  }

  func endRow(_ terminator: Int32) {
    if failure != nil { return }
    if index > 0 {
      do { try finishRow() } catch { failure = error }
      if failure != nil { return }
      index = 0
    }
    line += lineBreaksInside + (terminator == 0x0a ? 1 : 0)
    lineBreaksInside = 0
  }

  private func finishRow() throws {
    guard let columns else {
      columns = try UsageColumns(header: header, file: check.file, withPercentiles: withPercentiles)
      return
    }
    guard index == columns.roles.count else {
      throw WorkloadError(
        check.file, line: line, "has \(index) fields; allowed are the \(columns.roles.count) of the header.")
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
