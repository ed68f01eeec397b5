import CSimdJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What became of one row.
enum EventRowFate { case delivered, alloc, unknown }

/// Reads a table of events in either form.
///
/// - Parameters:
///   - path: The file.
///   - isInstance: Whether it is about tasks, else about machines.
///   - columns: The names of the CSV form's columns, for error sentences; their number is checked.
///   - fromCSV: Takes a row of the CSV form.
///   - fromJSON: Takes a row of the JSON form and its line.
/// - Throws: ``WorkloadError`` or whatever the closures throw.
func readEventTable(
  _ path: String, isInstance: Bool, columns: [String], fromCSV: (EventRow) throws -> EventRowFate,
  fromJSON: (fs_event_line, Int) throws -> EventRowFate
) throws -> EventReport {
  let reader = try GzipReader(path: path)
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
  defer { chunk.deallocate() }
  let filled = try reader.read(into: chunk)
  let start = UnsafeRawBufferPointer(rebasing: chunk[..<filled])
  var tally = EventTally()
  if start.first(where: { $0 != 0x20 && !(0x09...0x0d).contains($0) }) == UInt8(ascii: "{") {
    guard let parser = fs_json_parser_new() else {
      throw WorkloadError("\(path): not enough memory to read it.")
    }
    defer { fs_json_parser_free(parser) }
    var row = fs_event_line()
    try readLines(reader, start: start) { bytes, length, line in
      let status = fs_json_read_event(
        parser, bytes.assumingMemoryBound(to: CChar.self), length, isInstance ? 1 : 0, &row)
      if status != FS_JSON_OK.rawValue {
        let problem = withUnsafeBytes(of: row.problem) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        let field = row.field.map { String(cString: $0) } ?? ""
        throw WorkloadError.json(
          path, line: line, status: status, field: field, problem: problem,
          allowed: field.contains(".")
            ? "are finite numbers from 0 up" : "are whole 64-bit numbers, in quotes or not")
      }
      for (name, value) in [("cpus", row.cpus), ("memory", row.memory)] where !(value >= 0 || value.isNaN) {
        throw WorkloadError(path, line: line, "\(name) is \(value); allowed are finite numbers from 0 up.")
      }
      if try tally.admits(row.time, path, line) { tally.count(try fromJSON(row, line)) }
    }
  } else {
    try withoutActuallyEscaping(fromCSV) { fromCSV in
      let rows = EventRow(file: path, names: columns) { row in
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
  var report = EventReport()
  private var last = Int64.min

  mutating func admits(_ time: Int64, _ path: String, _ line: Int) throws -> Bool {
    report.rows += 1
    guard time >= 0 else {
      throw WorkloadError(path, line: line, "the time is \(time) µs; allowed are times from 0 up.")
    }
    if time == .max {
      report.skippedAfterTrace += 1
      return false
    }
    guard time >= last else {
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

/// One row of a headerless table at a time: the fields as they stand, read as numbers on request.
final class EventRow: CSVSink {
  private(set) var line = 0
  private let file: String
  private let names: [String]
  private var bytes: [CChar] = []
  private var starts: [Int] = []
  private let take: (EventRow) throws -> Void

  init(file: String, names: [String], _ take: @escaping (EventRow) throws -> Void) {
    self.file = file
    self.names = names
    self.take = take
  }

  func field(_ text: UnsafePointer<CChar>, count: Int, column: Int, line: Int) {
    starts.append(bytes.count)
    bytes.append(contentsOf: UnsafeBufferPointer(start: text, count: count + 1))
  }

  func endRow(columns: Int, line: Int) throws {
    defer {
      bytes.removeAll(keepingCapacity: true)
      starts.removeAll(keepingCapacity: true)
    }
    self.line = line
    guard columns == names.count else {
      throw WorkloadError(
        file, line: line,
        "has \(columns) fields; such a table has the \(names.count) columns \(names.joined(separator: ", "))."
      )
    }
    try take(self)
  }

  func isEmpty(_ column: Int) -> Bool { bytes[starts[column]] == 0 }

  /// A whole 64-bit number.
  func integer(_ column: Int) throws -> Int64 {
    try parse(column, allowed: "whole 64-bit numbers") { text in
      var end: UnsafeMutablePointer<CChar>?
      errno = 0
      let value = strtoll(text, &end, 10)
      return errno == 0 ? (Int64(value), end) : nil
    }
  }

  /// A number from 0 up; nil where the field is empty.
  func share(_ column: Int) throws -> Double? {
    if isEmpty(column) { return nil }
    return try parse(column, allowed: "finite numbers from 0 up") { text in
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(text, &end)
      return value.isFinite && value >= 0 ? (value, end) : nil
    }
  }

  private func parse<Value>(
    _ column: Int, allowed: String, _ read: (UnsafePointer<CChar>) -> (Value, UnsafeMutablePointer<CChar>?)?
  ) throws -> Value {
    try bytes.withUnsafeBufferPointer { buffer in
      let text = buffer.baseAddress! + starts[column]
      if text.pointee != 0, let (value, end) = read(text), end?.pointee == 0 { return value }
      throw WorkloadError(
        file, line: line,
        "\(names[column]) is \(WorkloadError.quoted(String(cString: text))); allowed are \(allowed).")
    }
  }
}

extension Double {
  /// Nil for NaN, which stands for an absent number.
  var given: Double? { isNaN ? nil : self }
}
