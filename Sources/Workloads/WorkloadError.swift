/// Why a trace cannot be read, turned into a load or written: one sentence that says where, what was found
/// and what is allowed.
///
/// ```
/// usage.csv, line 7: avg_cpu_usage is "-0.5"; allowed are finite numbers from 0 up.
/// ```
public struct WorkloadError: Error, CustomStringConvertible, Hashable, Sendable {
  /// The sentence.
  public let description: String

  /// An error of the given sentence.
  public init(_ description: String) { self.description = description }

  /// An error at a line (from 1) of a file.
  init(_ file: String, line: Int, _ problem: String) { description = "\(file), line \(line): \(problem)" }
}

extension WorkloadError {
  /// `text` in quotes, shortened to 40 characters and without control characters.
  static func quoted(_ text: some StringProtocol) -> String {
    let shown = text.prefix(40).unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "?" : String($0) }
    return "\"" + shown.joined() + (text.count > 40 ? "…" : "") + "\""
  }
}
