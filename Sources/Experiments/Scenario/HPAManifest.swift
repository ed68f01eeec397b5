import Autoscaling
import Foundation
import InputFiles
import Yams

/// Manifests of autoscalers, as users have them: HorizontalPodAutoscalers and ScaledObjects among whatever else.
enum HPAManifest {
  private static let kinds = ["HorizontalPodAutoscaler", "ScaledObject"]
  /// The most bytes of a manifest: more than the API server takes.
  private static let mostBytes = 16 << 20

  /// The one autoscaler among the objects of a YAML or JSON file, those of lists included, or the one called as the path says
  /// after `#`: `shop.yaml#frontend`, or `shop.yaml#NAMESPACE/frontend`.
  ///
  /// - Throws: `ManifestError`: the file is absent, no YAML, or which one is meant is not said.
  static func read(path: String) throws(ManifestError) -> ManifestValue {
    let (file, wanted) = parts(path)
    let text: String
    do { text = try RegularFile.text(file, limit: mostBytes) } catch {
      throw ManifestError(issues: ["\(file): \(error.reason)"])
    }
    let documents: [Node]
    do { documents = try YAMLDocument.all(text) } catch {
      let place = error.place.map { ", line \($0.line), column \($0.column)" } ?? ""
      throw ManifestError(issues: ["\(file)\(place): \(error.sentence)"])
    }
    let values = documents.map { value($0) }
    if values.count == 1, wanted == nil, values[0]["kind"]?.string == "ScaledJob" {
      throw ManifestError(issues: [
        "\(file): is a ScaledJob, which starts Jobs and has no replicas; read are HorizontalPodAutoscalers and ScaledObjects"
      ])
    }
    // a file of one object is meant, whatever it is; its kind is checked later
    if values.count == 1, wanted == nil, !isList(values[0]) { return values[0] }
    return try chosen(among: values.flatMap { objects(in: $0) }, in: file, wanted: wanted)
  }

  /// The file and the name after `#`; a file whose name holds a `#` is one.
  static func parts(_ path: String) -> (file: String, name: String?) {
    guard let mark = path.lastIndex(of: "#"), !FileManager.default.fileExists(atPath: path) else {
      return (path, nil)
    }
    return (String(path[..<mark]), String(path[path.index(after: mark)...]))
  }

  /// Whether the file is nothing but space and comments.
  static func isEmpty(path: String) -> Bool {
    guard let text = try? RegularFile.text(parts(path).file, limit: mostBytes) else { return false }
    return text.split(whereSeparator: \.isNewline).allSatisfy { line in
      let rest = line.drop { $0 == " " || $0 == "\t" || $0 == "\u{feff}" }
      return rest.isEmpty || rest.first == "#" || rest == "---" || rest == "..."
    }
  }

  /// Whether the file looks like objects of Kubernetes, sound or not; a scenario with a manifest inside does not.
  static func isManifest(path: String) -> Bool {
    guard let text = try? RegularFile.text(parts(path).file, limit: mostBytes) else { return false }
    let lines = text.split(whereSeparator: \.isNewline)
    if lines.contains(where: { $0.hasPrefix("format:") }) { return false }
    return lines.contains { line in
      let key = line.drop { " {\"".contains($0) }
      return key.hasPrefix("apiVersion") || kinds.contains { key.hasPrefix("kind: \($0)") }
    }
  }

  private static func isList(_ value: ManifestValue) -> Bool {
    value["items"]?.array != nil && value["kind"]?.string?.hasSuffix("List") != false
  }

  /// The object, or those of a list, which may leave out what the list's own kind says.
  private static func objects(in value: ManifestValue) -> [ManifestValue] {
    guard isList(value), let items = value["items"]?.array else { return [value] }
    let kind = value["kind"]?.string.map { String($0.dropLast("List".count)) } ?? ""
    return items.flatMap { item -> [ManifestValue] in
      guard case .object(var fields) = item, !kind.isEmpty else { return objects(in: item) }
      if fields["kind"] == nil { fields["kind"] = .string(kind) }
      if fields["apiVersion"] == nil { fields["apiVersion"] = value["apiVersion"] }
      return objects(in: .object(fields))
    }
  }

  private static func chosen(
    among objects: [ManifestValue], in file: String, wanted: String?
  ) throws(ManifestError) -> ManifestValue {
    let autoscalers = objects.filter { object in kinds.contains { $0 == object["kind"]?.string } }
    let names = autoscalers.map { $0["metadata"]?["name"]?.string ?? "" }
    let spaces = autoscalers.map { $0["metadata"]?["namespace"]?.string ?? "default" }
    // two of one name are told apart by their namespaces
    let shown = names.indices.map { index in
      names.count { $0 == names[index] } > 1 ? "\(spaces[index])/\(names[index])" : names[index]
    }
    guard !autoscalers.isEmpty else {
      throw ManifestError(issues: [
        "\(file): holds no HorizontalPodAutoscaler or ScaledObject; one is expected"
      ])
    }
    guard let wanted else {
      guard autoscalers.count > 1 else { return autoscalers[0] }
      throw ManifestError(
        issues: [
          "\(file): holds \(autoscalers.count) autoscalers, \(listed(shown)); say which, as in \(file)#\(shown[0])"
        ])
    }
    let found = names.indices.filter { names[$0] == wanted || "\(spaces[$0])/\(names[$0])" == wanted }
    guard let index = found.first else {
      throw ManifestError(
        issues: [
          "\(file): has no autoscaler '\(wanted)'; there \(shown.count == 1 ? "is" : "are") \(listed(shown))"
        ])
    }
    guard found.count == 1 else {
      throw ManifestError(
        issues: [
          "\(file): has \(found.count) autoscalers '\(wanted)', \(listed(found.map { "\(kindName(autoscalers[$0])) \(shown[$0])" })); give each a name of its own"
        ])
    }
    return autoscalers[index]
  }

  private static func kindName(_ object: ManifestValue) -> String { object["kind"]?.string ?? "" }

  private static func listed(_ names: [String]) -> String {
    let first = names.prefix(20).map { $0.isEmpty ? "one without a name" : $0 }
    let rest = names.count > 20 ? " and \(names.count - 20) more" : ""
    guard first.count > 1, rest.isEmpty else { return first.joined(separator: ", ") + rest }
    return first.dropLast().joined(separator: ", ") + " and " + (first.last ?? "")
  }

  /// A YAML tree as a manifest value. Numbers and truth values are those that YAML resolves; quoted ones are texts.
  static func value(_ node: Node) -> ManifestValue {
    switch node {
    case .mapping(let mapping):
      return .object(
        Dictionary(mapping.map { ($0.key.string ?? "", value($0.value)) }, uniquingKeysWith: { $1 }))
    case .sequence(let sequence): return .array(sequence.map { value($0) })
    case .scalar(let scalar):
      switch node.tag.description {
      case Tag.Name.null.rawValue: return .null
      case Tag.Name.bool.rawValue: if let value = node.bool { return .bool(value) }
      case Tag.Name.int.rawValue: if let value = node.int { return .integer(Int64(value)) }
      case Tag.Name.float.rawValue: if let value = node.float { return .number(value) }
      default: break
      }
      return .string(scalar.string)
    case .alias: return .null
    }
  }
}
