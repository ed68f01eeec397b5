/// The beginning of a trace file, decompressed: what a format is recognized by.
public struct TraceHead: Sendable {
  /// The path as given.
  public let path: String
  /// At most the first 64 KiB of the content.
  public let bytes: [UInt8]
  /// The whole lines among them, without their breaks; the only line, cut, where none is whole. At most 64.
  public let lines: [String]

  /// Reads the beginning of the file at `path`, gzipped or not.
  ///
  /// - Throws: ``WorkloadError`` if it cannot be read.
  public init(path: String) throws {
    let reader = try GzipReader(path: path)
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = try bytes.withUnsafeMutableBytes { try reader.read(into: $0) }
    self.init(path: path, bytes: Array(bytes[..<count]), isWhole: count < bytes.count)
  }

  /// A beginning already at hand.
  public init(path: String, bytes: [UInt8], isWhole: Bool) {
    self.path = path
    self.bytes = bytes
    var lines = bytes.split(separator: 0x0a, maxSplits: 64, omittingEmptySubsequences: true).map {
      String(decoding: $0.last == 0x0d ? $0.dropLast() : $0, as: UTF8.self)
    }
    if lines.count > 1, !isWhole || lines.count > 64 { lines.removeLast() }
    self.lines = lines
  }

  /// The fields of the first line, cut at commas; quotation marks around a field are taken off.
  public var header: [String] { fields(0) }

  /// The fields of a line, cut at commas; none if there is no such line.
  public func fields(_ line: Int) -> [String] {
    guard lines.indices.contains(line) else { return [] }
    return lines[line].split(separator: ",", omittingEmptySubsequences: false).map {
      let field = $0.drop { $0 == " " || $0 == "\u{feff}" }
      return field.count >= 2 && field.first == "\"" && field.last == "\""
        ? String(field.dropFirst().dropLast()) : String(field)
    }
  }

  /// Whether the first byte that is no space opens a JSON object or array.
  public var isJSON: Bool {
    let first = bytes.first { $0 != 0x20 && !(0x09...0x0d).contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }
}
