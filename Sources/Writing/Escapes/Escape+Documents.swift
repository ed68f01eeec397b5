extension Escape {
  /// `text` as a field of comma-separated values (RFC 4180).
  ///
  /// It comes back exactly, so that a spreadsheet that takes a text for a formula, or shows it in another order, is not kept from
  /// it: SECURITY.md.
  public static func csv(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
      return text
    }
    return "\"" + scalars(of: text) { $0 == "\"" ? "\"\"" : nil } + "\""
  }

  /// `text` in a paragraph, a table's cell or an argument of LaTeX. Line ends and tabs become blanks, other controls a
  /// question mark; what turns the order of the text after it is written out, as `\u202e`; letters beyond Latin need a LaTeX that knows them, such as LuaLaTeX.
  public static func latex(_ text: String) -> String {
    var previous: Unicode.Scalar?
    return scalars(of: text) { scalar in
      defer { previous = scalar }
      switch scalar {
      case "\\": return "\\textbackslash{}"
      case "&", "%", "$", "#", "_", "{", "}": return "\\" + String(scalar)
      case "~": return "\\textasciitilde{}"
      case "^": return "\\textasciicircum{}"
      case "<": return "\\textless{}"
      case ">": return "\\textgreater{}"
      case "|": return "\\textbar{}"
      case "`": return "\\textasciigrave{}"
      case "'": return "\\textquotesingle{}"
      // a letter of the font: packages for languages give the sign itself a meaning
      case "\"": return "\\symbol{34}"
      // after the end of a row these would be its arguments
      case "[", "]", "*": return "{" + String(scalar) + "}"
      // two of them would be another sign
      case ",": return previous == scalar ? "{}," : nil
      case "-", "–":
        let sign = scalar == "-" ? "-" : "--"
        return previous == "-" || previous == "–" ? "{}" + sign : sign
      case "−": return "$-$"
      case "≤": return "$\\leq$"
      case "≥": return "$\\geq$"
      case "\n", "\r", "\t", "\u{85}", "\u{2028}", "\u{2029}": return " "
      case _ where scalar.turnsOrder: return "\\textbackslash{}" + scalar.escaped.dropFirst()
      default: return scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value ? "?" : nil
      }
    }
  }

  /// `text` inside a line or a table's cell of Markdown (GitHub's), where it is no markup and loads nothing. Line ends and tabs
  /// become blanks, NUL becomes U+FFFD; what turns the order of the text after it is written out, as `\u202e`.
  public static func markdown(_ text: String) -> String {
    let view = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar {
      case "\n", "\r", "\t", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": " "
      case "\0": stranger
      default: scalar
      }
    }
    func scalar(_ index: Int) -> Unicode.Scalar? { view.indices.contains(index) ? view[index] : nil }
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { 0x30...0x39 ~= scalar.value }
    var written = ""
    for (index, one) in view.enumerated() {
      // whether it would have a meaning here
      let isMarkup =
        switch one {
        case "\\", "`", "*", "[", "]", "|", "~", "$", "#": true
        // between letters it means nothing, and stays readable
        case "_": !(scalar(index - 1)?.isPlain == true && scalar(index + 1)?.isPlain == true)
        // a list, a line
        case "-", "+": index == 0 && [nil, " ", "-", "+"].contains(scalar(1))
        // a numbered list
        case ".", ")":
          index > 0 && view[..<index].allSatisfy(isDigit) && scalar(index + 1).map(isDigit) != true
        // an address
        case ":": scalar(index + 1) == "/"
        default: false
        }
      switch one {
      case _ where isMarkup: written.unicodeScalars.append(contentsOf: ["\\", one])
      // blanks at the beginning would make it code
      case " " where index == 0: written += "&#32;"
      case "<": written += "&lt;"
      case ">": written += "&gt;"
      case "&": written += "&amp;"
      case _ where one.turnsOrder: written += "\\" + one.escaped
      default: written.unicodeScalars.append(one)
      }
    }
    return written
  }
}
