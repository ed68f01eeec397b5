extension HPASpec {
  /// Reads the spec's fields; mistakes of form are noted, ranges are another matter (`validate`).
  init(_ fields: ManifestFields) {
    let reference = fields.object("scaleTargetRef", required: true)
    scaleTargetRef = reference.map { HPAObjectReference($0) } ?? HPAObjectReference()
    minReplicas = fields.int32("minReplicas")
    maxReplicas = fields.int32("maxReplicas", required: true) ?? 1
    metrics = fields.list("metrics")?.map {
      HPAMetric(ManifestFields($0.value, path: $0.path, issues: fields.issues))
    }
    behavior = fields.object("behavior").map { HPABehaviorSpec($0) }
    fields.finish()
  }

  /// Reads a spec without checking ranges.
  ///
  /// - Throws: `ManifestError` with every mistake of form.
  public init(manifest value: ManifestValue, path: String = "spec") throws(ManifestError) {
    let issues = ManifestIssues()
    self.init(ManifestFields(value, path: path, issues: issues))
    guard issues.issues.isEmpty else { throw ManifestError(issues: issues.issues) }
  }

  /// Reads a whole HorizontalPodAutoscaler object of `autoscaling/v2` or `autoscaling/v1` and checks it as the API server
  /// would.
  ///
  /// - Parameters:
  ///   - object: The object with `apiVersion`, `kind`, `metadata` and `spec`.
  ///   - scaleToZero: Whether the gate HPAScaleToZero is on, so that `minReplicas` may be 0.
  /// - Throws: `ManifestError` with every mistake.
  public init(object: ManifestValue, scaleToZero: Bool = true) throws(ManifestError) {
    let issues = ManifestIssues()
    let top = ManifestFields(object, path: "", issues: issues)
    if case .object = object {
      let version = top.string("apiVersion", required: true) ?? "autoscaling/v2"
      if !["autoscaling/v2", "autoscaling/v1"].contains(version) {
        issues.add(
          "apiVersion", "'\(version.shown)' is not supported; allowed are autoscaling/v2 and autoscaling/v1")
      }
      let kind = top.string("kind", required: true) ?? "HorizontalPodAutoscaler"
      if kind != "HorizontalPodAutoscaler" {
        issues.add("kind", "'\(kind.shown)' is not supported; allowed is HorizontalPodAutoscaler")
      }
      top.checkedMetadata()
      // what a cluster wrote back
      _ = top.value("status")
      let spec = top.object("spec", required: true)
      top.finish()
      if let spec {
        if version == "autoscaling/v1" {
          self.init(versionOne: spec, annotations: object["metadata"]?["annotations"])
        } else {
          self.init(spec)
        }
        if issues.issues.isEmpty { issues.issues = validate(scaleToZero: scaleToZero) }
        guard issues.issues.isEmpty else { throw ManifestError(issues: issues.issues) }
        return
      }
    } else {
      issues.issues = ["the manifest: expected an object, found \(object.kind)"]
    }
    throw ManifestError(issues: issues.issues)
  }
}

extension ManifestFields {
  /// The metadata of an object, checked; nil where there are none, which is told.
  @discardableResult
  func checkedMetadata() -> ManifestFields? {
    guard let metadata = object("metadata") else {
      issues.add(at("metadata"), "missing; the API server wants a name in it")
      return nil
    }
    metadata.checkMetadata()
    return metadata
  }

  /// The fields of an object's metadata that nobody but the API server looks at.
  private static let metadataOfServer = [
    "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers", "generateName",
    "generation", "managedFields", "ownerReferences", "resourceVersion", "selfLink", "uid",
  ]

  /// What the API server looks at in the metadata of an object.
  private func checkMetadata() {
    for field in Self.metadataOfServer { _ = value(field) }
    defer { finish() }
    if value("name") == nil, value("generateName") == nil {
      issues.add(at("name"), "missing; the API server wants a name")
    }
    for field in ["name", "namespace"] {
      guard let text = string(field) else { continue }
      let parts = field == "name" ? text.split(separator: ".", omittingEmptySubsequences: false) : [text[...]]
      let isName = parts.allSatisfy { part in
        !part.isEmpty && part.first != "-" && part.last != "-"
          && part.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
      }
      if !isName || text.utf8.count > (field == "name" ? 253 : 63) {
        issues.add(
          at(field),
          "'\(text.shown)' is no name; allowed are small letters, digits and '-', such as shop-front")
      }
    }
    for field in ["labels", "annotations"] {
      guard let texts = object(field) else { continue }
      for name in texts.names { _ = texts.string(name) }
    }
  }
}

extension HPABehaviorSpec {
  init(_ fields: ManifestFields) {
    scaleUp = fields.object("scaleUp").map { HPAScalingRulesSpec($0) }
    scaleDown = fields.object("scaleDown").map { HPAScalingRulesSpec($0) }
    fields.finish()
  }
}

extension HPAObjectReference {
  init(_ fields: ManifestFields) {
    kind = fields.string("kind", required: true) ?? ""
    name = fields.string("name", required: true) ?? ""
    apiVersion = fields.string("apiVersion")
    fields.finish()
  }
}

extension HPAMetric {
  init(_ fields: ManifestFields) {
    let type = fields.string("type", required: true) ?? ""
    let parts = ["resource", "containerResource", "pods", "object", "external"]
    let field = type.prefix(1).lowercased() + type.dropFirst()
    guard parts.contains(field), field != type else {
      for part in parts { _ = fields.value(part) }
      source = .unknown(type)
      target = HPATarget(kind: .value)
      fields.finish()
      return
    }
    for part in parts where part != field && fields.value(part) != nil {
      fields.issues.add(
        fields.at(part), "must not be set for a metric of type \(type.shown); allowed is \(field)")
    }
    let part = fields.object(field, required: true)
    fields.finish()
    let inner = part ?? ManifestFields(nil, path: fields.at(field), issues: ManifestIssues())
    switch field {
    case "resource": source = .resource(name: inner.string("name", required: true) ?? "")
    case "containerResource":
      source = .containerResource(
        name: inner.string("name", required: true) ?? "",
        container: inner.string("container", required: true) ?? "")
    case "pods": source = .pods(HPAMetricIdentifier(inner))
    case "object":
      source = .object(
        inner.object("describedObject", required: true).map { HPAObjectReference($0) }
          ?? HPAObjectReference(),
        HPAMetricIdentifier(inner))
    default: source = .external(HPAMetricIdentifier(inner))
    }
    target = inner.object("target", required: true).map { HPATarget($0) } ?? HPATarget(kind: .value)
    inner.finish()
  }
}

extension HPAMetricIdentifier {
  fileprivate init(_ fields: ManifestFields) {
    guard let metric = fields.object("metric", required: true) else {
      self.init(name: "")
      return
    }
    self.init(
      name: metric.string("name", required: true) ?? "",
      selector: metric.object("selector").map { HPALabelSelector($0) })
    metric.finish()
  }
}

extension HPALabelSelector {
  fileprivate init(_ fields: ManifestFields) {
    if let labels = fields.object("matchLabels") {
      matchLabels = labels.names.map { Label(key: $0, value: labels.string($0) ?? "") }
    }
    matchExpressions = (fields.list("matchExpressions") ?? []).map {
      let entry = ManifestFields($0.value, path: $0.path, issues: fields.issues)
      defer { entry.finish() }
      return Requirement(
        key: entry.string("key", required: true) ?? "",
        operator: entry.string("operator", required: true) ?? "",
        values: (entry.list("values") ?? []).map { $0.value.string ?? "" })
    }
    fields.finish()
  }
}

extension HPATarget {
  fileprivate init(_ fields: ManifestFields) {
    kind = fields.choice("type", required: true) ?? .value
    averageUtilization = fields.int32("averageUtilization")
    averageValue = fields.quantity("averageValue")
    value = fields.quantity("value")
    fields.finish()
  }
}

extension HPAScalingRulesSpec {
  fileprivate init(_ fields: ManifestFields) {
    stabilizationWindowSeconds = fields.int32("stabilizationWindowSeconds")
    selectPolicy = fields.choice("selectPolicy")
    tolerance = fields.quantity("tolerance")
    policies = fields.list("policies")?.map {
      let entry = ManifestFields($0.value, path: $0.path, issues: fields.issues)
      defer { entry.finish() }
      let type: PolicyType = entry.choice("type", required: true) ?? .pods
      return HPAScalingRules.Policy(
        isPercent: type == .percent, value: entry.int32("value", required: true) ?? 1,
        period: Int64(entry.int32("periodSeconds", required: true) ?? 1) * 1_000_000_000)
    }
    fields.finish()
  }

  private enum PolicyType: String, CaseIterable {
    case pods = "Pods"
    case percent = "Percent"
  }
}
