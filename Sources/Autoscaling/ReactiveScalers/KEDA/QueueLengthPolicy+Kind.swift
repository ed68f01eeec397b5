import InputFiles

extension QueueLengthPolicy: PolicyKind {
  /// `keda`.
  public static let name = "keda"
  /// One sentence.
  public static let summary = "A KEDA ScaledObject: on the request rate, or a whole manifest."
  /// A target or a manifest.
  public static let settings: [Setting] = [.requestsPerSecond, .manifest, .signals]
  /// 70 requests a second and replica.
  public static let example: PolicySettings = ["requests_per_second": 70]
  /// Its target.
  public static let knob = PolicyKnob.target

  /// Those of its triggers.
  public static func signals(_ settings: PolicySettings) -> Set<PolicySignal> {
    guard let manifest = settings["manifest"], let object = try? ScaledObject(object: manifest) else {
      return [.requests]
    }
    let shape = HPAServiceShape(cpuRequest: 1, signals: HorizontalPodAutoscalerPolicy.names(settings))
    return object.resources.reduce(into: Set(object.signals(shape).compactMap(\.policySignal))) {
      $0.formUnion(shape.signals(of: $1))
    }
  }

  /// Exactly one target; a manifest that can be run.
  public static func problems(
    _ settings: PolicySettings, limits: ClosedRange<Int>
  ) -> [(key: String, problem: String)] {
    guard (settings["requests_per_second"] == nil) != (settings["manifest"] == nil) else {
      return [("policy", "a keda arm needs one of requests_per_second and manifest")]
    }
    guard let manifest = settings["manifest"] else { return [] }
    if let kind = manifest["kind"]?.string, kind != "ScaledObject" {
      return [
        (
          "manifest",
          kind == "HorizontalPodAutoscaler"
            ? "is a HorizontalPodAutoscaler; an arm with one is of the policy hpa"
            : "kind: '\(kind.shown)' is not supported; allowed is ScaledObject"
        )
      ]
    }
    let object: ScaledObject
    do {
      object = try ScaledObject(object: manifest)
    } catch {
      return error.issues.map { ("manifest", $0) }
    }
    let shape = HPAServiceShape(cpuRequest: 1, signals: HorizontalPodAutoscalerPolicy.names(settings))
    var problems = object.whyNotSimulated(shape).map { (key: "manifest", problem: $0) }
    let most = object.settings.maxReplicaCount
    if most > limits.upperBound {
      let given = manifest["spec"]?["maxReplicaCount"] == nil ? " (KEDA's default)" : ""
      problems.append(
        (
          "manifest",
          "spec.maxReplicaCount: \(most)\(given) is more than service.replica.max, which is \(limits.upperBound)"
        ))
    }
    return problems
  }

  /// The replicas of a service that is off, where a manifest says so.
  public static func fewest(_ settings: PolicySettings, limits: ClosedRange<Int>) -> Int {
    guard let manifest = settings["manifest"], let object = try? ScaledObject(object: manifest) else {
      return limits.lowerBound
    }
    return object.settings.idleReplicaCount ?? object.settings.minReplicaCount
  }

  /// With KEDA's defaults.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    let shape = HorizontalPodAutoscalerPolicy.shape(settings, context)
    if let manifest = settings["manifest"] {
      return QueueLengthPolicy(settings: try ScaledObject(object: manifest).settings(shape))
    }
    var own = Settings(
      triggers: [.external(.requestsPerSecond, threshold: settings.number(.requestsPerSecond))])
    own.minReplicaCount = context.limits.lowerBound
    own.maxReplicaCount = context.limits.upperBound
    return QueueLengthPolicy(settings: own)
  }
}
