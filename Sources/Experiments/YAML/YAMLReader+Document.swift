import Foundation
import InputFiles
import Yams

extension YAMLReader {
  /// The text of a file.
  ///
  /// - Parameter name: What it is, such as "experiment file".
  /// - Throws: `ScenarioError` if it cannot be read as a regular file of UTF-8.
  static func text(ofFile path: String, name: String) throws -> String {
    do { return try RegularFile.text(path, limit: YAMLDocument.mostBytes) } catch {
      throw ScenarioError(
        file: path, issues: [error.problem == .absent ? "there is no such \(name)" : error.reason])
    }
  }

  /// The mapping that a text is, with its format checked.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: What errors call it.
  ///   - name: What it is, such as "scenario".
  ///   - keys: The keys that it may have, `format` with the version that this program reads among them.
  ///   - issues: Where mistakes of its contents are collected.
  /// - Throws: `ScenarioError` if there is no mapping.
  convenience init(
    document yaml: String, file: String, name: String, keys: [Setting], issues: IssueList
  ) throws {
    let root: Node?
    do { root = try YAMLDocument.single(yaml) } catch { throw ScenarioError(file: file, error) }
    guard let root else { throw ScenarioError(file: file, issues: ["the \(name) is empty"]) }
    issues.root = root
    guard case .mapping = root else {
      issues.add("", "expected a mapping of keys and values, found \(YAMLReader.kind(root))")
      throw issues.error(in: file) ?? ScenarioError(file: file, issues: issues.issues)
    }
    self.init(root, path: "", keys: .declared(keys), issues: issues)
    guard case .constant(let format)? = keys.first(where: { $0.key == "format" })?.form else {
      preconditionFailure("a \(name) has no format")
    }
    let given = text("format", default: issues.issues.isEmpty ? nil : format)
    if !given.isEmpty, given != format {
      note("format", "'\(given)' is not known; this program reads \(format)")
    }
  }
}
