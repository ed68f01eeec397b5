/// The parts of a line of a sample: `name{label="value"} value timestamp`, all of them pieces of the line.
struct ExpositionLine {
  /// The metric's name.
  let name: UnsafeRawBufferPointer
  /// The name and the labels.
  let series: UnsafeRawBufferPointer
  let value: UnsafeRawBufferPointer
  let timestamp: UnsafeRawBufferPointer?

  var hasLabels: Bool { series.count > name.count }

  /// The parts of `line`; nil if it is no sample.
  init?(_ line: UnsafeRawBufferPointer) {
    func piece(_ range: Range<Int>) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(rebasing: line[range])
    }
    var end = 0
    while end < line.count, Self.isNameLetter(line[end], isFirst: end == 0) { end += 1 }
    guard end > 0 else { return nil }
    name = piece(0..<end)
    if end < line.count, line[end] == UInt8(ascii: "{") {
      guard let close = Self.closingBrace(line, from: end) else { return nil }
      end = close + 1
    }
    series = piece(0..<end)
    guard end < line.count, Self.isSpace(line[end]) else { return nil }

    // An exemplar follows " # "; a number has no such sign.
    let rest = line[end...].prefix { $0 != UInt8(ascii: "#") }
    let words = rest.split(omittingEmptySubsequences: true, whereSeparator: Self.isSpace)
    guard words.count == 1 || words.count == 2 else { return nil }
    value = UnsafeRawBufferPointer(rebasing: words[0])
    timestamp = words.count == 2 ? UnsafeRawBufferPointer(rebasing: words[1]) : nil
  }

  private static func closingBrace(_ line: UnsafeRawBufferPointer, from open: Int) -> Int? {
    var isQuoted = false
    var position = open + 1
    while position < line.count {
      switch line[position] {
      case UInt8(ascii: "\\") where isQuoted: position += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "}") where !isQuoted: return position
      default: break
      }
      position += 1
    }
    return nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

  private static func isNameLetter(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: ":"):
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
    default: false
    }
  }
}
