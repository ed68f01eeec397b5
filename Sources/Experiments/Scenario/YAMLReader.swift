import Foundation
import Workloads
import Yams

/// Collects the mistakes found while a YAML tree is read, so that all are told at once.
final class IssueList {
  private(set) var issues: [String] = []
  /// Where in the text each stands; nil where the text is not what somebody wrote.
  private(set) var places: [YAMLPlace?] = []
  /// Paths of all keys that were looked for, such as `arms[0].name`.
  var keys: Set<String> = []
  /// The tree that the paths lead into.
  var root: Node?

  func add(_ path: String, _ text: String) {
    issues.append((path.isEmpty ? "" : path + ": ") + text)
    places.append(root?.place(of: path[...]))
  }

  /// The mistakes as an error about a file; nil if there is none.
  func error(in file: String) -> ScenarioError? {
    issues.isEmpty ? nil : ScenarioError(file: file, issues: issues, places: places)
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

/// One mapping of a YAML file, read key by key; what was not read in the end is unknown and a mistake.
///
/// Every accessor notes a mistake and returns a stand-in of the right type, so that reading goes on to the next mistake;
/// nothing is made of the values when there was one.
final class YAMLReader {
  let path: String
  private let issues: IssueList
  private let entries: [(key: String, value: Node)]
  private var read: [String] = []

  init(_ node: Node?, path: String, issues: IssueList) {
    self.path = path
    self.issues = issues
    if case .mapping(let mapping)? = node {
      entries = mapping.map { ($0.key.string ?? "", $0.value) }
    } else {
      entries = []
      if let node { issues.add(path, "expected a mapping of keys and values, found \(Self.kind(node))") }
    }
  }

  static func kind(_ node: Node) -> String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let scalar): "'\(Sentence.shortened(scalar.string))'"
    case .alias: "an alias"
    }
  }

  func at(_ key: String) -> String { path.isEmpty ? key : key.isEmpty ? path : path + "." + key }

  private func node(_ key: String) -> Node? {
    read.append(key)
    issues.keys.insert(at(key))
    return entries.first { $0.key == key }?.value
  }

  /// The tree under a key as it is, for readers of other formats; nil where it is not given.
  func tree(_ key: String) -> Node? { node(key) }

  /// A mapping of names to choices.
  func choices<Value: RawRepresentable & CaseIterable>(_ key: String) -> [String: Value]
  where Value.RawValue == String {
    guard let node = node(key) else { return [:] }
    let inner = YAMLReader(node, path: at(key), issues: issues)
    return Dictionary(
      inner.entries.map { ($0.key, inner.choice($0.key) as Value) }, uniquingKeysWith: { $1 })
  }

  /// Keys that nobody has read yet, in order: for mappings whose keys are names.
  var unreadKeys: [String] { entries.map(\.key).filter { !read.contains($0) } }

  /// Whether the key is there; asking makes it a known one.
  func isGiven(_ key: String) -> Bool { node(key) != nil }

  /// Mistakes noted so far, in the whole file.
  var mistakes: Int { issues.issues.count }

  /// Makes a key a known one that only some entries are asked for.
  func markKnown(_ key: String) { issues.keys.insert(at(key)) }

  /// Notes a mistake for every key that nobody read.
  func finish() {
    for entry in entries where !read.contains(entry.key) {
      let near = nearestName(to: entry.key, among: read).map { "did you mean '\($0)'?" }
      issues.add(
        at(Sentence.shortened(entry.key)),
        "unknown key; " + (near ?? "allowed are \(read.sorted().joined(separator: ", "))"))
    }
  }

  func section(_ key: String) -> YAMLReader { YAMLReader(node(key), path: at(key), issues: issues) }

  func list(_ key: String, required: Bool = true) -> [YAMLReader] {
    guard let node = node(key) else {
      if required { issues.add(at(key), "missing; a list is expected") }
      return []
    }
    guard case .sequence(let sequence) = node else {
      issues.add(at(key), "expected a list, found \(Self.kind(node))")
      return []
    }
    return sequence.enumerated().map { YAMLReader($1, path: "\(at(key))[\($0)]", issues: issues) }
  }

  func strings(_ key: String) -> [String] {
    guard let node = node(key) else {
      issues.add(at(key), "missing; a list of texts is expected")
      return []
    }
    guard case .sequence(let sequence) = node, !sequence.isEmpty, sequence.allSatisfy({ $0.scalar != nil })
    else {
      issues.add(at(key), "expected a list of texts, found \(Self.kind(node))")
      return []
    }
    return sequence.compactMap(\.scalar?.string)
  }

  func text(_ key: String, default fallback: String? = nil) -> String {
    guard let node = node(key) else {
      if fallback == nil { issues.add(at(key), "missing; a text is expected") }
      return fallback ?? ""
    }
    guard let scalar = node.scalar, !scalar.string.isEmpty else {
      issues.add(at(key), "expected a text, found \(Self.kind(node))")
      return fallback ?? ""
    }
    return scalar.string
  }

  func optionalText(_ key: String) -> String? { isGiven(key) ? text(key) : nil }

  func choice<Value: RawRepresentable & CaseIterable>(_ key: String, default fallback: Value? = nil) -> Value
  where Value.RawValue == String {
    let word = choice(key, among: Value.allCases.map(\.rawValue), default: fallback?.rawValue)
    return Value(rawValue: word) ?? fallback ?? Value.allCases[Value.allCases.startIndex]
  }

  /// One of `names`, of which there is at least one.
  func choice(_ key: String, among names: [String], default fallback: String? = nil) -> String {
    guard let node = node(key) else {
      if fallback == nil { issues.add(at(key), "missing; allowed are \(names.joined(separator: ", "))") }
      return fallback ?? names[0]
    }
    if let text = node.scalar?.string, names.contains(text) { return text }
    let near = node.scalar.flatMap { nearestName(to: $0.string, among: names) }
    issues.add(
      at(key),
      "\(Self.kind(node)) is not known; allowed are \(names.joined(separator: ", "))"
        + (near.map { " (did you mean '\($0)'?)" } ?? ""))
    return fallback ?? names[0]
  }

  func flag(_ key: String, default fallback: Bool) -> Bool {
    guard let node = node(key) else { return fallback }
    switch node.scalar?.string {
    case "true": return true
    case "false": return false
    default:
      issues.add(at(key), "expected true or false, found \(Self.kind(node))")
      return fallback
    }
  }

  func whole(_ key: String, default fallback: Int? = nil, in range: ClosedRange<Int>) -> Int {
    guard let node = node(key) else {
      if fallback == nil {
        issues.add(
          at(key), "missing; a whole number from \(range.lowerBound) to \(range.upperBound) is expected")
      }
      return fallback ?? range.lowerBound
    }
    guard let text = node.scalar?.string, let value = Int(text), range.contains(value) else {
      issues.add(
        at(key),
        "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(Self.kind(node))")
      return fallback ?? range.lowerBound
    }
    return value
  }

  /// A whole number of percent, with the sign or without.
  func percent(_ key: String, in range: ClosedRange<Int>) -> Int {
    guard let node = node(key), let text = node.scalar?.string, text.hasSuffix("%"),
      let value = Int(text.dropLast()), range.contains(value)
    else { return whole(key, in: range) }
    return value
  }

  /// A number with a unit, in the unit's base (seconds, bytes, share, plain).
  func quantity(
    _ key: String, _ unit: Unit, default fallback: Double? = nil, in range: ClosedRange<Double>
  ) -> Double {
    guard let node = node(key) else {
      if fallback == nil { issues.add(at(key), "missing; \(unit.example) is expected") }
      return fallback ?? range.lowerBound
    }
    guard let text = node.scalar?.string, let value = unit.parse(text) else {
      issues.add(at(key), "expected \(unit.example), found \(Self.kind(node))")
      return fallback ?? range.lowerBound
    }
    guard range.contains(value) else {
      issues.add(
        at(key),
        "\(Sentence.shortened(text)) is out of range; allowed is \(unit.format(range.lowerBound)) to \(unit.format(range.upperBound))"
      )
      return fallback ?? range.lowerBound
    }
    return value
  }

  func optionalQuantity(_ key: String, _ unit: Unit, in range: ClosedRange<Double>) -> Double? {
    isGiven(key) ? quantity(key, unit, in: range) : nil
  }

  func quantities(_ key: String, _ unit: Unit, default fallback: [Double], in range: ClosedRange<Double>)
    -> [Double]
  {
    guard let node = node(key) else { return fallback }
    guard case .sequence(let sequence) = node else {
      issues.add(at(key), "expected a list of numbers, found \(Self.kind(node))")
      return fallback
    }
    return sequence.enumerated().map { index, element in
      guard let value = element.scalar.flatMap({ unit.parse($0.string) }), range.contains(value) else {
        issues.add(
          "\(at(key))[\(index)]",
          "expected a number from \(unit.format(range.lowerBound)) to \(unit.format(range.upperBound)), "
            + "found \(Self.kind(element))")
        return range.lowerBound
      }
      return value
    }
  }

  /// Whether no mistake was found so far, here or anywhere else.
  var isSound: Bool { issues.issues.isEmpty }

  func note(_ key: String, _ text: String) { issues.add(at(key), text) }
}
