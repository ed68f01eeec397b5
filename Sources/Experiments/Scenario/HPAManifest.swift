import Autoscaling
import Foundation
import Yams

/// HorizontalPodAutoscaler manifests, as users have them.
enum HPAManifest {
  /// The one HorizontalPodAutoscaler among the documents of a YAML file.
  ///
  /// - Throws: `ManifestError`: the file is absent, no YAML, or holds none or several.
  static func read(path: String) throws(ManifestError) -> ManifestValue {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else { throw ManifestError(issues: ["\(path) cannot be read as a text file"]) }
    return try parse(text, named: path)
  }

  /// The same of a text that is called `name` in sentences.
  static func parse(_ text: String, named name: String) throws(ManifestError) -> ManifestValue {
    var documents: [Node] = []
    do {
      // the sequence ends at a mistake and keeps it
      var parsed = try Yams.compose_all(yaml: text)
      while let document = parsed.next() { documents.append(document) }
      if let error = parsed.error { throw error }
    } catch {
      throw ManifestError(issues: ["\(name) is not valid YAML"])
    }
    let values = documents.map { value($0) }
    // a file of one document is meant, whatever it is; its kind is checked later
    if values.count == 1 { return values[0] }
    let autoscalers = values.filter { $0["kind"]?.string == "HorizontalPodAutoscaler" }
    guard autoscalers.count == 1 else {
      throw ManifestError(
        issues: [
          "\(name) holds \(autoscalers.count) HorizontalPodAutoscaler documents; exactly one is expected"
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
