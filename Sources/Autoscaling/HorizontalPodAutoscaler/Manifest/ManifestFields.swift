/// Mistakes found in a manifest, each a sentence that begins with its path.
public struct ManifestError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sentences.
  public let issues: [String]
  /// The sentences, one a line.
  public var description: String { issues.joined(separator: "\n") }

  /// An error of the given sentences.
  public init(issues: [String]) { self.issues = issues }
}

/// Collects mistakes while a manifest is read.
final class ManifestIssues {
  var issues: [String] = []
  func add(_ path: String, _ text: String) { issues.append("\(path): \(text)") }
}

/// The fields of one object of a manifest, read one by one; a field that was never asked for is unknown and a mistake.
final class ManifestFields {
  let path: String
  let issues: ManifestIssues
  private let fields: [String: ManifestValue]
  private var asked: [String] = []

  init(_ value: ManifestValue?, path: String, issues: ManifestIssues) {
    self.path = path
    self.issues = issues
    switch value {
    case nil: fields = [:]
    case .object(let given): fields = given
    case let other?:
      fields = [:]
      issues.add(path, "expected an object, found \(other.kind)")
    }
  }

  func at(_ name: String) -> String {
    let shown = name.isEmpty ? "''" : name.shown
    return path.isEmpty ? shown : "\(path).\(shown)"
  }

  func value(_ name: String) -> ManifestValue? {
    asked.append(name)
    return fields[name].flatMap { $0 == .null ? nil : $0 }
  }

  /// The names of the fields that are there, those of null left out, in alphabetical order.
  var names: [String] { fields.filter { $0.value != .null }.keys.sorted() }

  func finish() {
    for name in fields.keys.sorted() where !asked.contains(name) {
      issues.add(at(name), "unknown field; allowed are \(Set(asked).sorted().joined(separator: ", "))")
    }
  }

  func object(_ name: String, required: Bool = false) -> ManifestFields? {
    guard let value = value(name) else {
      if required { issues.add(at(name), "missing; an object is required") }
      return nil
    }
    return ManifestFields(value, path: at(name), issues: issues)
  }

  func list(_ name: String) -> [(path: String, value: ManifestValue)]? {
    guard let value = value(name) else { return nil }
    guard case .array(let values) = value else {
      issues.add(at(name), "expected a list, found \(value.kind)")
      return nil
    }
    return values.enumerated().map { ("\(at(name))[\($0)]", $1) }
  }

  func string(_ name: String, required: Bool = false) -> String? {
    guard let value = value(name) else {
      if required { issues.add(at(name), "missing; a text is required") }
      return nil
    }
    guard case .string(let text) = value else {
      issues.add(at(name), "expected a text, found \(value.kind)")
      return nil
    }
    if required, text.isEmpty { issues.add(at(name), "is empty; a text is required") }
    return text
  }

  func int32(_ name: String, required: Bool = false) -> Int32? {
    guard let value = value(name) else {
      if required { issues.add(at(name), "missing; a whole number is required") }
      return nil
    }
    guard let whole = value.integer, let small = Int32(exactly: whole) else {
      issues.add(at(name), "expected a whole number of 32 bits, found \(value.kind)")
      return nil
    }
    return small
  }

  func choice<Value: RawRepresentable & CaseIterable>(_ name: String, required: Bool = false) -> Value?
  where Value.RawValue == String {
    guard let text = string(name, required: required) else { return nil }
    guard let value = Value(rawValue: text) else {
      issues.add(
        at(name),
        "'\(text.shown)' is not known; allowed are \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
      return nil
    }
    return value
  }

  func quantity(_ name: String) -> ResourceQuantity? {
    guard let value = value(name) else { return nil }
    let text: String
    switch value {
    case .string(let given): text = given
    case .integer(let given): text = String(given)
    case .number(let given): text = String(given)
    default:
      issues.add(at(name), "expected a quantity such as 250m, 1.5 or 128Mi, found \(value.kind)")
      return nil
    }
    do {
      return try ResourceQuantity(text)
    } catch {
      issues.add(at(name), error.description)
      return nil
    }
  }
}
