import SimulationKernel

/// What the metrics APIs of a simulated or recorded service answer.
struct SimulatedMetricSource: HPAMetricSource {
  let service: HPAServiceShape
  let observation: Observation

  func addPods(to tally: inout PodMetricTally, for metric: HPAMetric) throws(HPAMetricError) {
    switch metric.source {
    case .resource("cpu"): try add("cpu", to: &tally) { $0.cpu }
    case .resource("memory"): try add("memory", to: &tally) { $0.memory }
    case .containerResource(let resource, let container) where resource == "cpu" || resource == "memory":
      let containers = service.containers(resource)
      if containers.isEmpty {
        // a replica is one container, whatever it is called
        if resource == "cpu" { return try add("cpu", to: &tally) { $0.cpu } }
        return try add("memory", to: &tally) { $0.memory }
      }
      guard let request = containers[container] else {
        tally.note(.containerNotFound)
        return addShares(of: nil, request: 0, to: &tally)
      }
      guard let use = observation.readings[HPAServiceShape.column(resource, of: container)] else {
        throw .metricsUnavailable
      }
      if request == nil { tally.note(.missingRequest) }
      addShares(of: HPAArithmetic.milli(use), request: request ?? 0, to: &tally)
    case .pods(let identifier): addShares(of: try signal(identifier), request: 0, to: &tally)
    default: throw .metricsUnavailable
    }
  }

  /// The use of all containers of each pod.
  private func add(
    _ resource: String, to tally: inout PodMetricTally, _ value: (PodUsage) -> Int64
  ) throws(HPAMetricError) {
    guard !observation.missing.contains(resource == "cpu" ? .cpu : .memory) else { throw .metricsUnavailable }
    let request = service.request(resource)
    if request.isMissing { tally.note(.missingRequest) }
    tally.add(observation.pods, request: request.sum, value)
  }

  /// The load balancer gives every ready pod the same share of `milli`; nil for no sample of any.
  private func addShares(of milli: Int64?, request: Int64, to tally: inout PodMetricTally) {
    let share = milli.map { HPAArithmetic.whole((Double($0) / Double(max(1, readyPods ?? 0))).rounded(.up)) }
    for pod in observation.pods {
      let sample = share.flatMap { milli in
        pod.readiness == .ready ? PodSample(milli: milli, timestamp: observation.now, window: .zero) : nil
      }
      tally.add(pod, sample: sample, request: request)
    }
  }

  var readyPods: Int64? {
    guard !observation.pods.isEmpty else { return nil }
    return Int64(observation.pods.count { $0.phase == .running && $0.readiness == .ready })
  }

  func objectValue(of metric: HPAMetric) throws(HPAMetricError) -> Int64 {
    guard case .object(_, let identifier) = metric.source else { throw .metricsUnavailable }
    return try signal(identifier)
  }

  func externalValue(
    of metric: HPAMetric, sum: (borrowing [Int64]) -> Int64
  ) throws(HPAMetricError) -> Int64 {
    guard case .external(let identifier) = metric.source else { throw .metricsUnavailable }
    // one series: its sum is itself
    return try signal(identifier)
  }

  /// The newest reading of a service-wide signal in milli-units, rounded up as quantities are.
  private func signal(_ identifier: HPAMetricIdentifier) throws(HPAMetricError) -> Int64 {
    guard let signal = service.signal(identifier.name), let value = observation.value(of: signal) else {
      throw .metricsUnavailable
    }
    return HPAArithmetic.milli(value)
  }
}
