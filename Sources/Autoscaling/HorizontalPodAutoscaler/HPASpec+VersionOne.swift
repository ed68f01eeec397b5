import Foundation

/// `autoscaling/v1`, which knows one target, CPU; what it has no field for stands in annotations.
///
/// Source: Kubernetes v1.36, `pkg/apis/autoscaling/v1/conversion.go`. Metrics of the annotation come first, the CPU target
/// after them, as there.
extension HPASpec {
  static let metricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics"
  static let behaviorAnnotation = "autoscaling.alpha.kubernetes.io/behavior"

  /// Reads a spec of `autoscaling/v1`.
  init(versionOne fields: ManifestFields, annotations: ManifestValue?) {
    let reference = fields.object("scaleTargetRef", required: true)
    scaleTargetRef = reference.map { HPAObjectReference($0) } ?? HPAObjectReference()
    minReplicas = fields.int32("minReplicas")
    maxReplicas = fields.int32("maxReplicas", required: true) ?? 1
    let percent = fields.int32("targetCPUUtilizationPercentage")
    if let percent, percent < 1 {
      fields.issues.add(
        fields.at("targetCPUUtilizationPercentage"), "\(percent) is too small; allowed is 1 or more")
    }
    fields.finish()
    let issues = fields.issues
    var metrics: [HPAMetric] = []
    if let list = Self.annotation(Self.metricsAnnotation, of: annotations, issues) {
      let path = Self.path(Self.metricsAnnotation)
      if case .array(let entries) = list {
        metrics = entries.enumerated().map { index, entry in
          HPAMetric(ManifestFields(Self.current(entry), path: "\(path)[\(index)]", issues: issues))
        }
      } else {
        issues.add(path, "expected a list of metrics, found \(list.kind)")
      }
    }
    if let percent {
      metrics.append(
        HPAMetric(
          source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: percent)))
    }
    self.metrics = metrics.isEmpty ? nil : metrics
    behavior = Self.annotation(Self.behaviorAnnotation, of: annotations, issues).map {
      // written from a type without names for its fields: they begin with capitals
      HPABehaviorSpec(
        ManifestFields(Self.uncapitalized($0), path: Self.path(Self.behaviorAnnotation), issues: issues))
    }
  }

  private static func path(_ name: String) -> String { "metadata.annotations[\(name)]" }

  /// The JSON of an annotation; nil where it is not given, or is none.
  private static func annotation(
    _ name: String, of annotations: ManifestValue?, _ issues: ManifestIssues
  ) -> ManifestValue? {
    guard let text = annotations?[name]?.string else { return nil }
    do {
      return try JSONDecoder().decode(ManifestValue.self, from: Data(text.utf8))
    } catch {
      issues.add(path(name), "is no JSON")
      return nil
    }
  }

  /// The same with fields that begin with a small letter, nulls left out.
  private static func uncapitalized(_ value: ManifestValue) -> ManifestValue {
    switch value {
    case .object(let fields):
      .object(
        Dictionary(
          fields.filter { $0.value != .null }.map {
            ($0.key.prefix(1).lowercased() + $0.key.dropFirst(), uncapitalized($0.value))
          }, uniquingKeysWith: { $1 }))
    case .array(let values): .array(values.map(uncapitalized))
    default: value
    }
  }

  /// A metric of the annotation in the fields of `autoscaling/v2`.
  private static func current(_ entry: ManifestValue) -> ManifestValue {
    guard case .object(var fields) = entry else { return entry }
    for (part, renamed) in parts {
      guard case .object(let old)? = fields[part] else { continue }
      var new: [String: ManifestValue] = [:]
      var target: [String: ManifestValue] = [:]
      var metric: [String: ManifestValue] = [:]
      for (name, value) in old where value != .null {
        switch renamed[name] {
        case .target(let type, let field)?:
          target[field] = value
          // an average is what counts where both are given
          if target["type"] == nil || type != .value { target["type"] = .string(type.rawValue) }
        case .metric(let field)?: metric[field] = value
        case .other(let field)?: new[field] = value
        case nil: new[name] = value
        }
      }
      if !metric.isEmpty { new["metric"] = .object(metric) }
      if !target.isEmpty { new["target"] = .object(target) }
      fields[part] = .object(new)
    }
    return .object(fields)
  }

  private enum Place: Sendable {
    case target(HPATarget.Kind, String)
    case metric(String)
    case other(String)
  }

  private static let parts: [(String, [String: Place])] = {
    let resource: [String: Place] = [
      "targetAverageUtilization": .target(.utilization, "averageUtilization"),
      "targetAverageValue": .target(.averageValue, "averageValue"),
    ]
    return [
      ("resource", resource), ("containerResource", resource),
      (
        "pods",
        [
          "metricName": .metric("name"), "selector": .metric("selector"),
          "targetAverageValue": .target(.averageValue, "averageValue"),
        ]
      ),
      (
        "object",
        [
          "metricName": .metric("name"), "selector": .metric("selector"), "target": .other("describedObject"),
          "targetValue": .target(.value, "value"), "averageValue": .target(.averageValue, "averageValue"),
        ]
      ),
      (
        "external",
        [
          "metricName": .metric("name"), "metricSelector": .metric("selector"),
          "targetValue": .target(.value, "value"),
          "targetAverageValue": .target(.averageValue, "averageValue"),
        ]
      ),
    ]
  }()
}
