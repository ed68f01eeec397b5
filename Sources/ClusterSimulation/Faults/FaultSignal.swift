import Autoscaling

/// A signal that monitoring reads around a fault: of the service, of the replicas or nodes that the fault struck, or of
/// the cluster.
///
/// Units are those of `ServiceHealth`, `ReplicaHealth` and `NodeHealth`: seconds, cores, bytes, counts, rates a second, and shares
/// 0…1; node memory is a share of what the node has.
public enum FaultSignal: String, Sendable, CaseIterable {
  case requests, retries, errors, p50, p95, queue, cpu, ready, pending, restarts
  case replicaCPU, throttled, memory, replicaP95, replicaErrors, connections, cacheHits, diskUsed, diskWait,
    sent
  case nodesReady, nodeCPU, nodeMemory, memoryPressure, diskPressure

  /// What it is, in words that fit beside an axis.
  public var title: String {
    switch self {
    case .requests: "requests/s"
    case .retries: "retries/s"
    case .errors: "errors"
    case .p50: "p50 latency"
    case .p95: "p95 latency"
    case .queue: "queue length"
    case .cpu: "CPU, all replicas"
    case .ready: "ready replicas"
    case .pending: "pending replicas"
    case .restarts: "restarts"
    case .replicaCPU: "CPU, struck"
    case .throttled: "CPU throttled, struck"
    case .memory: "memory, struck"
    case .replicaP95: "p95 latency, struck"
    case .replicaErrors: "errors, struck"
    case .connections: "connections, struck"
    case .cacheHits: "cache hits, struck"
    case .diskUsed: "disk used, struck"
    case .diskWait: "disk wait, struck"
    case .sent: "bytes sent, struck"
    case .nodesReady: "ready nodes"
    case .nodeCPU: "node CPU, struck"
    case .nodeMemory: "node memory, struck"
    case .memoryPressure: "memory pressure, nodes"
    case .diskPressure: "disk pressure, nodes"
    }
  }

  /// The least amount that a change is held against, in the signal's unit: a tenth of an error more is a great change
  /// where there was none, a thousandth is not.
  public var floor: Double {
    switch self {
    case .errors, .replicaErrors, .throttled, .diskWait: 0.05
    case .retries, .queue: 10
    case .pending, .restarts, .memoryPressure, .diskPressure: 1
    case .diskUsed: 0.1
    default: 1e-9
    }
  }

  /// Its value in one scrape: for signals of struck replicas the mean over those of them that are ready, or over all
  /// that are ready where the fault strikes the service; nil where there is none to read.
  public func value(in scrape: HealthObservation, of fault: FaultRecord) -> Double? {
    switch self {
    case .requests: scrape.service.requestsPerSecond
    case .retries: scrape.service.retries
    case .errors: scrape.service.errorRate
    case .p50: scrape.service.p50
    case .p95: scrape.service.p95
    case .queue: scrape.service.queueLength
    case .cpu: scrape.service.cpuUsed
    case .ready: Double(scrape.service.readyReplicas)
    case .pending: Double(scrape.replicas.count { $0.phase == .pending })
    case .restarts: Double(scrape.replicas.reduce(0) { $0 + $1.restarts })
    case .replicaCPU: replicas(in: scrape, of: fault, \.cpuUsed)
    case .throttled: replicas(in: scrape, of: fault, \.throttledShare)
    case .memory: replicas(in: scrape, of: fault, \.memory)
    case .replicaP95: replicas(in: scrape, of: fault, \.p95)
    case .replicaErrors: replicas(in: scrape, of: fault, \.errorRate)
    case .connections: replicas(in: scrape, of: fault, \.connections)
    case .cacheHits: replicas(in: scrape, of: fault, \.cacheHitRate)
    case .diskUsed: replicas(in: scrape, of: fault, \.diskUsed)
    case .diskWait: replicas(in: scrape, of: fault, \.diskWait)
    case .sent: replicas(in: scrape, of: fault, \.networkOut)
    case .nodesReady: Double(scrape.nodes.count { $0.isReady })
    case .nodeCPU: nodes(in: scrape, of: fault) { $0.cpuUsed }
    case .nodeMemory: nodes(in: scrape, of: fault) { $0.memoryUsed / $0.memoryCapacity }
    case .memoryPressure: Double(scrape.nodes.count { $0.hasMemoryPressure })
    case .diskPressure: Double(scrape.nodes.count { $0.hasDiskPressure })
    }
  }

  private func replicas(
    in scrape: HealthObservation, of fault: FaultRecord, _ signal: KeyPath<ReplicaHealth, Double>
  ) -> Double? {
    mean(
      scrape.replicas.filter { replica in
        guard replica.isReady else { return false }
        if !fault.replicas.isEmpty { return fault.replicas.contains(replica.replica) }
        guard !fault.nodes.isEmpty else { return true }
        return replica.node.map(fault.nodes.contains) ?? false
      }.map { $0[keyPath: signal] })
  }

  private func nodes(
    in scrape: HealthObservation, of fault: FaultRecord, _ signal: (NodeHealth) -> Double
  ) -> Double? {
    mean(scrape.nodes.filter { fault.nodes.contains($0.node) }.map(signal))
  }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
