import Foundation

/// Signals of the service that have a baseline.
enum ServiceBaseline: Int, CaseIterable {
  case load, p50, p95, p99, queue, cpuPerRequest, reach, replicas, desired, nodes, attempts
}

/// One scrape, made ready: what later scrapes are compared with.
struct HealthFrame: Sendable {
  /// One replica, as far as later frames need it.
  struct Replica: Sendable {
    var number: Int
    var restarts: Int
    var memory: Double
    var connections: Double
    var isTerminating: Bool
  }

  let observation: HealthObservation
  var time: Double { observation.timestamp }
  /// Replicas that serve and could be read, in order of creation.
  let serving: [ReplicaSignals]
  /// Medians of their signals; not a number where there are none.
  let medians: [Double]
  /// All replicas, by number.
  let replicas: [Int: Replica]
  /// Share of the attempts of clients that reached a replica.
  let reach: Double

  init(_ observation: HealthObservation) {
    self.observation = observation
    serving = observation.replicas.filter(ReplicaSignals.serves).map(ReplicaSignals.init)
    let serving = self.serving
    medians = ReplicaSignals.kinds.indices.map { kind in medianOfFinite(serving.map { $0.values[kind] }) }
    replicas = Dictionary(
      observation.replicas.map { health in
        (
          health.replica,
          Replica(
            number: health.replica, restarts: health.restarts,
            memory: health.memoryLimit.map { health.memory / max($0, 1) } ?? .nan,
            connections: health.connections, isTerminating: health.isTerminating)
        )
      }, uniquingKeysWith: { first, _ in first })
    let service = observation.service
    let attempts = service.requestsPerSecond + service.retries
    let arrived = observation.replicas.reduce(0) { $0 + $1.requestsPerSecond }
    reach = attempts > 0.01 ? min(2, arrived / attempts) : .nan
  }

  func value(_ kind: ServiceBaseline) -> Double {
    let service = observation.service
    let isAsked = service.requestsPerSecond > 0.01
    func logarithm(_ value: Double) -> Double { value > 0 ? log(value) : .nan }
    switch kind {
    case .load: return logarithm(service.requestsPerSecond)
    case .p50: return logarithm(service.p50)
    case .p95: return logarithm(service.p95)
    case .p99: return logarithm(service.p99)
    case .queue: return log(1 + service.queueLength / Double(max(1, service.readyReplicas)))
    case .cpuPerRequest: return isAsked ? logarithm(service.cpuUsed / service.requestsPerSecond) : .nan
    case .reach: return reach
    case .replicas: return logarithm(Double(service.replicas))
    case .desired: return logarithm(Double(service.desiredReplicas))
    case .nodes: return logarithm(Double(observation.nodes.count))
    case .attempts: return isAsked ? service.retries / service.requestsPerSecond : .nan
    }
  }
}
