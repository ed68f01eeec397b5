import SimulationKernel

/// A KEDA ScaledObject as a user writes it, read and checked as KEDA's admission webhook and scalers do.
///
/// Source: kedacore/keda v2.20, `apis/keda/v1alpha1` and `pkg/scalers`. Not simulated, and refused by name:
/// `scalingModifiers`, fallback behaviors but `static`, paused objects, cached metrics, and triggers of other types than
/// ``TriggerType/known`` has.
public struct ScaledObject: Sendable, Hashable {
  /// A trigger that reads a metric from outside the cluster.
  public struct Source: Sendable, Hashable {
    /// The path of the trigger in the manifest.
    public let path: String
    /// Its type, such as `prometheus`.
    public let type: String
    /// What `signals` may call it, the most particular first: its name, its metric's, `s0` by its place, its type.
    public let names: [String]
    /// The signal that it stands for unless it is said; nil for none.
    public let usual: HPASignal?
  }

  /// The fields, with stand-ins for signals.
  public let settings: QueueLengthPolicy.Settings
  /// Of each trigger, nil for those that need no signal.
  public let sources: [Source?]

  /// Reads a whole ScaledObject.
  ///
  /// - Throws: `ManifestError` with every mistake.
  public init(object: ManifestValue) throws(ManifestError) {
    let issues = ManifestIssues()
    let top = ManifestFields(object, path: "", issues: issues)
    let version = top.string("apiVersion", required: true) ?? "keda.sh/v1alpha1"
    if version != "keda.sh/v1alpha1" {
      issues.add("apiVersion", "'\(version.shown)' is not supported; allowed is keda.sh/v1alpha1")
    }
    _ = top.string("kind")
    let metadata = top.checkedMetadata()
    for name in metadata?.object("annotations")?.names ?? []
    where name.hasPrefix("autoscaling.keda.sh/paused") {
      issues.add("metadata.annotations[\(name.shown)]", "a paused ScaledObject is not simulated")
    }
    _ = top.value("status")
    let spec = top.object("spec", required: true)
    top.finish()
    let triggers = (spec?.list("triggers") ?? []).enumerated().map {
      TriggerFields(ManifestFields($1.value, path: $1.path, issues: issues), number: $0)
    }
    if let spec, triggers.isEmpty { issues.add(spec.at("triggers"), "at least one trigger is required") }
    var named: [String: Int] = [:]
    for (index, trigger) in triggers.enumerated() {
      guard let name = trigger.name, !name.isEmpty else { continue }
      if let first = named[name] {
        issues.add(
          "spec.triggers[\(index)].name",
          "'\(name.shown)' is the name of spec.triggers[\(first)], too; names must be unique")
      }
      named[name] = named[name] ?? index
    }
    var settings = QueueLengthPolicy.Settings(triggers: triggers.map(\.trigger))
    sources = triggers.map(\.source)
    if let spec { Self.read(spec, into: &settings) }
    self.settings = settings
    guard issues.issues.isEmpty else { throw ManifestError(issues: issues.issues) }
  }

  private static func read(_ spec: ManifestFields, into settings: inout QueueLengthPolicy.Settings) {
    defer { spec.finish() }
    if let target = spec.object("scaleTargetRef", required: true) {
      for field in ["apiVersion", "kind", "envSourceContainerName"] { _ = target.string(field) }
      _ = target.string("name", required: true)
      target.finish()
    }
    func whole(_ name: String, in range: ClosedRange<Int32>) -> Int? {
      guard let value = spec.int32(name) else { return nil }
      guard range.contains(value) else {
        spec.issues.add(
          spec.at(name), "\(value) is out of range; allowed is \(range.lowerBound) to \(range.upperBound)")
        return nil
      }
      return Int(value)
    }
    let seconds: ClosedRange<Int32> = 0...31_536_000
    settings.pollingInterval = .seconds(Int64(whole("pollingInterval", in: 1...86_400) ?? 30))
    settings.cooldownPeriod = .seconds(Int64(whole("cooldownPeriod", in: seconds) ?? 300))
    settings.initialCooldownPeriod = .seconds(Int64(whole("initialCooldownPeriod", in: seconds) ?? 0))
    let replicas: ClosedRange<Int32> = 0...1_000_000
    let fewest = whole("minReplicaCount", in: replicas)
    let most = whole("maxReplicaCount", in: 1...1_000_000) ?? 100
    if let fewest, fewest > most {
      spec.issues.add(
        spec.at("minReplicaCount"), "\(fewest) is more than maxReplicaCount, which is \(most)")
    }
    settings.minReplicaCount = min(fewest ?? 0, most)
    settings.maxReplicaCount = most
    if let idle = whole("idleReplicaCount", in: replicas) {
      if idle < settings.minReplicaCount {
        settings.idleReplicaCount = idle
      } else {
        spec.issues.add(
          spec.at("idleReplicaCount"),
          "\(idle) is not less than minReplicaCount, which is \(settings.minReplicaCount)")
      }
    }
    let seenByPods = settings.triggers.allSatisfy { if case .resource = $0 { true } else { false } }
    if fewest == 0, seenByPods, !settings.triggers.isEmpty {
      spec.issues.add(
        spec.at("minReplicaCount"),
        "0 needs a trigger other than cpu and memory: with no replicas they have nothing to read")
    }
    if let fallback = spec.object("fallback") {
      let threshold = fallback.int32("failureThreshold", required: true) ?? 0
      let count = fallback.int32("replicas", required: true) ?? 0
      if threshold < 0 || count < 0 {
        fallback.issues.add(fallback.path, "failureThreshold and replicas must be 0 or more")
      }
      if let behavior = fallback.string("behavior"), behavior != "static" {
        fallback.issues.add(
          fallback.at("behavior"), "'\(behavior.shown)' is not simulated; allowed is static")
      }
      fallback.finish()
      settings.fallback = QueueLengthPolicy.Fallback(
        failureThreshold: Int(threshold), replicas: Int(count))
    }
    if let advanced = spec.object("advanced") { read(advanced: advanced, into: &settings) }
  }

  private static func read(
    advanced: ManifestFields, into settings: inout QueueLengthPolicy.Settings
  ) {
    defer { advanced.finish() }
    // what happens when the object is deleted; no run sees that
    _ = advanced.value("restoreToOriginalReplicaCount")
    if let modifiers = advanced.value("scalingModifiers"), modifiers.object?.isEmpty != true {
      advanced.issues.add(
        advanced.at("scalingModifiers"), "a formula over triggers is not simulated; leave it out")
    }
    guard let autoscaler = advanced.object("horizontalPodAutoscalerConfig") else { return }
    _ = autoscaler.string("name")
    if let behavior = autoscaler.object("behavior").map({ HPABehaviorSpec($0) }) {
      let spec = HPASpec(maxReplicas: 1, behavior: behavior)
      let completed = spec.withDefaults.behavior
      for (name, rules) in [("scaleUp", completed?.scaleUp), ("scaleDown", completed?.scaleDown)] {
        for problem in rules?.validate() ?? [] {
          autoscaler.issues.issues.append("\(autoscaler.at("behavior")).\(name).\(problem)")
        }
      }
      settings.behavior = spec.resolvedBehavior(settings.controller)
    }
    autoscaler.finish()
  }

  /// The settings with the signals that the triggers stand for.
  ///
  /// - Parameters:
  ///   - shape: What a replica requests, and signals by names of triggers.
  public func settings(_ shape: HPAServiceShape) -> QueueLengthPolicy.Settings {
    var settings = settings
    settings.service = shape
    for (index, source) in sources.enumerated() {
      guard let source, let signal = Self.signal(of: source, shape),
        case .signal(_, let threshold, let activation, let isWhole) = settings.triggers[index]
      else { continue }
      settings.triggers[index] = .signal(
        signal, threshold: threshold, activation: activation, isWhole: isWhole)
    }
    return settings
  }

  /// Why a run cannot answer for a trigger, each a sentence with its path; empty if it can.
  public func whyNotSimulated(_ shape: HPAServiceShape) -> [String] {
    zip(sources, settings.triggers).enumerated().compactMap { index, part in
      if case .resource(let metric) = part.1 {
        return shape.whyNotSimulated(metric).map { "spec.triggers[\(index)]: \($0)" }
      }
      guard let source = part.0 else { return nil }
      guard let signal = Self.signal(of: source, shape) else {
        let name = source.names.first?.shown ?? ""
        guard let columns = shape.columns else {
          return
            "\(source.path): the trigger '\(name)' is no signal of the simulator; say under 'signals' which it stands for: "
            + HPASignal.allCases.map(\.rawValue).joined(separator: ", ")
        }
        return
          "\(source.path): the recording has no column '\(name)'; say which column it stands for, as in --signal "
          + "\(name)=COLUMN; there are \(columns.sorted().map(\.shown).joined(separator: ", "))"
      }
      guard let columns = shape.columns, !columns.contains(signal.rawValue) else { return nil }
      return "\(source.path): the recording has no column \(signal.rawValue.shown), for which it stands"
    }
  }

  /// The signals that it looks at.
  public func signals(_ shape: HPAServiceShape) -> [HPASignal] {
    sources.compactMap { $0.flatMap { Self.signal(of: $0, shape) } }
  }

  /// The metrics of pods that its HPA looks at.
  public var resources: [HPAMetric] {
    settings.triggers.compactMap { if case .resource(let metric) = $0 { metric } else { nil } }
  }

  private static func signal(of source: Source, _ shape: HPAServiceShape) -> HPASignal? {
    for name in source.names {
      if let signal = shape.signal(name) { return signal }
    }
    return source.usual
  }
}
