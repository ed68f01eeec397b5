/// The beginning of a trace file, decompressed: what a format is recognized by.
public struct TraceHead: Sendable {
  /// The path as given.
  public let path: String
  /// At most the first 64 KiB of the content.
  public let bytes: [UInt8]
  /// The whole lines among them, without their breaks; the only line, cut, where none is whole. At most 64. A first line
  /// that names the separator (`sep=;`) is left out.
  public let lines: [String]
  /// How it is written, if it is a table.
  public let dialect: CSVDialect

  /// Reads the beginning of the file at `path`, gzipped or not.
  ///
  /// - Throws: ``WorkloadError`` if it cannot be read.
  public init(path: String) throws {
    let reader = try GzipReader(path: path)
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = try bytes.withUnsafeMutableBytes { try reader.read(into: $0) }
    self.init(
      path: path, bytes: Array(bytes[..<count]), isWhole: count < bytes.count,
      encoding: reader.encoding.rawValue)
  }

  /// A beginning already at hand, as UTF-8.
  public init(path: String, bytes: [UInt8], isWhole: Bool, encoding: String = "UTF-8") {
    self.path = path
    self.bytes = bytes
    var dialect = bytes.withUnsafeBytes { CSVDialect(sniffing: $0, isWhole: isWhole) }
    dialect.encoding = encoding
    self.dialect = dialect
    var lines = bytes[min(dialect.preamble, bytes.count)...].split(
      separator: 0x0a, maxSplits: 64, omittingEmptySubsequences: true
    ).map {
      String(decoding: $0.last == 0x0d ? $0.dropLast() : $0, as: UTF8.self)
    }
    if lines.count > 1, !isWhole || lines.count > 64 { lines.removeLast() }
    self.lines = lines
  }

  /// The fields of the first line, as ``fields(_:)`` has them.
  public var header: [String] { fields(0) }

  /// The fields of a line, cut at the dialect's separator; quotation marks around a field are taken off, and numbers are
  /// written with a point. None if there is no such line.
  public func fields(_ line: Int) -> [String] { fields(line, as: dialect) }

  /// The fields of a line in a dialect that is known otherwise.
  func fields(_ line: Int, as dialect: CSVDialect) -> [String] {
    lines.indices.contains(line) ? dialect.fields(of: lines[line]) : []
  }

  /// The fields of the first lines among all that are at hand, of which there may be more than ``lines``.
  func rows(atMost count: Int) -> [[String]] {
    let text = bytes[min(dialect.preamble, bytes.count)...]
    let lines = text.split(separator: 0x0a, maxSplits: count, omittingEmptySubsequences: true)
    // the last is cut off, or is the rest
    return (lines.count > 1 ? lines.dropLast() : lines[...]).map { line in
      dialect.fields(of: String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self))
    }
  }

  /// Whether the first byte that is no space opens a JSON object or array.
  public var isJSON: Bool {
    let first = bytes.first { $0 != 0x20 && !(0x09...0x0d).contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// The text of the first object of a JSON document that is one, or an array or lines of several; as far as it is at hand.
  public var firstObject: String? {
    guard isJSON else { return nil }
    var depth = 0
    var start: Int?
    var isQuoted = false
    var position = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\\") where isQuoted: position += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "{") where !isQuoted:
        if start == nil { start = position }
        depth += 1
      case UInt8(ascii: "}") where !isQuoted:
        depth -= 1
        if depth == 0, let start { return String(decoding: bytes[start...position], as: UTF8.self) }
      default: break
      }
      position += 1
    }
    return start.map { String(decoding: bytes[$0...], as: UTF8.self) }
  }
}
