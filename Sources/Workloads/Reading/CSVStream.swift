import CLibCSV

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What takes the fields of a CSV file, row by row. Lines count from 1; the header is a row as any other.
protocol CSVSink: AnyObject {
  /// Takes the zero-terminated field at `column` (from 0) of the row that starts on `line`.
  func field(_ text: UnsafePointer<CChar>, count: Int, column: Int, line: Int) throws

  /// The row of so many columns that started on `line` is complete. Empty lines are no rows.
  func endRow(columns: Int, line: Int) throws
}

/// The longest field accepted, in bytes.
private let longestField = 1 << 20

/// Hands the fields of a CSV file to `sink`. The first `filled` bytes of `chunk` are already taken from `reader`.
///
/// Numbers come as programs write them, whatever the file's way of writing is.
///
/// - Parameter dialect: How the file is written; nil to find it by its beginning.
/// - Throws: ``WorkloadError`` at a quotation mark or a field that cannot be, if numbers can be read in two ways, or what
///   `sink` throws.
func readCSV(
  _ reader: GzipReader, chunk: UnsafeMutableRawBufferPointer, filled: Int, dialect: CSVDialect? = nil,
  into sink: some CSVSink
) throws {
  let start = UnsafeRawBufferPointer(rebasing: chunk[..<filled])
  let dialect = dialect ?? CSVDialect(sniffing: start, isWhole: filled < chunk.count)
  if let refusal = dialect.refusal(reader.path) { throw refusal }
  let parser = try CSVParser(path: reader.path, sink: sink, dialect: dialect)
  try parser.feed(UnsafeRawBufferPointer(rebasing: start[min(dialect.preamble, filled)...]))
  while true {
    let count = try reader.read(into: chunk)
    if count == 0 { break }
    try parser.feed(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
  }
  try parser.finish()
}

/// Hands the fields of the CSV file at `path`, gzipped or not, to `sink`.
///
/// - Throws: ``WorkloadError`` if it cannot be read, or as above.
func readCSV(_ path: String, dialect: CSVDialect? = nil, into sink: some CSVSink) throws {
  let reader = try GzipReader(path: path)
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
  defer { chunk.deallocate() }
  try readCSV(reader, chunk: chunk, filled: try reader.read(into: chunk), dialect: dialect, into: sink)
}

/// libcsv with its fields going to a sink, fed with pieces of a file.
final class CSVParser {
  /// The line on which the current row started, from 1. Whoever reads lines past the parser adds them.
  var line: Int {
    get { rows.line }
    set { rows.line = newValue }
  }
  /// Whether all that was fed are whole rows.
  var isBetweenRows: Bool { rows.endsAtLineFeed }

  private let path: String
  private let rows: CSVRows
  private var parser = csv_parser()

  private static let onField:
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      Unmanaged<CSVRows>.fromOpaque($2!).takeUnretainedValue().field($0, count: $1)
    }
  private static let onRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = {
    Unmanaged<CSVRows>.fromOpaque($1!).takeUnretainedValue().endRow($0)
  }

  /// - Throws: ``WorkloadError`` without memory.
  init(path: String, sink: some CSVSink, dialect: CSVDialect = CSVDialect()) throws {
    self.path = path
    rows = CSVRows(sink, dialect, file: path)
    if dialect.preamble > 0 { rows.line = 2 }
    let options = UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL)
    guard csv_init(&parser, options) == 0 else {
      throw WorkloadError("\(path): not enough memory to read it.")
    }
    csv_set_delim(&parser, dialect.separator)
  }

  deinit { csv_free(&parser) }

  /// Parses what comes next in the file.
  ///
  /// - Throws: ``WorkloadError`` at a quotation mark or a field that cannot be, or what the sink throws.
  func feed(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count > 0 else { return }
    rows.endsAtLineFeed = false
    let context = Unmanaged.passUnretained(rows).toOpaque()
    let parsed = csv_parse(&parser, bytes.baseAddress, bytes.count, Self.onField, Self.onRow, context)
    if let failure = rows.failure { throw failure }
    guard parsed == bytes.count else {
      throw WorkloadError(
        path, line: rows.line,
        "a quotation mark stands where none may (\(String(cString: csv_strerror(csv_error(&parser))))); "
          + "quoted fields must be quoted whole.")
    }
    guard parser.entry_pos < longestField else {
      throw WorkloadError(
        path, line: rows.line,
        "a field is longer than \(longestField) bytes; a closing quote may be missing.")
    }
  }

  /// Ends the last row.
  ///
  /// - Throws: ``WorkloadError`` if it is not complete, or what the sink throws.
  func finish() throws {
    let context = Unmanaged.passUnretained(rows).toOpaque()
    guard csv_fini(&parser, Self.onField, Self.onRow, context) == 0 else {
      throw WorkloadError(
        path, line: rows.line, "a quoted field is not closed; quotes must come in pairs.")
    }
    if let failure = rows.failure { throw failure }
  }
}

/// Counts lines and columns, and keeps what the sink throws until the parser is done with its chunk.
private final class CSVRows {
  var failure: (any Error)?
  /// The line on which the current row started, from 1.
  var line = 1
  /// Whether the last thing met was a line feed that ended a row or an empty line.
  var endsAtLineFeed = true
  private var lineBreaksInside = 0
  private var column = 0
  private let sink: any CSVSink
  /// How numbers are written, where not as programs do.
  private let dialect: CSVDialect?
  private let file: String
  private let rewrites: Bool

  init(_ sink: any CSVSink, _ dialect: CSVDialect, file: String) {
    self.sink = sink
    self.file = file
    rewrites = dialect.rewritesNumbers
    self.dialect = dialect.rewritesNumbers ? dialect : nil
  }

  func field(_ start: UnsafeMutableRawPointer?, count: Int) {
    if failure != nil { return }
    endsAtLineFeed = false
    defer { column += 1 }
    guard let start else { return }
    var count = count
    if rewrites, let dialect {
      guard
        let length = dialect.rewriteNumber(start.assumingMemoryBound(to: UInt8.self), count: count)
      else {
        let text = String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
        failure = CSVDialect.refusal(file, CSVDialect.Doubt(text: text, line: line))
        return
      }
      count = length
    }
    if memchr(start, 0x0a, count) != nil {
      lineBreaksInside += UnsafeRawBufferPointer(start: start, count: count).count { $0 == 0x0a }
    }
    do {
      try sink.field(start.assumingMemoryBound(to: CChar.self), count: count, column: column, line: line)
    } catch {
      failure = error
    }
  }

  func endRow(_ terminator: Int32) {
    if failure != nil { return }
    if column > 0 {
      do { try sink.endRow(columns: column, line: line) } catch { failure = error }
      if failure != nil { return }
      column = 0
    }
    endsAtLineFeed = terminator == 0x0a
    line += lineBreaksInside + (terminator == 0x0a ? 1 : 0)
    lineBreaksInside = 0
  }
}
