extension HPASpec {
  /// What the API server would refuse, each a sentence with its path; empty if nothing. (Section 2.)
  ///
  /// Where a metric's target says another type than the value that is given, the server and the controller look at the value
  /// alone, and so does this; an Object metric alone goes by its type, and one that could never be computed is refused here.
  ///
  /// - Parameter scaleToZero: Whether the gate HPAScaleToZero is on.
  public func validate(scaleToZero: Bool = false) -> [String] {
    var issues: [String] = []
    func check(_ holds: Bool, _ path: String, _ text: @autoclosure () -> String) {
      if !holds { issues.append("spec.\(path): \(text())") }
    }
    let least: Int32 = scaleToZero ? 0 : 1
    let minimum = minReplicas ?? 1
    check(minimum >= least, "minReplicas", "\(minimum) is too few; allowed is \(least) or more")
    check(maxReplicas >= 1, "maxReplicas", "\(maxReplicas) is too few; allowed is 1 or more")
    check(
      maxReplicas >= minimum, "maxReplicas", "\(maxReplicas) is less than minReplicas, which is \(minimum)")
    issues += scaleTargetRef.validate().map { "spec.scaleTargetRef.\($0)" }
    if scaleToZero, minimum == 0 {
      check(
        metrics?.contains(where: \.isObjectOrExternal) ?? false, "metrics",
        "at least one Object or External metric is required to scale to zero")
    }
    for (index, metric) in (metrics ?? []).enumerated() {
      issues += metric.validate().map { "spec.metrics[\(index)].\($0)" }
    }
    for (name, rules) in [
      ("scaleUp", withDefaults.behavior?.scaleUp), ("scaleDown", withDefaults.behavior?.scaleDown),
    ] {
      issues += (rules?.validate() ?? []).map { "spec.behavior.\(name).\($0)" }
    }
    return issues
  }
}

extension HPAObjectReference {
  fileprivate func validate() -> [String] {
    var issues = [("kind", kind), ("name", name)].compactMap { field, text in
      Self.whyNoSegment(text).map { "\(field): \($0)" }
    }
    if let version = apiVersion, version.split(separator: "/", omittingEmptySubsequences: false).count > 2 {
      issues.append("apiVersion: '\(version.shown)' is no version; expected is one such as apps/v1")
    }
    return issues
  }

  /// Why the text cannot be a part of a path of the API; nil if it can.
  fileprivate static func whyNoSegment(_ text: String) -> String? {
    if text == "." || text == ".." { return "may not be '\(text)'" }
    if let scalar = text.unicodeScalars.first(where: { $0 == "/" || $0 == "%" }) {
      return "'\(text.shown)' may not contain '\(scalar)'"
    }
    return nil
  }
}

extension HPAMetric {
  /// The field of `spec.metrics[…]` that holds the source; nil for a type that is not known.
  public var field: String? {
    switch source {
    case .resource: "resource"
    case .containerResource: "containerResource"
    case .pods: "pods"
    case .object: "object"
    case .external: "external"
    case .unknown: nil
    }
  }

  fileprivate func validate() -> [String] {
    guard let field else {
      guard case .unknown(let type) = source else { return [] }
      return [
        "type: '\(type.shown)' is not known; allowed are ContainerResource, External, Object, Pods, Resource"
      ]
    }
    var issues: [String] = []
    switch source {
    case .pods(let metric), .external(let metric):
      if let problem = HPAObjectReference.whyNoSegment(metric.name) {
        issues.append("metric.name: \(problem)")
      }
    case .object(let object, let metric):
      issues += object.validate().map { "describedObject.\($0)" }
      if let problem = HPAObjectReference.whyNoSegment(metric.name) {
        issues.append("metric.name: \(problem)")
      }
    default: break
    }
    issues += target.validate().map { "target.\($0)" }
    switch source {
    case .resource, .containerResource:
      if (target.averageUtilization == nil) == (target.averageValue == nil) {
        issues.append("target: exactly one of averageUtilization and averageValue must be set")
      }
    case .pods where target.averageValue == nil: issues.append("target.averageValue: missing; it is required")
    case .object, .external:
      if target.value == nil, target.averageValue == nil {
        issues.append("target: value or averageValue must be set")
      } else if case .external = source, target.value != nil, target.averageValue != nil {
        issues.append("target: value and averageValue must not both be set")
      }
    default: break
    }
    if case .object = source, issues.isEmpty {
      switch target.kind {
      case .utilization:
        issues.append(
          "target.type: Utilization is not possible for an Object metric; allowed are Value and AverageValue")
      case .value where target.value == nil: issues.append("target.value: missing, and the type is Value")
      case .averageValue where target.averageValue == nil:
        issues.append("target.averageValue: missing, and the type is AverageValue")
      default: break
      }
    }
    return issues.map { "\(field).\($0)" }
  }
}

extension HPATarget {
  fileprivate func validate() -> [String] {
    var issues: [String] = []
    for (name, quantity) in [("value", value), ("averageValue", averageValue)] {
      if let quantity, quantity.milli <= 0 {
        issues.append("\(name): \(quantity.description.shown) is not positive")
      }
    }
    if let percent = averageUtilization, percent < 1 {
      issues.append("averageUtilization: \(percent) is too small; allowed is 1 or more")
    }
    return issues
  }
}

extension HPAScalingRulesSpec {
  func validate() -> [String] {
    var issues: [String] = []
    if let window = stabilizationWindowSeconds, !(0...3600).contains(window) {
      issues.append("stabilizationWindowSeconds: \(window) is out of range; allowed is 0 to 3600")
    }
    if policies?.isEmpty ?? true { issues.append("policies: at least one policy is required") }
    for (index, policy) in (policies ?? []).enumerated() {
      if policy.value <= 0 { issues.append("policies[\(index)].value: \(policy.value) is not positive") }
      let seconds = policy.period / 1_000_000_000
      if !(1...1800).contains(seconds) {
        issues.append("policies[\(index)].periodSeconds: \(seconds) is out of range; allowed is 1 to 1800")
      }
    }
    if let tolerance, tolerance.isNegative {
      issues.append("tolerance: \(tolerance.description.shown) is negative")
    }
    return issues
  }
}
