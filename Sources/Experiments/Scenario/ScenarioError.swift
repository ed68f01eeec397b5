/// What is wrong with a scenario file: every mistake found, each with the path to it.
public struct ScenarioError: Error, CustomStringConvertible, Equatable {
  /// The file, as it was named.
  public var file: String
  /// One sentence a mistake, each beginning with its path, such as `arms[1].policy: …`.
  public var issues: [String]

  /// A sentence a line, each with the file in front.
  public var description: String { issues.map { "\(file): \($0)" }.joined(separator: "\n") }
}
