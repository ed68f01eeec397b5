import Stochastics

extension Escape {
  /// `text` as a terminal may be given it: control characters, and those that reorder or hide what follows, are written as
  /// `\u001b`. Newlines and tabs stay, joiners as well, since scripts and emoji need them.
  ///
  /// The form is JSON's, so that a JSON document means afterwards what it meant before.
  ///
  /// - Parameter keepsBold: Whether a line that begins with the sequence for bold and ends with that for plain keeps both.
  public static func terminal(_ text: String, keepsBold: Bool = false) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x09 }) { return text }
    guard keepsBold else { return scalars(of: text) { $0.isShownInLines ? nil : $0.escaped } }
    // cut at line feeds by scalar: to Swift "\r\n" is one character
    return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { part in
      let line = String(part)
      guard line.utf8.starts(with: bold.utf8), line.utf8.reversed().starts(with: plain.utf8.reversed()),
        line.utf8.count >= bold.utf8.count + plain.utf8.count
      else { return terminal(line) }
      let inner = line.unicodeScalars.dropFirst(bold.unicodeScalars.count).dropLast(
        plain.unicodeScalars.count)
      return bold + terminal(String(inner)) + plain
    }.joined(separator: "\n")
  }

  /// `text` within a line of a terminal, a chart or a comment: as `terminal`, but newlines and tabs are written out too, and
  /// the end of a long one is left out.
  ///
  /// - Parameter limit: The most scalars of `text` that are shown, from 1 up.
  public static func line(_ text: String, limit: Int = 200) -> String {
    let view = text.unicodeScalars
    let end = view.index(view.startIndex, offsetBy: limit, limitedBy: view.endIndex) ?? view.endIndex
    let isWhole = end == view.endIndex
    let shown = isWhole ? text : String(view[..<end])
    return scalars(of: shown) { $0.isShownInLines && $0.value >= 0x20 ? nil : $0.escaped }
      + (isWhole ? "" : "…")
  }

  /// `text` as a line that differs where texts differ: one that is too long ends with its length and a number made of all of
  /// it.
  ///
  /// - Parameter limit: The most scalars of `text` that are kept as they are.
  public static func shortened(_ text: String, limit: Int = 200) -> String {
    let view = text.unicodeScalars
    guard text.utf8.count > limit,
      let end = view.index(view.startIndex, offsetBy: limit, limitedBy: view.endIndex), end != view.endIndex
    else { return text }
    return String(view[..<end]) + "… (\(view.count) characters, \(String(fnv1a(text.utf8), radix: 16)))"
  }

  /// What begins bold text on a terminal.
  public static let bold = "\u{1B}[1m"
  /// What ends it.
  public static let plain = "\u{1B}[0m"
}

extension Unicode.Scalar {
  /// Whether text of several lines may show it as it is.
  fileprivate var isShownInLines: Bool {
    switch value {
    case 0x20..<0x7F, 0x0A, 0x09, 0x200C, 0x200D: return true
    default: break
    }
    if properties.isNoncharacterCodePoint { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return false
    default: return true
    }
  }

  /// Whether it turns the order in which what follows is shown: embeddings, overrides and isolates. A name that holds one would
  /// be read as another, by people alone.
  var turnsOrder: Bool { 0x202A...0x202E ~= value || 0x2066...0x2069 ~= value }

  /// `\u` and the hexadecimal digits of its UTF-16 code units, as in JSON.
  var escaped: String {
    String(self).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }.joined()
  }
}
