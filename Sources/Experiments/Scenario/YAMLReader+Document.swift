import Foundation
import Yams

extension YAMLReader {
  /// The text of a file.
  ///
  /// - Parameter name: What it is, such as "experiment file".
  /// - Throws: `ScenarioError` if it cannot be read as UTF-8.
  static func text(ofFile path: String, name: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else {
      throw ScenarioError(file: path, issues: ["there is no such \(name), or it is not UTF-8 text"])
    }
    return text
  }

  /// The mapping that a text is, with its format checked.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: What errors call it.
  ///   - name: What it is, such as "scenario".
  ///   - format: The version of the format that this program reads.
  ///   - issues: Where mistakes of its contents are collected.
  /// - Throws: `ScenarioError` if there is no mapping.
  convenience init(
    document yaml: String, file: String, name: String, format: String, issues: IssueList
  ) throws {
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch let error as YamlError {
      if case .duplicatedKeysInMapping(let duplicates, let context) = error, let key = duplicates.first {
        throw ScenarioError(
          file: file, issues: ["line \(context.mark.line): the key '\(key)' is given twice"])
      }
      let flat = String(describing: error).split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      throw ScenarioError(file: file, issues: ["not valid YAML: " + flat.joined(separator: " ")])
    }
    guard let root else { throw ScenarioError(file: file, issues: ["the \(name) is empty"]) }
    guard case .mapping = root else {
      throw ScenarioError(
        file: file, issues: ["expected a mapping of keys and values, found \(YAMLReader.kind(root))"])
    }
    self.init(root, path: "", issues: issues)
    let given = text("format", default: issues.issues.isEmpty ? nil : format)
    if !given.isEmpty, given != format {
      note("format", "'\(given)' is not known; this program reads \(format)")
    }
  }
}
