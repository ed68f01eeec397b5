extension HPASpec {
  /// What the API server would refuse, each a sentence with its path; empty if nothing. (Section 2.)
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

extension HPAMetric {
  /// Kinds of target that the source allows; the first is what a mistake suggests.
  private var allowedTargets: [HPATarget.Kind] {
    switch source {
    case .resource, .containerResource: [.utilization, .averageValue]
    case .pods: [.averageValue]
    case .object, .external: [.value, .averageValue]
    case .unknown: []
    }
  }

  fileprivate func validate() -> [String] {
    if case .unknown(let type) = source {
      return [
        "type: '\(type.shown)' is not known; allowed are ContainerResource, External, Object, Pods, Resource"
      ]
    }
    var issues: [String] = []
    if !allowedTargets.contains(target.kind) {
      issues.append(
        "target.type: \(target.kind.rawValue) is not possible for this metric; allowed is "
          + allowedTargets.map(\.rawValue).joined(separator: " or "))
    }
    if let percent = target.averageUtilization, percent < 1 {
      issues.append("target.averageUtilization: \(percent) is too small; allowed is 1 or more")
    }
    for (name, quantity) in [("averageValue", target.averageValue), ("value", target.value)] {
      if let quantity, quantity.milli <= 0 {
        issues.append("target.\(name): \(quantity.description.shown) is not positive")
      }
    }
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
    if case .object = source {
      let given = target.kind == .value ? target.value : target.averageValue
      if given == nil, issues.isEmpty {
        issues.append("target: has no quantity for its type \(target.kind.rawValue)")
      }
    }
    return issues
  }
}

extension HPAScalingRulesSpec {
  fileprivate func validate() -> [String] {
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
