import Workloads
import Writing

/// What is wrong with a scenario file: every mistake found, each with the path to it.
public struct ScenarioError: Error, CustomStringConvertible, Equatable {
  /// The file, as it was named.
  public var file: String
  /// One sentence a mistake, each beginning with its path, such as `arms[1].policy: …`.
  public var issues: [String]
  /// Where in the file each stands; empty or nil where that is not known.
  var places: [YAMLPlace?] = []

  init(file: String, issues: [String], places: [YAMLPlace?] = []) {
    self.file = file
    self.issues = issues
    self.places = places
  }

  init(file: String, _ problem: YAMLProblem) {
    self.init(file: file, issues: [problem.sentence], places: [problem.place])
  }

  /// A sentence a line, each with the file, line and column in front: the first twenty, each of at most 300 characters.
  public var description: String {
    Sentence.list(
      issues.enumerated().map { index, issue in
        let place = places.indices.contains(index) ? places[index] : nil
        let line = file + (place.map { ", line \($0.line), column \($0.column)" } ?? "") + ": " + issue
        return Escape.line(line, limit: .max)
      }
    ).joined(separator: "\n")
  }
}
