import SimulationKernel

/// What of a service an HPA has to know to read its metrics.
public struct HPAServiceShape: Sendable, Hashable {
  /// CPU request of a replica in millicores.
  public var cpuRequest: Int64
  /// Memory request of a replica in milli-bytes.
  public var memoryRequest: Int64
  /// Signals of the simulator by the names that a manifest gives its metrics.
  public var signals: [String: HPASignal]

  /// A service of the given requests, whose metrics are called as the signals are.
  public init(
    cpuRequest: Int64, memoryRequest: Int64 = 0, signals: [String: HPASignal] = [:]
  ) {
    self.cpuRequest = cpuRequest
    self.memoryRequest = memoryRequest
    self.signals = Dictionary(uniqueKeysWithValues: HPASignal.allCases.map { ($0.rawValue, $0) })
      .merging(signals) { $1 }
  }
}

extension HPAServiceShape {
  /// Why a run cannot answer for `metric`, as a sentence; nil if it can.
  public func whyNotSimulated(_ metric: HPAMetric) -> String? {
    switch metric.source {
    case .resource(let name), .containerResource(let name, _):
      return ["cpu", "memory"].contains(name)
        ? nil : "the resource '\(name)' is not simulated; there are cpu and memory"
    case .pods(let identifier), .object(_, let identifier), .external(let identifier):
      if signals[identifier.name] != nil { return nil }
      return
        "the metric '\(identifier.name)' is no signal of the simulator; say under 'signals' which it stands for: "
        + HPASignal.allCases.map(\.rawValue).joined(separator: ", ")
    case .unknown(let type): return "the type '\(type)' is not known"
    }
  }
}

/// A signal of the service that a Pods, Object or External metric may be.
public enum HPASignal: String, Sendable, Hashable, Codable, CaseIterable {
  /// Requests that arrived, per second.
  case requestsPerSecond = "requests_per_second"
  /// Requests waiting for a worker.
  case queueLength = "queue_length"
}

/// What the metrics APIs of a simulated cluster answer.
struct SimulatedMetricSource: HPAMetricSource {
  let service: HPAServiceShape
  let observation: Observation

  func addPods(to tally: inout PodMetricTally, for metric: HPAMetric) throws(HPAMetricError) {
    switch metric.source {
    // a replica is one container, whatever it is called
    case .resource("cpu"), .containerResource("cpu", _):
      tally.add(observation.pods, request: service.cpuRequest) { $0.cpu }
    case .resource("memory"), .containerResource("memory", _):
      tally.add(observation.pods, request: service.memoryRequest) { $0.memory }
    case .pods(let identifier):
      // the load balancer gives every ready pod the same share
      let share = try Double(signal(identifier)) / Double(max(1, readyPods ?? 0))
      let milli = Int64(share.rounded(.up))
      for pod in observation.pods {
        let sample =
          pod.readiness == .ready ? PodSample(milli: milli, timestamp: observation.now, window: .zero) : nil
        tally.add(pod, sample: sample, request: 0)
      }
    default: throw .metricsUnavailable
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
    guard let sample = observation.usableService, let signal = service.signals[identifier.name] else {
      throw .metricsUnavailable
    }
    let value = signal == .requestsPerSecond ? sample.requestsPerSecond : sample.queueLength
    return Int64((value * 1000).rounded(.up))
  }
}
