extension Escape {
  /// `text` as one word of a POSIX shell. NUL, which no word can hold, becomes U+FFFD.
  public static func shell(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { $0.isPlain || $0.isOne(of: "/._-+=:,@%") }
    if isPlain, !text.isEmpty { return text }
    return "'" + scalars(of: text) { $0 == "'" ? "'\\''" : $0 == "\0" ? String(stranger) : nil } + "'"
  }

  /// `path` as one word of a POSIX shell that no command takes for an option.
  public static func shell(path: String) -> String { shell(path.utf8.first == 0x2D ? "./" + path : path) }

  /// `path` as a file name in a line `#SBATCH` of a batch script, where `%` begins a pattern and blanks end the name.
  ///
  /// - Returns: Nil for a path that Slurm has no spelling for: one with a backslash, a quote, a blank or a control character.
  ///
  /// Source: sbatch(1), "filename pattern", Slurm 22.05.
  public static func slurm(path: String) -> String? {
    guard path.unicodeScalars.allSatisfy({ $0.isPlain || !$0.isASCII || $0.isOne(of: "/._-+=:,@%") }) else {
      return nil
    }
    return scalars(of: path) { $0 == "%" ? "%%" : nil }
  }
}
