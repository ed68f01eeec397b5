import Glibc

/// What the first row of a table is.
enum TableHeader {
  /// A row as any other: the columns are known by their place.
  case none
  /// The names of the columns, which must be these.
  case exact
  /// The names of the columns, whatever they are.
  case any
}

/// One row at a time of a table of comma-separated values: the fields as they stand, read as numbers on request.
final class TableRow: CSVSink {
  /// The line on which the row started, from 1.
  private(set) var line = 0
  /// The columns' names, from the header or the format's documents.
  private(set) var names: [String]
  /// Rows so far, without the header.
  private(set) var count = 0
  let file: String
  private var awaitsHeader: TableHeader
  private var bytes = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 4096)
  private var used = 0
  private var starts: [Int] = []
  private let take: (TableRow) throws -> Void

  init(
    file: String, columns: [String], header: TableHeader = .none, _ take: @escaping (TableRow) throws -> Void
  ) {
    self.file = file
    names = columns
    awaitsHeader = header
    self.take = take
  }

  deinit { bytes.deallocate() }

  func field(_ text: UnsafePointer<CChar>, count: Int, column: Int, line: Int) {
    starts.append(used)
    if used + count + 1 > bytes.count { grow(to: used + count + 1) }
    memcpy(bytes.baseAddress! + used, text, count + 1)
    used += count + 1
  }

  private func grow(to needed: Int) {
    let larger = UnsafeMutableBufferPointer<CChar>.allocate(capacity: max(needed, 2 * bytes.count))
    memcpy(larger.baseAddress!, bytes.baseAddress!, used)
    bytes.deallocate()
    bytes = larger
  }

  func endRow(columns: Int, line: Int) throws {
    defer {
      used = 0
      starts.removeAll(keepingCapacity: true)
    }
    self.line = line
    if case .none = awaitsHeader {} else { return try takeHeader(columns) }
    guard columns == names.count else {
      throw WorkloadError.fields(file, line: line, count: columns, columns: names)
    }
    count += 1
    try take(self)
  }

  private func takeHeader(_ columns: Int) throws {
    let found = (0..<columns).map { text($0) }
    if case .any = awaitsHeader { names = found }
    awaitsHeader = .none
    guard found == names else {
      throw WorkloadError(
        file, line: line,
        "the header is \(WorkloadError.quoted(WorkloadError.listed(found))); such a table has the \(names.count) "
          + "columns \(WorkloadError.listed(names)).")
    }
  }

  /// Whether nothing stands in the column.
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

  /// A whole number of a range that begins at 0 or above.
  func whole(_ column: Int, in range: ClosedRange<Int64> = 0...(.max)) throws -> Int64 {
    let bound = range.upperBound == .max ? "up" : "to \(range.upperBound)"
    return try parse(column, allowed: "whole numbers from \(range.lowerBound) \(bound)") { text in
      var end: UnsafeMutablePointer<CChar>?
      errno = 0
      let value = Int64(strtoll(text, &end, 10))
      return errno == 0 && range.contains(value) ? (value, end) : nil
    }
  }

  /// A number from 0 up; nil where the field is empty.
  func share(_ column: Int) throws -> Double? { isEmpty(column) ? nil : try amount(column) }

  /// A number from 0 up.
  func amount(_ column: Int) throws -> Double {
    try parse(column, allowed: "finite numbers from 0 up") { text in
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(text, &end)
      return value.isFinite && value >= 0 ? (value, end) : nil
    }
  }

  /// A number.
  func number(_ column: Int) throws -> Double {
    try parse(column, allowed: "finite numbers") { text in
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(text, &end)
      return value.isFinite ? (value, end) : nil
    }
  }

  /// Seconds from 0 up, in microseconds.
  func seconds(_ column: Int) throws -> Int64 {
    try parse(column, allowed: "seconds from 0 to 9e9") { text in
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(text, &end)
      return value >= 0 && value <= 9e9 ? (Int64((value * 1e6).rounded()), end) : nil
    }
  }

  /// The field as it stands.
  func text(_ column: Int) -> String { String(cString: bytes(column)) }

  /// The field, zero-terminated; good until the row is done with.
  func bytes(_ column: Int) -> UnsafePointer<CChar> { UnsafePointer(bytes.baseAddress! + starts[column]) }

  /// The sentence about a field that holds what it must not.
  func refusal(_ column: Int, allowed: String) -> WorkloadError {
    WorkloadError(
      file, line: line, "\(names[column]) is \(WorkloadError.quoted(text(column))); allowed are \(allowed).")
  }

  @inline(__always)
  private func parse<Value>(
    _ column: Int, allowed: @autoclosure () -> String,
    _ read: (UnsafePointer<CChar>) -> (Value, UnsafeMutablePointer<CChar>?)?
  ) throws -> Value {
    let text = bytes(column)
    guard text.pointee != 0, let (value, end) = read(text), end?.pointee == 0 else {
      throw refusal(column, allowed: allowed())
    }
    return value
  }
}

/// Hands every row of a table to `body` and returns how many there were.
///
/// - Throws: ``WorkloadError`` if a row has not as many fields as `columns`, or there is none; or what `body` throws.
@discardableResult
func readTable(
  _ path: String, columns: [String] = [], header: TableHeader = .none, _ body: (TableRow) throws -> Void
) throws -> Int {
  let count = try withoutActuallyEscaping(body) { body in
    let rows = TableRow(file: path, columns: columns, header: header, body)
    try readCSV(path, into: rows)
    return rows.count
  }
  guard count > 0 else {
    throw WorkloadError("\(path): holds no rows; a table of at least one row is needed.")
  }
  return count
}

extension WorkloadError {
  /// A row of the wrong number of fields.
  static func fields(_ file: String, line: Int, count: Int, columns: [String]) -> WorkloadError {
    WorkloadError(
      file, line: line,
      "has \(count) fields; such a table has the \(columns.count) columns \(listed(columns)).")
  }

  /// The names, the middle of a long list left out.
  static func listed(_ names: [String]) -> String {
    names.count <= 24
      ? names.joined(separator: ", ")
      : names.prefix(8).joined(separator: ", ") + ", …, " + names[names.count - 1]
  }
}
