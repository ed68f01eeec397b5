/// How the bytes of a text file become UTF-8.
enum TextEncoding: String, Sendable, Hashable, Codable {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16 (little-endian)"
  case utf16BigEndian = "UTF-16 (big-endian)"

  /// What the beginning of a file says: its byte order mark, or text of which every other byte is 0; and how many bytes the
  /// mark has.
  static func sniffed(_ start: some Collection<UInt8>) -> (encoding: TextEncoding, mark: Int) {
    let first = Array(start.prefix(8))
    if first.starts(with: [0xef, 0xbb, 0xbf]) { return (.utf8, 3) }
    if first.starts(with: [0xff, 0xfe]) { return (.utf16LittleEndian, 2) }
    if first.starts(with: [0xfe, 0xff]) { return (.utf16BigEndian, 2) }
    func isLetter(_ byte: UInt8) -> Bool {
      (0x20...0x7e).contains(byte) || [0x09, 0x0a, 0x0d].contains(byte)
    }
    func areLetters(_ offset: Int) -> Bool {
      first.count == 8 && first.indices.allSatisfy { $0 % 2 == offset ? isLetter(first[$0]) : first[$0] == 0 }
    }
    if areLetters(0) { return (.utf16LittleEndian, 0) }
    if areLetters(1) { return (.utf16BigEndian, 0) }
    return (.utf8, 0)
  }
}

/// Turns UTF-16 into UTF-8, piece by piece. What is no character becomes U+FFFD, as Unicode advises.
struct UTF16Decoder {
  private let isBigEndian: Bool
  private var odd: UInt8?
  private var high: UInt16?

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  /// Appends what `bytes` say to `text`.
  mutating func decode(_ bytes: some Sequence<UInt8>, into text: inout [UInt8]) {
    for byte in bytes {
      guard let first = odd else {
        odd = byte
        continue
      }
      odd = nil
      take(isBigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first), into: &text)
    }
  }

  /// Appends what the end of the file leaves open.
  mutating func finish(into text: inout [UInt8]) {
    if high != nil || odd != nil { Self.append("\u{fffd}", to: &text) }
    (high, odd) = (nil, nil)
  }

  private mutating func take(_ unit: UInt16, into text: inout [UInt8]) {
    if let first = high {
      high = nil
      if UTF16.isTrailSurrogate(unit) {
        let code = 0x10000 + (UInt32(first) - 0xd800) << 10 + UInt32(unit) - 0xdc00
        return Self.append(Unicode.Scalar(code) ?? "\u{fffd}", to: &text)
      }
      Self.append("\u{fffd}", to: &text)
    }
    if UTF16.isLeadSurrogate(unit) {
      high = unit
    } else {
      Self.append(Unicode.Scalar(unit) ?? "\u{fffd}", to: &text)
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
