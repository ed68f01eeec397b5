import Foundation

@testable import Autoscaling

extension HPAFuzz {
  private static let valid: [ManifestValue] = [
    """
    {"minReplicas": 2, "maxReplicas": 20, "metrics": [
      {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}},
      {"type": "Pods", "pods": {"metric": {"name": "hits"}, "target": {"type": "AverageValue", "averageValue": "100m"}}}],
     "behavior": {"scaleUp": {"stabilizationWindowSeconds": 60, "selectPolicy": "Min", "tolerance": "0.05",
        "policies": [{"type": "Pods", "value": 4, "periodSeconds": 15}, {"type": "Percent", "value": 100, "periodSeconds": 60}]},
       "scaleDown": {"policies": [{"type": "Percent", "value": 10, "periodSeconds": 1800}]}}}
    """,
    """
    {"minReplicas": 0, "maxReplicas": 5, "metrics": [
      {"type": "Object", "object": {"describedObject": {"kind": "Service", "name": "s", "apiVersion": "v1"},
        "metric": {"name": "hits"}, "target": {"type": "Value", "value": "2k"}}},
      {"type": "External", "external": {"metric": {"name": "queue", "selector": {"matchLabels": {"a": "b"},
        "matchExpressions": [{"key": "c", "operator": "In", "values": ["d", "e"]}]}},
        "target": {"type": "AverageValue", "averageValue": 30}}}]}
    """,
    """
    {"maxReplicas": 7, "metrics": [{"type": "ContainerResource", "containerResource": {"name": "memory",
      "container": "app", "target": {"type": "AverageValue", "averageValue": "128Mi"}}}], "behavior": {}}
    """,
  ].map { text in
    guard case .object(var spec)? = try? JSONDecoder().decode(ManifestValue.self, from: Data(text.utf8))
    else {
      preconditionFailure("no manifest: \(text)")
    }
    spec["scaleTargetRef"] = .object([
      "apiVersion": .string("apps/v1"), "kind": .string("Deployment"), "name": .string("web"),
    ])
    return .object([
      "apiVersion": .string("autoscaling/v2"), "kind": .string("HorizontalPodAutoscaler"),
      "metadata": .object(["name": .string("web")]), "spec": .object(spec),
    ])
  }

  /// A valid manifest with up to four changes anywhere in it.
  static func manifest(_ random: inout Random) -> ManifestValue {
    var value = random.pick(valid)
    for _ in 0..<random.below(5) { value = changed(value, &random) }
    return value
  }

  /// The manifest as JSON, which is YAML too; nil where it holds a number that JSON has no spelling for.
  static func text(of manifest: ManifestValue) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(manifest)).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func changed(_ value: ManifestValue, _ random: inout Random) -> ManifestValue {
    switch value {
    case .object(var fields) where !fields.isEmpty:
      let name = random.pick(fields.keys.sorted())
      let old = fields[name] ?? .null
      if !random.oneIn(6) {
        fields[name] = changed(old, &random)
        return .object(fields)
      }
      switch random.below(5) {
      case 0: fields[name] = nil
      case 1:
        fields[name] = nil
        fields[misspelled(name, &random)] = old
      case 2: fields[misspelled(name, &random)] = old
      case 3: fields[random.pick(names)] = old
      default: return scalar(&random)
      }
      return .object(fields)
    case .array(var values) where !values.isEmpty:
      let index = random.below(values.count)
      if !random.oneIn(6) {
        values[index] = changed(values[index], &random)
        return .array(values)
      }
      switch random.below(4) {
      case 0: values.remove(at: index)
      case 1: values.insert(values[index], at: 0)
      case 2: values += Array(repeating: values[index], count: random.below(40))
      default: return values[index]
      }
      return .array(values)
    case .string(let text) where random.oneIn(3): return .string(misspelled(text, &random))
    default: return random.oneIn(8) ? nested(value, &random) : scalar(&random)
    }
  }

  private static let names = [
    "", "type", "name", "value", "averageValue", "averageUtilization", "target", "metric", "selector",
    "resource", "pods", "object", "external", "containerResource", "container", "tolerance", "policies",
    "minReplicas", "behavior", "spec", "status", "a\nb: c", "日本", String(repeating: "long", count: 500),
  ]

  private static func misspelled(_ text: String, _ random: inout Random) -> String {
    guard let place = text.indices.randomElement(using: &random) else { return random.pick(names) }
    var text = text
    switch random.below(5) {
    case 0: text.remove(at: place)
    case 1: text.insert(random.pick(["s", "\n", "\u{301}", "\u{0}", " ", "é"]), at: place)
    case 2: text = text.uppercased()
    case 3: text = text.lowercased()
    default: text += text
    }
    return text
  }

  private static func scalar(_ random: inout Random) -> ManifestValue {
    switch random.below(6) {
    case 0:
      return .integer(
        random.pick([
          0, -1, 1, 2, 100, 1800, 1801, 3600, 3601, Int64(Int32.max), Int64(Int32.max) + 1, Int64(Int32.min),
          .max, .min,
        ]))
    case 1:
      return .number(
        random.pick([
          0.5, -0.5, 1e9, 1e300, -1e300, 0x1p62, 0x1p63, .leastNonzeroMagnitude, .nan, .infinity, -.infinity,
          3.0, -0.0,
        ]))
    case 2: return random.pick([.null, .bool(true), .bool(false), .array([]), .object([:])])
    case 3:
      return .string(
        random.pick([
          "", "NaN", "inf", "-1", "Utilization", "AverageValue", "Value", "Pods", "Percent", "Max", "Min",
          "Disabled", "Resource", "External", "Object", "cpu", "memory", "a\nb", "~",
          String(repeating: "x", count: 5000),
        ]))
    default: return .string(quantity(&random))
    }
  }

  private static func nested(_ value: ManifestValue, _ random: inout Random) -> ManifestValue {
    let isList = random.oneIn(2)
    return (0..<random.pick([1, 2, 300])).reduce(value) { inner, _ in
      isList ? .array([inner]) : .object(["type": inner])
    }
  }
}
