/// Random texts of what some language takes for a command, each piece as it is or with a mark that Swift counts to it.
public struct HostileText {
  private var state: UInt64

  private init(seed: UInt64) { state = seed }

  /// Pieces that mean something to shells, gnuplot, YAML, HTML, CSV, LaTeX, Markdown or terminals, and some that mean
  /// nothing. What would run makes a file PWNED.
  private static let pieces = [
    "`touch PWNED`", "$(touch PWNED)", "`", "$", "(", ")", "'", "\"", "\\", "\n", "\r", "\r\n", "\t", "\0",
    " ",
    "\u{1}", "\u{7}", "\u{8}", "\u{B}", "\u{C}", "\u{1B}[31m", "\u{1B}]0;title\u{7}", "\u{7F}", "\u{85}",
    "\u{9B}2J",
    "\u{301}", "\u{200D}", "\u{200B}", "\u{202E}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFD}",
    noncharacter, "\nEND\nsystem(\"touch PWNED\")\n", "END", "\"; system('touch PWNED'); \"", "@x", "%", "%s",
    "%d",
    "!touch PWNED", "|touch PWNED", "<touch PWNED", ">PWNED", "&", ";", "#", "{", "}", "_", "^", "~", "*",
    "?", "[",
    "]", "=1+1", "=cmd|' /C calc'!A0", ",", ",,", "--", "-", "- ", "+ ", ": ", ":", "? ",
    "!!python/object/new:os.system",
    "*a", "&a", "%YAML 1.1", "---", "...", "<script>", "</script>", "</td>", "<!--", "-->", "]]>", "&amp;",
    "&#10;",
    "<img src=x onerror=alert(1)>", "javascript:", "![x](http://a/b)", "[x](y)", "http://a.b", "www.a.b",
    "1. ", "# ",
    "|", "||", "\\input{PWNED}", "\\write18{touch PWNED}", "\\end{document}", "^^5c", "\\\\", "\\par",
    "\\\\[1cm]",
    "\\n", "\\x41", "\\101", "\\u0041", "a", "Z", "0", "9", "é", "ß", "日本", "👩‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "−", "≤", "–", "Ω",
  ]
  /// One that no literal may hold.
  private static let noncharacter = Unicode.Scalar(UInt32(0xFFFE)).map(String.init) ?? ""
  /// Marks and joiners that make one character of themselves and what stands before.
  private static let marks = ["\u{301}", "\u{20DD}", "\u{200D}", "\u{FE0F}", "\u{1F3FD}", "\u{E0061}"]

  /// SplitMix64.
  private mutating func next(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }

  /// A text of 0 to 7 pieces, a third of which have a mark.
  private mutating func text() -> String {
    (0..<next(below: 8)).map { _ in
      let piece = Self.pieces[next(below: Self.pieces.count)]
      return next(below: 3) == 0 ? piece + Self.marks[next(below: Self.marks.count)] : piece
    }.joined()
  }

  /// So many texts.
  public static func texts(_ count: Int, seed: UInt64) -> [String] {
    var hostile = HostileText(seed: seed)
    return (0..<count).map { _ in hostile.text() }
  }
}

extension String {
  /// The text as pages and documents show it: what turns the order of the text after it is written out.
  public var withOrderWrittenOut: String {
    unicodeScalars.map { $0 == "\u{202E}" ? #"\u202e"# : String($0) }.joined()
  }

  /// The text with every scalar that `isWrong` names replaced, as a language that cannot hold it has it.
  public func replacing(_ isWrong: (Unicode.Scalar) -> Bool, with other: Unicode.Scalar = "\u{FFFD}")
    -> String
  {
    String(String.UnicodeScalarView(unicodeScalars.map { isWrong($0) ? other : $0 }))
  }
}
