import CSimdJSON

/// What became of one row.
enum EventRowFate { case delivered, alloc, unknown }

/// Reads a table of events in either form.
///
/// - Parameters:
///   - path: The file.
///   - table: Which table it is.
///   - isOrdered: Whether rows must be in order of time.
///   - columns: The names of the CSV form's columns, for error sentences; their number is checked.
///   - fromCSV: Takes a row of the CSV form.
///   - fromJSON: Takes a row of the JSON form and its line.
/// - Throws: ``WorkloadError`` or whatever the closures throw.
func readEventTable(
  _ path: String, table: fs_event_table, isOrdered: Bool = true, columns: [String],
  fromCSV: (TableRow) throws -> EventRowFate,
  fromJSON: (fs_event_line, Int) throws -> EventRowFate
) throws -> EventReport {
  let reader = try GzipReader(path: path)
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
  defer { chunk.deallocate() }
  let filled = try reader.read(into: chunk)
  let start = UnsafeRawBufferPointer(rebasing: chunk[..<filled])
  var tally = EventTally(isOrdered: isOrdered)
  let isArray = JSONRows.isArray(start)
  if isArray || start.first(where: { $0 != 0x20 && !(0x09...0x0d).contains($0) }) == UInt8(ascii: "{") {
    guard let parser = fs_json_parser_new() else {
      throw WorkloadError("\(path): not enough memory to read it.")
    }
    defer { fs_json_parser_free(parser) }
    var row = fs_event_line()
    let source: any ByteSource = isArray ? JSONRows(reader, start: start) : reader
    try readLines(source, start: isArray ? UnsafeRawBufferPointer(start: nil, count: 0) : start) {
      bytes, length, line in
      let status = fs_json_read_event(
        parser, bytes.assumingMemoryBound(to: CChar.self), length, Int32(table.rawValue), &row)
      if status != FS_JSON_OK.rawValue {
        let problem = withUnsafeBytes(of: row.problem) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        let field = row.field.map { String(cString: $0) } ?? ""
        throw WorkloadError.json(
          path, line: line, status: status, field: field, problem: problem,
          allowed: field.contains(".")
            ? "are finite numbers from 0 up"
            : field == "deleted" ? "are true and false" : "are whole 64-bit numbers, in quotes or not")
      }
      for (name, value) in [("cpus", row.cpus), ("memory", row.memory)] where !(value >= 0 || value.isNaN) {
        throw WorkloadError(path, line: line, "\(name) is \(value); allowed are finite numbers from 0 up.")
      }
      if try tally.admits(row.time, path, line) { tally.count(try fromJSON(row, line)) }
    }
  } else {
    try withoutActuallyEscaping(fromCSV) { fromCSV in
      let rows = TableRow(file: path, columns: columns) { row in
        if try tally.admits(try row.integer(0), path, row.line) { tally.count(try fromCSV(row)) }
      }
      try readCSV(reader, chunk: chunk, filled: filled, into: rows)
    }
  }
  guard tally.report.rows > 0 else {
    throw WorkloadError("\(path): holds no rows; a table of at least one event is needed.")
  }
  return tally.report
}

/// Counts rows and checks what holds for every row.
private struct EventTally {
  let isOrdered: Bool
  var report = EventReport()
  private var last = Int64.min

  init(isOrdered: Bool) { self.isOrdered = isOrdered }

  mutating func admits(_ time: Int64, _ path: String, _ line: Int) throws -> Bool {
    report.rows += 1
    guard time >= 0 else {
      throw WorkloadError(path, line: line, "the time is \(time) µs; allowed are times from 0 up.")
    }
    if time == .max {
      report.skippedAfterTrace += 1
      return false
    }
    guard time >= last || !isOrdered else {
      throw WorkloadError(
        path, line: line, "the time goes back from \(last) to \(time) µs; rows must be in order of time.")
    }
    last = time
    return true
  }

  mutating func count(_ fate: EventRowFate) {
    switch fate {
    case .delivered: break
    case .alloc: report.skippedAllocs += 1
    case .unknown: report.skippedUnknown += 1
    }
  }
}

extension Double {
  /// Nil for NaN, which stands for an absent number.
  var given: Double? { isNaN ? nil : self }
}
