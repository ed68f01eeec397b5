import SimulationKernel

/// What the metrics APIs answer at one reconcile. The simulator has one, the conformance check another.
public protocol HPAMetricSource {
  /// Adds every pod of the target's selector, and every sample of pods that are not in it, to `tally`.
  ///
  /// Requests are noted as errors of the tally where they cannot be had; they do not matter for an average value.
  ///
  /// - Throws: `.metricsUnavailable` if the metrics API failed or answered with nothing.
  func addPods(to tally: inout PodMetricTally, for metric: HPAMetric) throws(HPAMetricError)

  /// Selected pods that run and are ready, terminating ones included; nil if the selector matched no pod.
  var readyPods: Int64? { get }

  /// The value of an Object metric in milli-units.
  func objectValue(of metric: HPAMetric) throws(HPAMetricError) -> Int64

  /// The series of an External metric in milli-units, summed by `sum`.
  func externalValue(
    of metric: HPAMetric, sum: (borrowing [Int64]) -> Int64
  ) throws(HPAMetricError) -> Int64
}

extension HPAMetric {
  /// What this metric proposes now. (Sections 3 and 4.)
  ///
  /// - Parameters:
  ///   - source: What the metrics APIs answer.
  ///   - now: The instant.
  ///   - current: `spec.replicas` of the target.
  ///   - statusReplicas: `status.replicas` of the target.
  ///   - settings: The controller's.
  ///   - tolerance: In force for this HPA.
  /// - Throws: Why there is no proposal.
  public func proposal<Source: HPAMetricSource>(
    from source: Source, now: SimulationTime, current: Int32, statusReplicas: Int32, settings: HPASettings,
    tolerance: HPATolerance
  ) throws(HPAMetricError) -> HPAProposal {
    switch self.source {
    case .resource, .containerResource, .pods:
      // an average value wins where both are given
      let podTarget: ReplicaCalculator.Target
      if let average = target.averageValue {
        podTarget = .averageValue(average.milli)
      } else if let percent = target.averageUtilization {
        podTarget = .utilization(Int64(percent))
      } else {
        throw .metricsUnavailable
      }
      var tally = PodMetricTally(
        now: now, settings: settings, isCPU: isCPU, targetPercent: target.averageUtilization.map(Int64.init))
      try source.addPods(to: &tally, for: self)
      return try ReplicaCalculator.replicas(tally, target: podTarget, current: current, tolerance: tolerance)
    case .object:
      let usage = try source.objectValue(of: self)
      if target.kind == .averageValue, let average = target.averageValue {
        return ReplicaCalculator.averageValueReplicas(
          usage: usage, target: average.milli, statusReplicas: statusReplicas, tolerance: tolerance)
      }
      guard let value = target.value else { throw .metricsUnavailable }
      return try ReplicaCalculator.valueReplicas(
        usage: usage, target: value.milli, current: current, readyPods: source.readyPods, tolerance: tolerance
      )
    case .external:
      if let average = target.averageValue {
        return ReplicaCalculator.averageValueReplicas(
          usage: try source.externalValue(of: self, sum: ReplicaCalculator.averageValueSum),
          target: average.milli, statusReplicas: statusReplicas, tolerance: tolerance)
      }
      guard let value = target.value else { throw .metricsUnavailable }
      return try ReplicaCalculator.valueReplicas(
        usage: try source.externalValue(of: self, sum: ReplicaCalculator.valueSum), target: value.milli,
        current: current, readyPods: source.readyPods, tolerance: tolerance)
    case .unknown: throw .metricsUnavailable
    }
  }

  /// Whether the readiness rules of section 3.2 hold: for the resource `cpu` alone.
  var isCPU: Bool {
    switch source {
    case .resource(let name), .containerResource(let name, _): name == "cpu"
    default: false
    }
  }

  /// The reason of condition and event when this metric fails. (Section 9.)
  var failure: HPAReason {
    switch source {
    case .resource: .failedGetResourceMetric
    case .containerResource: .failedGetContainerResourceMetric
    case .pods: .failedGetPodsMetric
    case .object: .failedGetObjectMetric
    case .external: .failedGetExternalMetric
    case .unknown: .invalidMetricSourceType
    }
  }

  /// How the controller calls the metric in an event. (Section 9.)
  public var eventName: String {
    let isAverage = target.averageValue != nil
    switch source {
    case .resource(let name):
      return isAverage ? "\(name) resource" : "\(name) resource utilization (percentage of request)"
    case .containerResource(let name, _):
      return isAverage ? "\(name) resource" : "\(name) container resource utilization (percentage of request)"
    case .pods(let metric): return "pods metric \(metric.name)"
    case .object(let object, let metric):
      return target.kind == .averageValue ? metric.externalName : "\(object.kind) metric \(metric.name)"
    case .external(let metric): return metric.externalName
    case .unknown(let type): return type
    }
  }
}

extension HPAMetricIdentifier {
  fileprivate var externalName: String { "external metric \(name)(\(selector?.goText ?? "nil"))" }
}

extension HPALabelSelector {
  /// The text that the controller's generated code gives a selector.
  fileprivate var goText: String {
    let labels = matchLabels.map { "\($0.key): \($0.value)," }.joined()
    let requirements = matchExpressions.map {
      "LabelSelectorRequirement{Key:\($0.key),Operator:\($0.operator),Values:[\($0.values.joined(separator: " "))],},"
    }.joined()
    return
      "&LabelSelector{MatchLabels:map[string]string{\(labels)},MatchExpressions:[]LabelSelectorRequirement{\(requirements)},}"
  }
}
