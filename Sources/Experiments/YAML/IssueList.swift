import InputFiles
import Workloads
import Yams

/// Collects the mistakes found while a YAML tree is read, so that all are told at once.
final class IssueList {
  private(set) var issues: [String] = []
  /// What each is about.
  private var paths: [String] = []
  /// Paths of all keys that were looked for, such as `arms[0].name`.
  var keys: Set<String> = []
  /// The tree that the paths lead into; nil where the text is not what somebody wrote.
  var root: Node?

  func add(_ path: String, _ text: String) {
    issues.append((path.isEmpty ? "" : path + ": ") + text)
    paths.append(path)
  }

  /// The mistakes as an error about a file; nil if there is none. Those that will be listed are looked up in the text: a file of
  /// many thousand wrong keys would take minutes for all.
  func error(in file: String) -> ScenarioError? {
    if issues.isEmpty { return nil }
    let places = paths.prefix(Sentence.mostMistakes).map { root?.place(of: $0[...]) }
    return ScenarioError(file: file, issues: issues, places: places)
  }
}

extension Node {
  /// Where the key stands that a path leads to, or else the innermost thing on the way to it.
  ///
  /// Keys may hold points themselves (those of an experiment's grid do): the longest that fits is taken.
  func place(of path: Substring) -> YAMLPlace? {
    let here = mark.map { YAMLPlace(line: $0.line, column: $0.column) }
    switch self {
    case .mapping(let mapping):
      let path = path.first == "." ? path.dropFirst() : path
      func fits(_ key: String) -> Bool {
        path.hasPrefix(key)
          && (path.count == key.count || ".[".contains(path.dropFirst(key.count).first ?? " "))
      }
      let entry = mapping.filter { fits($0.key.string ?? "") }
        .max { ($0.key.string ?? "").count < ($1.key.string ?? "").count }
      guard let entry, let key = entry.key.string, !key.isEmpty else { return here }
      let rest = path.dropFirst(key.count)
      let mark = entry.key.mark.map { YAMLPlace(line: $0.line, column: $0.column) }
      return rest.isEmpty ? mark : entry.value.place(of: rest) ?? mark
    case .sequence(let sequence):
      guard path.first == "[", let end = path.firstIndex(of: "]"),
        let index = Int(path[path.index(after: path.startIndex)..<end]), sequence.indices.contains(index)
      else { return here }
      return sequence[index].place(of: path[path.index(after: end)...])
    case .scalar, .alias: return here
    }
  }
}
