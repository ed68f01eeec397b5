import Writing

/// Why a trace cannot be read, turned into a load or written: one sentence that says where, what was found
/// and what is allowed.
///
/// ```
/// usage.csv, line 7: avg_cpu_usage is "-0.5"; allowed are finite numbers from 0 up.
/// ```
public struct WorkloadError: Error, CustomStringConvertible, Hashable, Sendable {
  /// The sentence.
  public let description: String

  /// An error of the given sentence, of which control characters and line breaks are written out, as `\u001b`, and the middle
  /// of more than 999 scalars is left out: it may hold names from a file.
  public init(_ description: String) { self.description = Self.onOneLine(description) }

  /// An error at a line (from 1) of a file.
  init(_ file: String, line: Int, _ problem: String) { self.init("\(file), line \(line): \(problem)") }

  private static func onOneLine(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > 999 || scalars.contains(where: \.breaksLine) else { return text }
    let shown = scalars.map(\.inLine).joined().unicodeScalars
    return shown.count <= 999 ? String(shown) : String(shown.prefix(699)) + "…" + String(shown.suffix(299))
  }
}

extension Unicode.Scalar {
  /// Whether it is a control character or ends a line or a paragraph.
  fileprivate var breaksLine: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// Itself, or its number where it would break the line.
  fileprivate var inLine: String { breaksLine ? Escape.line(String(self)) : String(self) }
}

extension WorkloadError {
  /// `text` in quotes, shortened to 40 characters and without control characters.
  static func quoted(_ text: some StringProtocol) -> String {
    let shown = text.prefix(40).unicodeScalars.map(\.inLine)
    return "\"" + shown.joined() + (text.count > 40 ? "…" : "") + "\""
  }
}
