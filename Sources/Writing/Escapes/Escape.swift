/// Texts of others, such as names, units and paths, written into the languages of other programs: each function gives
/// something that the language reads as that text and nothing else.
///
/// All of them look at Unicode scalars, never at characters: to Swift a backtick with an accent is one character that
/// equals no backtick, to a shell it is a backtick. What a language cannot hold at all (NUL in most) becomes U+FFFD; each
/// function says what that is.
public enum Escape {}

extension Escape {
  /// What stands for a scalar that a language cannot hold.
  static let stranger: Unicode.Scalar = "\u{FFFD}"

  /// `text` with some scalars written otherwise.
  ///
  /// - Parameter replacement: How a scalar is written; nil as it is.
  static func scalars(
    of text: some StringProtocol, _ replacement: (Unicode.Scalar) -> String?
  ) -> String {
    var written = String.UnicodeScalarView()
    written.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if let other = replacement(scalar) {
        written.append(contentsOf: other.unicodeScalars)
      } else {
        written.append(scalar)
      }
    }
    return String(written)
  }
}

extension Unicode.Scalar {
  /// Whether it is an ASCII letter or digit, which no language takes for a command.
  var isPlain: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  /// Whether it is one of the given ASCII characters.
  func isOne(of characters: StaticString) -> Bool {
    guard isASCII else { return false }
    return characters.withUTF8Buffer { $0.contains(UInt8(value)) }
  }
}
