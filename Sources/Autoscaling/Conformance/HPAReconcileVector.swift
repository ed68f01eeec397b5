import SimulationKernel

/// Whole reconciles, one after the other.
enum HPAReconcileVector {
  static func check(_ vector: ManifestValue) throws -> [String] {
    let spec = try HPASpec(manifest: try vector.needed("spec"))
    var controller = HPAController(
      spec: spec, settings: vector.settings(), scaleToZero: vector["gate_scale_to_zero"]?.bool ?? false)
    if let list = vector["initial_recommendations"]?.array {
      controller.normalizer.isInitialized = true
      controller.normalizer.recommendations = try list.map {
        HPANormalizer.Recommendation(replicas: try $0.replicas("replicas"), time: try $0.time("t_ms"))
      }
    }
    for condition in vector["initial_conditions"]?.array ?? [] {
      guard let type = condition["type"]?.string,
        let reason = condition["reason"]?.string.flatMap(HPAReason.init),
        let path = conditionPaths.first(where: { $0.name == type })?.path
      else { throw HPAConformanceError(description: "an initial condition is not known") }
      controller.status.conditions.set(path, condition["status"]?.string == "True", reason, .zero)
    }
    let template = try containers(vector["pod_template"])
    var differences: [String] = []
    for (index, step) in (vector["steps"]?.array ?? []).enumerated() {
      let found = try reconcile(step, &controller, template)
      differences += HPAConformance.differences(
        "steps[\(index)]", expected: try step.needed("expect"), found: .object(found))
    }
    return differences
  }

  private static func reconcile(
    _ step: ManifestValue, _ controller: inout HPAController, _ template: [HPAVectorSource.Container]
  ) throws -> [String: ManifestValue] {
    if step["set_min_replicas"] != nil { controller.setMinReplicas(try step.replicas("set_min_replicas")) }
    let fails = step["scale_get_fails"]?.bool ?? false
    let scale =
      fails
      ? nil
      : HPAController.Scale(
        specReplicas: try step.replicas("spec_replicas"), statusReplicas: try step.replicas("status_replicas")
      )
    let writes = !(step["scale_update_fails"]?.bool ?? false)
    let outcome = controller.reconcile(
      now: try step.time("t_ms"), scale: scale, source: try source(of: step, template)
    ) { _ in writes }
    let status = controller.status
    let conditions = conditionPaths.compactMap { name, path -> ManifestValue? in
      status.conditions[keyPath: path].map {
        .object([
          "type": .string(name), "status": .string($0.isTrue ? "True" : "False"),
          "reason": .string($0.reason.rawValue),
        ])
      }
    }
    let metrics = zip(controller.spec.metrics ?? [], status.currentMetrics).map { metric, proposal in
      proposal.map { published(metric, $0) } ?? .null
    }
    // the vectors keep the best proposal only where there were replicas
    let metricDesired = scale?.specReplicas == 0 ? nil : outcome.metricDesired
    return [
      "error": .bool(outcome.isError), "scale_to": .whole(outcome.scaleTo.map(Int64.init)),
      "metric_desired": .whole(metricDesired.map(Int64.init)),
      "status_current": .integer(Int64(status.currentReplicas)),
      "status_desired": .integer(Int64(status.desiredReplicas)),
      "last_scale_ms": .whole(status.lastScaleTime.map { $0.nanoseconds / 1_000_000 }),
      "conditions": .array(conditions), "current_metrics": .array(metrics),
      "events": .array(outcome.events.map { .string($0.rawValue) }),
      "rescale_reason": outcome.rescaleReason.map { .string(controller.text(of: $0)) } ?? .null,
    ]
  }

  private static var conditionPaths: [(name: String, path: WritableKeyPath<HPAConditions, HPACondition?>)] {
    [
      ("AbleToScale", \.ableToScale), ("ScaledToZero", \.scaledToZero), ("ScalingActive", \.scalingActive),
      ("ScalingLimited", \.scalingLimited),
    ]
  }

  /// A metric as the status publishes it: percent and average, average, or value.
  private static func published(_ metric: HPAMetric, _ proposal: HPAProposal) -> ManifestValue {
    var fields: [String: ManifestValue] = [:]
    var isValue = false
    switch metric.source {
    case .resource(let name): (fields["type"], fields["name"]) = (.string("Resource"), .string(name))
    case .containerResource(let name, let container):
      (fields["type"], fields["name"]) = (.string("ContainerResource"), .string(name))
      fields["container"] = .string(container)
    case .pods(let identifier): (fields["type"], fields["name"]) = (.string("Pods"), .string(identifier.name))
    case .object(_, let identifier):
      (fields["type"], fields["name"]) = (.string("Object"), .string(identifier.name))
      isValue = metric.target.kind != .averageValue
    case .external(let identifier):
      (fields["type"], fields["name"]) = (.string("External"), .string(identifier.name))
      isValue = metric.target.averageValue == nil
    case .unknown(let type): fields["type"] = .string(type)
    }
    if let utilization = proposal.utilization { fields["average_utilization"] = .integer(utilization) }
    if let value = proposal.value {
      fields[isValue ? "value_milli" : "average_value_milli"] = .integer(value)
    }
    return .object(fields)
  }

  private static func containers(_ list: ManifestValue?) throws -> [HPAVectorSource.Container] {
    (list?.array ?? []).map { container in
      HPAVectorSource.Container(
        name: container["name"]?.string ?? "",
        requests: (container["requests"]?.object ?? [:]).compactMapValues(\.quantity))
    }
  }

  private static func source(
    of step: ManifestValue, _ template: [HPAVectorSource.Container]
  ) throws -> HPAVectorSource {
    var source = HPAVectorSource()
    source.pods = try (step["pods"]?.array ?? []).map { pod in
      HPAVectorSource.Pod(
        name: pod["name"]?.string ?? "", state: try pod.podState(),
        containers: pod["containers"] == nil ? template : try containers(pod["containers"]))
    }
    source.resources = try step["pod_metrics"]?.array?.map { entry in
      HPAVectorSource.PodMetrics(
        pod: entry["pod"]?.string ?? "",
        timestamp: entry["timestamp_ms"] == nil ? .zero : try entry.time("timestamp_ms"),
        window: entry["window_ms"] == nil ? .zero : try entry.duration("window_ms"),
        containers: (entry["containers"]?.object ?? [:]).mapValues {
          ($0.object ?? [:]).compactMapValues(\.quantity)
        })
    }
    for (name, samples) in step["pods_metrics"]?.object ?? [:] {
      source.podMetrics[name] = (samples.array ?? []).compactMap { sample in
        sample["value"]?.quantity.map { (sample["pod"]?.string ?? "", $0) }
      }
    }
    source.objects = (step["object_metrics"]?.object ?? [:]).compactMapValues(\.quantity)
    source.externals = (step["external_metrics"]?.object ?? [:]).mapValues {
      ($0.array ?? []).compactMap(\.quantity)
    }
    return source
  }
}
