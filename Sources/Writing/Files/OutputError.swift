/// Why a file cannot be written: one sentence that begins with what it is, such as its option.
public struct OutputError: Error, CustomStringConvertible, Hashable, Sendable {
  /// The sentence.
  public let description: String
  /// Whether it was found out only when the file was written, not by a look before anything ran.
  public let happenedLater: Bool

  init(_ description: String, happenedLater: Bool) {
    self.description = description
    self.happenedLater = happenedLater
  }
}
