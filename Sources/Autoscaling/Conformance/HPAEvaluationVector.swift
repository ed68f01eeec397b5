import SimulationKernel

/// One metric, one evaluation, at instant 0.
enum HPAEvaluationVector {
  static func check(_ vector: ManifestValue) throws -> [String] {
    let metric = try metric(of: vector)
    let source = try source(of: vector, metric)
    let count = try vector.replicas("current_replicas")
    let settings = vector.settings()
    var found: [String: ManifestValue] = ["error": .null]
    do {
      let proposal = try metric.proposal(
        from: source, now: .zero, current: count, statusReplicas: count, settings: settings,
        tolerance: settings.tolerance)
      found["replicas"] = .integer(Int64(proposal.replicas))
      found["utilization"] = .whole(proposal.utilization)
      found["value_milli"] = .whole(proposal.value)
    } catch {
      found["error"] = .string(error.rawValue)
    }
    return HPAConformance.differences("expect", expected: try vector.needed("expect"), found: .object(found))
  }

  private static func metric(of vector: ManifestValue) throws(HPAConformanceError) -> HPAMetric {
    let target = try vector.whole("target")
    let resource = vector["resource"]?.string ?? "cpu"
    let named = HPAMetricIdentifier(name: "metric")
    let perPod: HPAMetric.Source =
      vector["container"]?.string.map { .containerResource(name: resource, container: $0) }
      ?? .resource(name: resource)
    let average = HPATarget(kind: .averageValue, averageValue: ResourceQuantity(milli: target))
    let value = HPATarget(kind: .value, value: ResourceQuantity(milli: target))
    let function = try vector.needed("fn").string ?? ""
    switch function {
    case "resource_utilization":
      return HPAMetric(
        source: perPod, target: HPATarget(kind: .utilization, averageUtilization: Int32(clamping: target)))
    case "resource_average_value": return HPAMetric(source: perPod, target: average)
    case "pods_average_value": return HPAMetric(source: .pods(named), target: average)
    case "object_value": return HPAMetric(source: .object(HPAObjectReference(), named), target: value)
    case "object_average_value":
      return HPAMetric(source: .object(HPAObjectReference(), named), target: average)
    case "external_value": return HPAMetric(source: .external(named), target: value)
    case "external_average_value": return HPAMetric(source: .external(named), target: average)
    default: throw HPAConformanceError(description: "the function '\(function)' is not known")
    }
  }

  private static func source(of vector: ManifestValue, _ metric: HPAMetric) throws -> HPAVectorSource {
    var source = HPAVectorSource()
    source.isEmptyAnswerAFailure = false
    let resource = vector["resource"]?.string ?? "cpu"
    source.pods = try (vector["pods"]?.array ?? []).map { pod in
      HPAVectorSource.Pod(
        name: pod["name"]?.string ?? "", state: try pod.podState(),
        containers: ["requests", "sidecar_requests"].flatMap { field in
          (pod[field]?.object ?? [:]).sorted { $0.key < $1.key }.map { name, request in
            HPAVectorSource.Container(
              name: name, requests: request.integer.map { [resource: $0] } ?? [:])
          }
        })
    }
    if vector["metrics_unavailable"]?.bool == true { return source }
    let container = vector["container"]?.string ?? "all"
    let samples = vector["metrics"]?.array ?? []
    source.resources = try samples.map { sample in
      HPAVectorSource.PodMetrics(
        pod: sample["pod"]?.string ?? "",
        timestamp: sample["timestamp_ms"] == nil ? .zero : try sample.time("timestamp_ms"),
        window: sample["window_ms"] == nil ? .zero : try sample.duration("window_ms"),
        containers: [container: [resource: try sample.whole("value_milli")]])
    }
    source.podMetrics["metric"] = try samples.map { ($0["pod"]?.string ?? "", try $0.whole("value_milli")) }
    let values = (vector["values_milli"]?.array ?? []).compactMap(\.integer)
    source.objects["metric"] = values.first
    source.externals["metric"] = values
    return source
  }
}
