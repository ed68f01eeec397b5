import SimulationKernel

/// From raw proposal to final count, over time.
enum HPANormalizationVector {
  static func check(_ vector: ManifestValue) throws -> [String] {
    let settings = vector.settings()
    let minimum = try vector.replicas("min_replicas")
    let maximum = try vector.replicas("max_replicas")
    var fields: [String: ManifestValue] = [
      "scaleTargetRef": .object(["kind": .string("Deployment"), "name": .string("web")]),
      "maxReplicas": .integer(Int64(maximum)),
    ]
    if let behavior = vector["behavior"] { fields["behavior"] = behavior }
    let behavior = try HPASpec(manifest: .object(fields)).resolvedBehavior(settings)
    var normalizer = HPANormalizer()
    var differences: [String] = []
    for (index, step) in (vector["steps"]?.array ?? []).enumerated() {
      let now = try step.time("t_ms")
      let current = try step.replicas("current")
      normalizer.initialize(current: current, now: now)
      let outcome = normalizer.normalize(
        raw: try step.replicas("desired"), current: current, now: now,
        limits: minimum...max(minimum, maximum),
        behavior: behavior, downscaleStabilization: settings.downscaleStabilization)
      if outcome.final != current {
        normalizer.recordScale(from: current, to: outcome.final, now: now, behavior: behavior)
      }
      let found: [String: ManifestValue] = [
        "stabilized": .integer(Int64(outcome.stabilized)), "final": .integer(Int64(outcome.final)),
        "able_to_scale_reason": .string(outcome.ableToScale.rawValue), "limited": .bool(outcome.isLimited),
        "limited_reason": .string(outcome.limit.rawValue),
      ]
      let expected = step.object?.filter { found[$0.key] != nil } ?? [:]
      differences += HPAConformance.differences(
        "steps[\(index)]", expected: .object(expected), found: .object(found))
    }
    return differences
  }
}

/// The parts of normalization on their own, at instant 0.
enum HPABehaviorVector {
  static func check(_ vector: ManifestValue) throws -> [String] {
    let kind = vector["kind"]?.string ?? ""
    let found: [String: ManifestValue]
    switch kind {
    case "rate_limit": found = try rateLimit(vector)
    case "stabilize": found = try stabilize(vector)
    case "legacy_stabilize": found = try legacyStabilize(vector)
    case "legacy_limit": found = try legacyLimit(vector)
    case "store_event": found = try storeEvent(vector)
    default: throw HPAConformanceError(description: "the kind '\(kind)' is not known")
    }
    return HPAConformance.differences("expect", expected: try vector.needed("expect"), found: .object(found))
  }

  private static func rules(_ vector: ManifestValue, _ name: String, _ direction: String) throws
    -> HPAScalingRules?
  {
    var behavior: [String: ManifestValue] = [:]
    if let rules = vector[name] { behavior[direction] = rules }
    let spec = try HPASpec(
      manifest: .object([
        "scaleTargetRef": .object(["kind": .string("Deployment"), "name": .string("web")]),
        "maxReplicas": .integer(1), "behavior": .object(behavior),
      ]))
    let resolved = spec.resolvedBehavior(HPASettings())
    return direction == "scaleUp" ? resolved?.scaleUp : resolved?.scaleDown
  }

  private static func events(_ list: ManifestValue?) throws -> [HPANormalizer.ScaleEvent] {
    try (list?.array ?? []).map {
      HPANormalizer.ScaleEvent(
        change: try $0.replicas("change"), time: try $0.time("t_ms"),
        isOutdated: $0["outdated"]?.bool ?? false)
    }
  }

  private static func recommendations(_ vector: ManifestValue) throws -> HPANormalizer {
    var normalizer = HPANormalizer()
    normalizer.isInitialized = true
    normalizer.recommendations = try (vector["recommendations"]?.array ?? []).map {
      HPANormalizer.Recommendation(replicas: try $0.replicas("replicas"), time: try $0.time("t_ms"))
    }
    return normalizer
  }

  private static func limits(_ vector: ManifestValue) throws -> ClosedRange<Int32> {
    let minimum = try vector.replicas("min_replicas")
    return minimum...max(minimum, try vector.replicas("max_replicas"))
  }

  private static func rateLimit(_ vector: ManifestValue) throws -> [String: ManifestValue] {
    var normalizer = HPANormalizer()
    normalizer.ups = try events(vector["up_events"])
    normalizer.downs = try events(vector["down_events"])
    guard let up = try rules(vector, "scale_up", "scaleUp"),
      let down = try rules(vector, "scale_down", "scaleDown")
    else { return [:] }
    let (final, reason) = normalizer.limitRate(
      try vector.replicas("desired"), current: try vector.replicas("current"), now: .zero,
      limits: try limits(vector), behavior: HPABehavior(scaleUp: up, scaleDown: down))
    return ["final": .integer(Int64(final)), "limited_reason": .string(reason.rawValue)]
  }

  private static func stabilize(_ vector: ManifestValue) throws -> [String: ManifestValue] {
    var normalizer = try recommendations(vector)
    let nanoseconds = { (name: String) in Int64(try vector.replicas(name)) * 1_000_000_000 }
    let stabilized = normalizer.stabilize(
      try vector.replicas("desired"), current: try vector.replicas("current"), now: .zero,
      up: try nanoseconds("scale_up_window_s"),
      down: try nanoseconds("scale_down_window_s"))
    return [
      "stabilized": .integer(Int64(stabilized)),
      "stored_recommendations": .array(normalizer.recommendations.map { .integer(Int64($0.replicas)) }),
    ]
  }

  private static func legacyStabilize(_ vector: ManifestValue) throws -> [String: ManifestValue] {
    var normalizer = try recommendations(vector)
    let stabilized = normalizer.legacyStabilize(
      try vector.replicas("desired"), now: .zero, window: vector.settings().downscaleStabilization)
    return [
      "stabilized": .integer(Int64(stabilized)),
      "stored_count": .integer(Int64(normalizer.recommendations.count)),
    ]
  }

  private static func legacyLimit(_ vector: ManifestValue) throws -> [String: ManifestValue] {
    let (final, reason) = HPANormalizer.legacyLimit(
      try vector.replicas("desired"), current: try vector.replicas("current"), limits: try limits(vector),
      factor: vector["scale_up_limit_factor"]?.number ?? 2)
    return ["final": .integer(Int64(final)), "limited_reason": .string(reason.rawValue)]
  }

  private static func storeEvent(_ vector: ManifestValue) throws -> [String: ManifestValue] {
    var stored = try events(vector["events"])
    let before = HPANormalizer.change(stored, within: 60_000_000_000, .zero)
    if vector["rules"] != nil, let rules = try rules(vector, "rules", "scaleUp") {
      let change = try vector.whole("replica_change")
      HPANormalizer.store(Int32(clamping: abs(change)), .zero, in: &stored, rules: rules)
    }
    return [
      "change_in_last_60s_before": .integer(before),
      "stored": .array(
        stored.map {
          .object([
            "t_ms": .integer($0.time.nanoseconds / 1_000_000), "change": .integer(Int64($0.change)),
            "outdated": .bool($0.isOutdated),
          ])
        }),
    ]
  }
}
