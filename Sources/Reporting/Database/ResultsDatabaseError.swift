/// Why a results database cannot be used: one sentence.
public struct ResultsDatabaseError: Error, CustomStringConvertible, Equatable {
  /// The file, as it was named.
  public let path: String
  /// What is wrong with it.
  public let reason: String
  /// Whether it was right when the run began and could not be written to later, as when the disk is full.
  public var happenedLater = false

  /// The sentence.
  public var description: String { "\(path): \(reason)" }
}
