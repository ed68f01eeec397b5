import InputFiles
import SimulationKernel

extension HorizontalPodAutoscalerPolicy: PolicyKind {
  /// `hpa`.
  public static let name = "hpa"
  /// One sentence.
  public static let summary = "The Kubernetes HorizontalPodAutoscaler, with one target or a whole manifest."
  /// A target or a manifest.
  public static let settings: [Setting] = [
    .cpuUtilization, .requestsPerSecond,
    .manifest, .signals,
    .stabilization,
  ]
  /// The stock target.
  public static let example: PolicySettings = ["cpu_utilization": 70]
  /// Its target.
  public static let knob = PolicyKnob.target

  /// Those of its metrics.
  public static func signals(_ settings: PolicySettings) -> Set<PolicySignal> {
    guard let spec = try? spec(settings, limits: 1...1) else { return [.cpu] }
    let shape = HPAServiceShape(cpuRequest: 1, signals: names(settings))
    return (spec.withDefaults.metrics ?? []).reduce(into: []) { $0.formUnion(shape.signals(of: $1)) }
  }

  /// Exactly one target; a manifest that can be run.
  public static func problems(
    _ settings: PolicySettings, limits: ClosedRange<Int>
  ) -> [(key: String, problem: String)] {
    let given = ["cpu_utilization", "requests_per_second", "manifest"].count { settings[$0] != nil }
    if given != 1 {
      return [("policy", "an hpa arm needs one of cpu_utilization, requests_per_second and manifest")]
    }
    guard let manifest = settings["manifest"] else { return [] }
    if manifest["kind"]?.string == "ScaledObject" {
      return [("manifest", "is a ScaledObject; an arm with one is of the policy keda")]
    }
    let spec: HPASpec
    do {
      spec = try HPASpec(object: manifest)
    } catch {
      return error.issues.map { ("manifest", $0) }
    }
    let shape = HPAServiceShape(cpuRequest: 1, signals: names(settings))
    var problems = (spec.metrics ?? []).enumerated().compactMap { index, metric in
      shape.whyNotSimulated(metric).map { (key: "manifest", problem: "spec.metrics[\(index)].\($0)") }
    }
    if Int(spec.maxReplicas) > limits.upperBound {
      problems.append(
        (
          "manifest",
          "spec.maxReplicas: \(spec.maxReplicas) is more than service.replica.max, which is \(limits.upperBound)"
        ))
    }
    return problems
  }

  /// Its `minReplicas` where a manifest says so; at least 1 where it looks at CPU alone.
  public static func fewest(_ settings: PolicySettings, limits: ClosedRange<Int>) -> Int {
    if settings["manifest"] != nil, let spec = try? spec(settings, limits: limits) {
      return Int(spec.minReplicas ?? 1)
    }
    return settings["requests_per_second"] == nil ? max(1, limits.lowerBound) : limits.lowerBound
  }

  /// An HPA that has not reconciled yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    try controller(settings, context)
  }

  /// An HPA by the keys of `settings` that are an HPA's.
  ///
  /// - Throws: `ManifestError` if the manifest is none.
  static func controller(_ settings: PolicySettings, _ context: PolicyContext) throws -> Self {
    let window = SimulationDuration.seconds(rounding: settings.number(.stabilization))
    return Self(
      spec: try spec(settings, limits: context.limits), service: shape(settings, context),
      settings: HPASettings(downscaleStabilization: window.nanoseconds), isDryRun: context.isDryRun)
  }

  /// The manifest's spec, or that of the one target given.
  ///
  /// - Throws: `ManifestError` if the manifest is none.
  public static func spec(_ settings: PolicySettings, limits: ClosedRange<Int>) throws -> HPASpec {
    if let manifest = settings["manifest"] { return try HPASpec(object: manifest) }
    let metric: HPAMetric =
      if let percent = settings.whole("cpu_utilization") {
        HPAMetric(
          source: .resource(name: "cpu"),
          target: HPATarget(kind: .utilization, averageUtilization: Int32(percent)))
      } else {
        HPAMetric(
          source: .external(HPAMetricIdentifier(name: HPASignal.requestsPerSecond.rawValue)),
          target: HPATarget(
            kind: .averageValue,
            averageValue: ResourceQuantity(
              milli: Int64(((settings.number("requests_per_second") ?? 0) * 1000).rounded()))))
      }
    return HPASpec(
      minReplicas: Int32(limits.lowerBound), maxReplicas: Int32(limits.upperBound), metrics: [metric])
  }

  /// What an HPA has to know of the service.
  static func shape(_ settings: PolicySettings, _ context: PolicyContext) -> HPAServiceShape {
    HPAServiceShape(
      cpuRequest: Int64((context.cpuRequest * 1000).rounded()),
      memoryRequest: Int64((context.memoryRequest * 1000).rounded()), signals: names(settings))
  }

  /// The signals by names of metrics that the key `signals` gives.
  static func names(_ settings: PolicySettings) -> [String: HPASignal] {
    (settings["signals"]?.object ?? [:]).compactMapValues { $0.string.map(HPASignal.init(rawValue:)) }
  }
}

extension HPAServiceShape {
  /// The signals that answer for a metric.
  public func signals(of metric: HPAMetric) -> Set<PolicySignal> {
    switch metric.source {
    case .resource("memory"), .containerResource("memory", _): return [.memory]
    case .resource, .containerResource: return [.cpu]
    case .pods(let identifier), .object(_, let identifier), .external(let identifier):
      return signal(identifier.name)?.policySignal.map { [$0] } ?? []
    case .unknown: return []
    }
  }
}
