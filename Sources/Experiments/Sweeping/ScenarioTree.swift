import Foundation
import Workloads
import Yams

/// The YAML tree of a scenario, in which single values are set before it is read.
struct ScenarioTree {
  private(set) var root: Node

  /// The tree of the file at `path`.
  ///
  /// - Throws: `ScenarioError`.
  init(path: String) throws {
    try self.init(yaml: try YAMLReader.text(ofFile: path, name: "scenario file"), file: path)
  }

  /// The tree of a text that errors call `file`.
  ///
  /// - Throws: `ScenarioError`.
  init(yaml: String, file: String) throws {
    guard let node = try? YAMLDocument.single(yaml), case .mapping = node else {
      // the reader of scenarios finds the words
      _ = try Scenario(yaml: yaml, file: file)
      throw ScenarioError(file: file, issues: ["the scenario is empty"])
    }
    root = node
  }

  /// Sets the key at the setting's path; a key that is not there is made, a list element has to be there.
  ///
  /// - Returns: What is wrong with the path or the value, in a sentence; nil if nothing is.
  mutating func set(_ setting: ExperimentSetting) -> String? {
    guard let steps = Self.steps(setting.path) else {
      return "'\(setting.path)' is no path of a key; expected one such as service.replica.start_up"
    }
    guard let value = try? YAMLDocument.single(setting.value) else {
      return "'\(Sentence.shortened(setting.value))' is not YAML"
    }
    switch Self.set(root, steps[...], value, at: "") {
    case .success(let node):
      root = node
      return nil
    case .failure(let problem): return problem.sentence
    }
  }

  /// The tree as YAML text.
  ///
  /// - Throws: What Yams throws; a tree that was read can be written.
  func text() throws -> String { try Yams.serialize(node: root) }

  private enum Step: Equatable {
    case key(String)
    /// An element by its `name`, or by its number from 0.
    case element(String)
  }

  private struct Problem: Error { var sentence: String }

  private static func steps(_ path: String) -> [Step]? {
    var steps: [Step] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let key = pieces.first, !key.isEmpty else { return nil }
      steps.append(.key(String(key)))
      for piece in pieces.dropFirst() {
        guard piece.hasSuffix("]"), piece.count > 1 else { return nil }
        steps.append(.element(String(piece.dropLast())))
      }
    }
    return steps.isEmpty ? nil : steps
  }

  private static func set(
    _ node: Node, _ steps: ArraySlice<Step>, _ value: Node, at path: String
  ) -> Result<Node, Problem> {
    guard let step = steps.first else { return .success(value) }
    switch (step, node) {
    case (.key(let key), .mapping(var mapping)):
      let inner = mapping[Node(key)] ?? Node.mapping(.init([]))
      let place = path.isEmpty ? key : path + "." + key
      return set(inner, steps.dropFirst(), value, at: place).map {
        mapping[Node(key)] = $0
        return .mapping(mapping)
      }
    case (.element(let name), .sequence(var sequence)):
      let names = sequence.map { $0.mapping?["name"]?.string ?? "" }
      guard
        let index = names.firstIndex(of: name) ?? Int(name).flatMap({ names.indices.contains($0) ? $0 : nil })
      else {
        return .failure(
          Problem(sentence: "\(path) has no '\(name)'; there are \(names.joined(separator: ", "))"))
      }
      return set(sequence[index], steps.dropFirst(), value, at: "\(path)[\(name)]").map {
        sequence[index] = $0
        return .sequence(sequence)
      }
    case (.key(let key), _):
      return .failure(Problem(sentence: "\(path) is no mapping, so it has no key '\(key)'"))
    case (.element, _): return .failure(Problem(sentence: "\(path) is no list"))
    }
  }
}
