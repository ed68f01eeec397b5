extension Escape {
  /// `text` as a string of gnuplot, in double quotes. NUL becomes U+FFFD.
  ///
  /// Everything of ASCII but letters, digits and harmless signs is written by its number, and so are controls. No quotation
  /// mark, backtick (which runs a command even inside double quotes), at sign (a macro), dollar sign or line end of `text`
  /// therefore stands in the script, and gnuplot has nothing to evaluate but numbers of bytes.
  ///
  /// Source: gnuplot 5.4, "Strings" and "Substitution".
  public static func gnuplot(_ text: String) -> String {
    // a digit after a number would be read as a part of it
    var isAfterNumber = false
    return "\""
      + scalars(of: text) { scalar in
        if scalar == "\0" {
          isAfterNumber = false
          return String(stranger)
        }
        let isDigit = 0x30...0x39 ~= scalar.value
        let isHarmless =
          scalar.isASCII
          ? scalar.isPlain && !(isAfterNumber && isDigit) || scalar.isOne(of: " -_.,:;()/+=%<>*?[]")
          : scalar.value > 0x9F
        isAfterNumber = !isHarmless
        if isHarmless { return nil }
        return String(scalar).utf8.map { byte in
          let digits = String(byte, radix: 8)
          return "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
        }.joined()
      } + "\""
  }
}
