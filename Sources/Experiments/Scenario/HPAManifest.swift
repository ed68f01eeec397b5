import Autoscaling
import Foundation
import Yams

/// HorizontalPodAutoscaler manifests, as users have them.
enum HPAManifest {
  /// The one HorizontalPodAutoscaler among the documents of a YAML file, or the one called as the path says after `#`:
  /// `shop.yaml#frontend`.
  ///
  /// - Throws: `ManifestError`: the file is absent, no YAML, or which one is meant is not said.
  static func read(path: String) throws(ManifestError) -> ManifestValue {
    let parts = path.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let data = FileManager.default.contents(atPath: parts[0]),
      let text = String(data: data, encoding: .utf8)
    else { throw ManifestError(issues: ["\(parts[0]) cannot be read as a text file"]) }
    return try parse(text, named: parts[0], wanted: parts.count > 1 ? parts[1] : nil)
  }

  /// Whether the file looks like objects of Kubernetes, sound or not; a scenario with a manifest inside does not.
  static func isManifest(path: String) -> Bool {
    let file = path.prefix { $0 != "#" }
    guard let data = FileManager.default.contents(atPath: String(file)) else { return false }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    if lines.contains(where: { $0.hasPrefix("format:") }) { return false }
    return lines.contains { line in
      let key = line.drop { " {\"".contains($0) }
      return key.hasPrefix("apiVersion") || key.hasPrefix("kind: HorizontalPodAutoscaler")
    }
  }

  private static func parse(
    _ text: String, named file: String, wanted: String?
  ) throws(ManifestError) -> ManifestValue {
    var documents: [Node] = []
    do {
      // the sequence ends at a mistake and keeps it
      var parsed = try Yams.compose_all(yaml: text)
      while let document = parsed.next() { documents.append(document) }
      if let error = parsed.error { throw error }
    } catch {
      throw ManifestError(issues: ["\(file) is not valid YAML"])
    }
    let values = documents.map { value($0) }
    // a file of one document is meant, whatever it is; its kind is checked later
    if values.count == 1, wanted == nil { return values[0] }
    let autoscalers = values.filter { $0["kind"]?.string == "HorizontalPodAutoscaler" }
    let names = autoscalers.map { $0["metadata"]?["name"]?.string ?? "" }
    if let wanted {
      guard let index = names.firstIndex(of: wanted) else {
        throw ManifestError(
          issues: [
            "\(file) has no HorizontalPodAutoscaler '\(wanted)'; there are \(names.joined(separator: ", "))"
          ])
      }
      return autoscalers[index]
    }
    guard autoscalers.count == 1 else {
      let choice = names.first.map { "; say which, as in \(file)#\($0)" } ?? ""
      throw ManifestError(
        issues: [
          "\(file) holds \(autoscalers.count) HorizontalPodAutoscaler documents; exactly one is expected\(choice)"
        ])
    }
    return autoscalers[0]
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
