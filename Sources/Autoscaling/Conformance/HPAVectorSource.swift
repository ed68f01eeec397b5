import SimulationKernel

/// The pods and metrics of a test vector, as a metric source.
struct HPAVectorSource: HPAMetricSource {
  struct Container {
    var name: String
    /// Milli-units by resource; a resource that is absent has no request.
    var requests: [String: Int64]
  }

  struct Pod {
    var name: String
    var state: PodObservation
    /// Regular containers and sidecars; plain init containers do not count.
    var containers: [Container]
  }

  struct PodMetrics {
    var pod: String
    var timestamp: SimulationTime
    var window: SimulationDuration
    /// Milli-units by resource, by container.
    var containers: [String: [String: Int64]]
  }

  var pods: [Pod] = []
  /// What the resource metrics API answers; nil if it cannot be reached.
  var resources: [PodMetrics]?
  /// Samples by pod, by metric.
  var podMetrics: [String: [(pod: String, milli: Int64)]] = [:]
  var objects: [String: Int64] = [:]
  var externals: [String: [Int64]] = [:]
  /// Whether an empty answer is a failure. Evaluations of one metric take it for an answer.
  var isEmptyAnswerAFailure = true

  func addPods(to tally: inout PodMetricTally, for metric: HPAMetric) throws(HPAMetricError) {
    let samples = try samples(of: metric)
    let needsRequest = metric.target.averageValue == nil
    for pod in pods {
      let request = needsRequest ? request(of: pod, for: metric, noting: &tally) : 0
      tally.add(pod.state, sample: samples[pod.name], request: request)
    }
    let known = Set(pods.map(\.name))
    for (name, sample) in samples where !known.contains(name) { tally.addGhost(milli: sample.milli) }
  }

  private func samples(of metric: HPAMetric) throws(HPAMetricError) -> [String: PodSample] {
    var samples: [String: PodSample] = [:]
    switch metric.source {
    case .resource, .containerResource:
      guard let resources, !(isEmptyAnswerAFailure && resources.isEmpty) else { throw .metricsUnavailable }
      for entry in resources {
        if let milli = Self.usage(entry.containers, metric.source) {
          samples[entry.pod] = PodSample(milli: milli, timestamp: entry.timestamp, window: entry.window)
        }
      }
      // an answer in which no pod has the resource is no answer
      if isEmptyAnswerAFailure, samples.isEmpty { throw .metricsUnavailable }
    case .pods(let identifier):
      guard let values = podMetrics[identifier.name], !(isEmptyAnswerAFailure && values.isEmpty) else {
        throw .metricsUnavailable
      }
      for value in values {
        samples[value.pod] = PodSample(milli: value.milli, timestamp: .zero, window: .zero)
      }
    default: throw .metricsUnavailable
    }
    return samples
  }

  /// A pod's sample; nil where it lists no container, or one without the resource. (Section 3.1.)
  private static func usage(_ containers: [String: [String: Int64]], _ source: HPAMetric.Source) -> Int64? {
    switch source {
    case .containerResource(let resource, let container): return containers[container]?[resource]
    case .resource(let resource):
      guard !containers.isEmpty else { return nil }
      var sum: Int64 = 0
      for usage in containers.values {
        guard let milli = usage[resource] else { return nil }
        sum &+= milli
      }
      return sum
    default: return nil
    }
  }

  private func request(of pod: Pod, for metric: HPAMetric, noting tally: inout PodMetricTally) -> Int64 {
    switch metric.source {
    case .containerResource(let resource, let name):
      guard let container = pod.containers.first(where: { $0.name == name }) else {
        tally.note(.containerNotFound)
        return 0
      }
      guard let request = container.requests[resource] else {
        tally.note(.missingRequest)
        return 0
      }
      return request
    case .resource(let resource):
      var sum: Int64 = 0
      for container in pod.containers {
        guard let request = container.requests[resource] else {
          tally.note(.missingRequest)
          return 0
        }
        sum &+= request
      }
      return sum
    default: return 0
    }
  }

  var readyPods: Int64? {
    guard !pods.isEmpty else { return nil }
    return Int64(pods.count { $0.state.phase == .running && $0.state.readiness == .ready })
  }

  func objectValue(of metric: HPAMetric) throws(HPAMetricError) -> Int64 {
    guard case .object(_, let identifier) = metric.source, let value = objects[identifier.name] else {
      throw .metricsUnavailable
    }
    return value
  }

  func externalValue(
    of metric: HPAMetric, sum: (borrowing [Int64]) -> Int64
  ) throws(HPAMetricError) -> Int64 {
    guard case .external(let identifier) = metric.source, let series = externals[identifier.name],
      !series.isEmpty
    else { throw .metricsUnavailable }
    return sum(series)
  }
}
