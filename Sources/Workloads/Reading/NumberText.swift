import Glibc

/// What a field of a number says.
enum NumberText: Equatable {
  case number(Double)
  /// Nothing, or a word for it: NaN, NA, null, None.
  case missing
  case wrong

  /// Words for a value that was not measured.
  static let missingWords = ["nan", "na", "n/a", "null", "none"]

  /// Reads the zero-terminated `count` bytes at `text`: a finite decimal number, the whole of it.
  init(_ text: UnsafePointer<CChar>, count: Int) {
    guard count > 0 else {
      self = .missing
      return
    }
    // strtod also takes hexadecimal numbers, spaces, inf and nan; none of them begins like a number, or has an x.
    let first = UInt8(bitPattern: text[0])
    if first <= 0x39, first != 0x20, memchr(text, 0x78, count) == nil {
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(text, &end)
      if end == UnsafeMutablePointer(mutating: text) + count, value.isFinite {
        self = .number(value)
        return
      }
    }
    self = Self.isWord(text, count: count, among: Self.missingWords) ? .missing : .wrong
  }

  /// Whether the zero-terminated text is one of the words, however its letters are written.
  static func isWord(_ text: UnsafePointer<CChar>, count: Int, among words: [String]) -> Bool {
    words.contains { (word: String) in word.utf8.count == count && strcasecmp(text, word) == 0 }
  }

  /// The whole number that `count` bytes at `text` say; nil if they say none of 64 bits.
  static func integer(_ text: UnsafePointer<CChar>, count: Int) -> Int64? {
    var position = 0
    let isNegative = count > 0 && text[0] == 0x2d
    if isNegative { position = 1 }
    guard position < count, count < 20 else { return nil }
    var number: Int64 = 0
    while position < count {
      let digit = Int64(text[position]) - 48
      guard digit >= 0 && digit <= 9 else { return nil }
      let (shifted, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflowAgain) = shifted.addingReportingOverflow(digit)
      if overflow || overflowAgain { return nil }
      number = sum
      position += 1
    }
    return isNegative ? -number : number
  }

  /// The finite number that a string says; nil if it says none.
  static func number(_ text: String) -> Double? {
    guard case .number(let value) = text.withCString({ NumberText($0, count: text.utf8.count) }) else {
      return nil
    }
    return value
  }
}
