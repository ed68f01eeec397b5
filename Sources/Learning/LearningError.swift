/// Why a forecaster could not be fitted or a forecast not judged: one sentence.
public struct LearningError: Error, Hashable, CustomStringConvertible, Sendable {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
