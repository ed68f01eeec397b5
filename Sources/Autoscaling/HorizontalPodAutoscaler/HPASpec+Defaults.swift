extension HPASpec {
  /// The spec as the API server stores it: minReplicas 1, CPU at 80 % where no metric is given, and both directions of a
  /// behavior completed field by field. (Section 2.)
  public var withDefaults: HPASpec {
    var spec = self
    spec.minReplicas = minReplicas ?? 1
    if metrics?.isEmpty ?? true {
      spec.metrics = [
        HPAMetric(
          source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: 80))
      ]
    }
    if let behavior {
      spec.behavior = HPABehaviorSpec(
        scaleUp: (behavior.scaleUp ?? HPAScalingRulesSpec()).completed(
          policies: HPAScalingRules.defaultUp.policies, window: 0),
        scaleDown: (behavior.scaleDown ?? HPAScalingRulesSpec()).completed(
          policies: HPAScalingRules.defaultDown(stabilization: 0).policies, window: nil))
    }
    return spec
  }

  /// The behavior in force: completed, with the controller's window downward where none is given; nil for the legacy path.
  public func resolvedBehavior(_ settings: HPASettings) -> HPABehavior? {
    guard let behavior = withDefaults.behavior, let up = behavior.scaleUp, let down = behavior.scaleDown
    else {
      return nil
    }
    let second: Int64 = 1_000_000_000
    return HPABehavior(
      scaleUp: up.resolved(window: 0),
      // the controller hands its window on in whole seconds
      scaleDown: down.resolved(window: settings.downscaleStabilization / second * second))
  }
}

extension HPAScalingRulesSpec {
  fileprivate func completed(policies: [HPAScalingRules.Policy], window: Int32?) -> Self {
    var rules = self
    rules.stabilizationWindowSeconds = stabilizationWindowSeconds ?? window
    rules.selectPolicy = selectPolicy ?? .max
    rules.policies = self.policies ?? policies
    return rules
  }

  fileprivate func resolved(window: Int64) -> HPAScalingRules {
    HPAScalingRules(
      stabilization: stabilizationWindowSeconds.map { Int64($0) * 1_000_000_000 } ?? window,
      select: selectPolicy ?? .max, policies: policies ?? [], tolerance: tolerance?.toleranceValue)
  }
}
