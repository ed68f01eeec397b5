import Glibc

/// How a file of separated values is written, found by its beginning: what stands between fields, and how numbers are
/// written.
///
/// A separator is one of `, ; tab |`, or what a first line `sep=;` says. Of several it is the one that cuts all lines into
/// equally many fields, most of them numbers and times. A comma in numbers is the decimal mark where it cannot stand between
/// thousands (`500,5`), and stands between thousands where it cannot be the mark (`1,720,000.5`). Where every number with a
/// comma can be read both ways (`1,234` alone), reading is refused unless a mapping says which: see
/// ``ColumnMapping/decimal``. So is `1.234` beside numbers below 1000 where fields are apart by `;` or dates have points, as
/// those write who put points between thousands.
///
/// ```swift
/// let dialect = try CSVDialect(path: "export.csv")
/// print(dialect.words)  // fields apart by ;, decimal comma
/// ```
public struct CSVDialect: Sendable, Hashable, Codable {
  /// What stands between the whole and the fraction of a number.
  public enum Decimal: String, Sendable, Hashable, Codable, CaseIterable {
    /// 0.5
    case point
    /// 0,5
    case comma
  }

  /// What stands between thousands.
  public enum Grouping: String, Sendable, Hashable, Codable, CaseIterable {
    /// 1,000
    case comma
    /// 1.000
    case point
    /// 1'000
    case apostrophe
    /// 1 000, with a space of any kind
    case space
  }

  /// The byte between fields.
  public var separator: UInt8 = 0x2c
  /// The decimal mark.
  public var decimal = Decimal.point
  /// What stands between thousands; nil where nothing does.
  public var grouping: Grouping?
  /// How the bytes are text: UTF-8, or UTF-16 that was turned into it.
  public internal(set) var encoding = "UTF-8"
  /// The bytes of a first line `sep=;`, its break with them; 0 where there is none.
  public internal(set) var preamble = 0
  /// Whether points were seen that are decimal marks, where the comma is one too.
  var hasDecimalPoints = false
  /// Whether the beginning has no number with a point, in a file of those who may put it between thousands.
  var hasUnclearPoints = false
  /// A number that can be read in two ways, and its line: `1,234`; nil where all are clear.
  public internal(set) var doubt: Doubt?

  /// A number that can be read in two ways.
  public struct Doubt: Sendable, Hashable, Codable {
    /// As it stands.
    public var text: String
    /// The line that it stands on, from 1.
    public var line: Int
  }

  /// Commas between fields, points in numbers.
  public init() {}

  /// The dialect of the file at `path`, gzipped or not.
  ///
  /// - Throws: ``WorkloadError`` if it cannot be read.
  public init(path: String) throws { self = try TraceHead(path: path).dialect }

  /// How many bytes of a file are looked at.
  static let sample = 64 << 10

  /// The dialect that `bytes`, the beginning of a file, are written in.
  ///
  /// - Parameters:
  ///   - bytes: At most the first 64 KiB count.
  ///   - isWhole: Whether they are the whole file; otherwise the last line is taken for cut off.
  public init(sniffing bytes: UnsafeRawBufferPointer, isWhole: Bool) {
    let sniffed = DialectSniffer(
      UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.sample)),
      isWhole: isWhole && bytes.count <= Self.sample)
    self = sniffed.dialect
  }

  /// The same for a separator that is known.
  init(sniffing bytes: [UInt8], separator: UInt8) {
    self = bytes.withUnsafeBytes {
      DialectSniffer($0, isWhole: bytes.count < Self.sample, separator: separator).dialect
    }
  }

  /// Whether it is the plain one: commas between fields, points in numbers, no thousands marked, UTF-8.
  public var isPlain: Bool { self == CSVDialect() }

  /// Whether numbers have to be rewritten before they can be parsed.
  var rewritesNumbers: Bool { decimal == .comma || grouping != nil || hasUnclearPoints }

  /// In words: "fields apart by ;, decimal comma, thousands apart by .".
  public var words: String {
    var parts = ["fields apart by \(separator == 0x09 ? "tabs" : String(Unicode.Scalar(separator)))"]
    if decimal == .comma { parts.append("decimal comma") }
    switch grouping {
    case nil: break
    case .comma?: parts.append("thousands apart by ,")
    case .point?: parts.append("thousands apart by .")
    case .apostrophe?: parts.append("thousands apart by '")
    case .space?: parts.append("thousands apart by spaces")
    }
    if encoding != "UTF-8" { parts.append(encoding) }
    if preamble > 0 { parts.append("a first line that names the separator") }
    return parts.joined(separator: ", ")
  }

  /// The sentence that refuses a number that can be read in two ways.
  func refusal(_ path: String) -> WorkloadError? {
    doubt.map { Self.refusal(path, $0) }
  }

  static func refusal(_ path: String, _ doubt: Doubt) -> WorkloadError {
    let plain = doubt.text.filter { $0 != "," && $0 != "." }
    let point = doubt.text.map { $0 == "," ? "." : String($0) }.joined()
    return WorkloadError(
      path, line: doubt.line,
      "\(WorkloadError.quoted(doubt.text)) may be \(plain) or \(point), and no other number tells which; say with a mapping "
        + "(--columns …,decimal=point or decimal=comma).")
  }

  /// The fields of one line, without quotation marks around them and with numbers as a program writes them.
  ///
  /// A quoted field may hold the separator; a doubled quotation mark inside it is one.
  public func fields(of line: some StringProtocol) -> [String] {
    var line = String(line)
    return line.withUTF8 { bytes in
      var fields: [String] = []
      DialectSniffer.split(bytes, at: separator) { field in
        var text = field
        if rewritesNumbers { rewrite(&text) }
        fields.append(String(decoding: text, as: UTF8.self))
      }
      return fields
    }
  }

  private func rewrite(_ field: inout [UInt8]) {
    field.append(0)
    let count = field.count - 1
    let length = field.withUnsafeMutableBytes {
      rewriteNumber($0.baseAddress!.assumingMemoryBound(to: UInt8.self), count: count)
    }
    field.removeLast(field.count - (length ?? count))
  }

  /// Rewrites a zero-terminated field of `count` bytes in place, if it is a number as this dialect writes them, to one as
  /// programs do, and returns its length, which is never more; nil if it can be read in two ways, as `1.234` in a file that looks
  /// German and whose beginning does not tell what points are.
  func rewriteNumber(_ text: UnsafeMutablePointer<UInt8>, count: Int) -> Int? {
    guard count > 1, count < 64,
      let number = LocaleNumber(UnsafeBufferPointer(start: text, count: count))
    else { return count }
    if hasUnclearPoints { return number.mayHavePointBetweenThousands ? nil : count }
    // a comma that is the decimal mark leaves the point one meaning, unless points were seen that are decimal marks, too
    var grouping = grouping
    if decimal == .comma, grouping == nil, !hasDecimalPoints { grouping = .point }
    guard number.isWritten(decimal: decimal, grouping: grouping) else { return count }
    let mark: UInt8 = decimal == .comma ? 0x2c : 0x2e
    let group: UInt8? =
      switch grouping {
      case .comma?: 0x2c
      case .point?: 0x2e
      case .apostrophe?: 0x27
      case .space?, nil: nil
      }
    var length = 0
    for position in 0..<count {
      let byte = text[position]
      if byte == mark {
        text[length] = 0x2e
      } else if byte == group || (grouping == .space && (byte == 0x20 || byte > 0x7f)) {
        continue
      } else {
        text[length] = byte
      }
      length += 1
    }
    text[length] = 0
    return length
  }
}
