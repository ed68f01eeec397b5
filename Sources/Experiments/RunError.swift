/// Why a scenario could not be run: one sentence.
public struct RunError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  public let description: String

  /// An error of the given sentence.
  public init(_ description: String) { self.description = description }
}
