import Autoscaling
import ClusterSimulation

extension Scenario {
  /// The way of healing of an arm: a name, or a mapping with its `kind` and the parameters that this kind has. Nil where
  /// none is given.
  static func healing(_ reader: YAMLReader) -> HealingSpecification? {
    guard let node = reader.tree("healing") else { return nil }
    if node.scalar != nil { return HealingSpecification(reader.choice("healing")) }
    let section = reader.section("healing")
    defer { section.finish() }
    var healing = HealingSpecification(section.choice("kind"))
    switch healing.kind {
    case .none, .kubernetes: return healing
    case .bestPractice: clusterKeys(section, &healing)
    case .perfect: remedyKeys(section, &healing)
    case .rules:
      ruleKeys(section, &healing)
      controllerKeys(section, &healing)
    case .isolationForest:
      forestKeys(section, &healing)
      controllerKeys(section, &healing)
    case .robustDeviation:
      healing.deviation = section.quantity("deviation", .number, default: healing.deviation, in: 1...1000)
      learntKeys(section, &healing)
      controllerKeys(section, &healing)
    case .rulesAndForest:
      ruleKeys(section, &healing)
      forestKeys(section, &healing)
      controllerKeys(section, &healing)
    case .classifier, .earlyWarning:
      healing.episodes = section.whole("episodes", default: healing.episodes, in: 112...1_000_000)
      if healing.kind == .earlyWarning {
        set(section, &healing, \.leastIllness, "least_illness", .share, 0...1)
      }
      controllerKeys(section, &healing)
    }
    return healing
  }

  private static func set(
    _ reader: YAMLReader, _ healing: inout HealingSpecification,
    _ path: WritableKeyPath<HealingSpecification, Double>, _ key: String, _ unit: Unit,
    _ range: ClosedRange<Double>
  ) {
    healing[keyPath: path] = reader.quantity(key, unit, default: healing[keyPath: path], in: range)
  }

  private static func remedyKeys(_ reader: YAMLReader, _ healing: inout HealingSpecification) {
    set(reader, &healing, \.period, "period", .duration, 1...3600)
    set(reader, &healing, \.remedies.delayFactor, "remedy_delay_factor", .number, 0...100)
    set(reader, &healing, \.remedies.failureShare, "remedy_failures", .share, 0...1)
  }

  private static func controllerKeys(_ reader: YAMLReader, _ healing: inout HealingSpecification) {
    remedyKeys(reader, &healing)
    set(reader, &healing, \.controller.patience, "patience", .duration, 1...86_400)
    set(reader, &healing, \.controller.clearTime, "clear_time", .duration, 1...86_400)
    set(reader, &healing, \.controller.uncordonTime, "uncordon_time", .duration, 1...86_400)
    set(reader, &healing, \.utilizationBound, "utilization_bound", .share, 0...1)
    set(reader, &healing, \.mostAtOnce, "most_at_once", .share, 0...1)
    set(reader, &healing, \.coolDown, "cool_down", .duration, 0...86_400)
    set(reader, &healing, \.disruptionsPerHour, "disruptions_per_hour", .number, 0...1000)
  }

  private static func ruleKeys(_ reader: YAMLReader, _ healing: inout HealingSpecification) {
    set(reader, &healing, \.thresholds.errorShare, "error_share", .share, 0.0001...1)
    set(reader, &healing, \.thresholds.latencyRatio, "latency_ratio", .number, 1...100)
    set(reader, &healing, \.thresholds.leakSeconds, "leak_lead", .duration, 0...86_400)
    healing.rulesWindow = reader.whole("rules_window", default: healing.rulesWindow, in: 1...64)
    healing.rulesRequired = reader.whole(
      "rules_required", default: min(healing.rulesRequired, healing.rulesWindow), in: 1...healing.rulesWindow)
  }

  private static func forestKeys(_ reader: YAMLReader, _ healing: inout HealingSpecification) {
    healing.forest.treeCount = reader.whole("trees", default: healing.forest.treeCount, in: 1...10_000)
    set(reader, &healing, \.forest.contamination, "contamination", .share, 0...0.5)
    set(reader, &healing, \.forest.margin, "margin", .number, 0...1)
    learntKeys(reader, &healing)
  }

  private static func learntKeys(_ reader: YAMLReader, _ healing: inout HealingSpecification) {
    healing.learntWindow = reader.whole("learnt_window", default: healing.learntWindow, in: 1...64)
    healing.learntRequired = reader.whole(
      "learnt_required", default: min(healing.learntRequired, healing.learntWindow),
      in: 1...healing.learntWindow)
  }

  private static func clusterKeys(_ reader: YAMLReader, _ healing: inout HealingSpecification) {
    set(reader, &healing, \.toleration, "toleration", .duration, 0...86_400)
    set(reader, &healing, \.ejection.interval, "ejection_interval", .duration, 1...3600)
    set(reader, &healing, \.ejection.baseEjection, "base_ejection", .duration, 1...86_400)
    set(reader, &healing, \.ejection.mostEjected, "most_ejected", .share, 0...1)
    healing.ejection.consecutiveErrors = reader.whole(
      "consecutive_errors", default: healing.ejection.consecutiveErrors, in: 1...100)
    healing.canary.plan.steps = [
      Int((100 * reader.quantity("canary_share", .share, default: 0.25, in: 0.01...1)).rounded())
    ]
    set(reader, &healing, \.canary.plan.pause, "canary_pause", .duration, 0...86_400)
    set(reader, &healing, \.canary.errorShare, "canary_errors", .share, 0...1)
    set(reader, &healing, \.canary.progressDeadline, "progress_deadline", .duration, 1...86_400)
  }
}
