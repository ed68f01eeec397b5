import Autoscaling

@testable import ClusterSimulation

/// A signal, as a mean over scrapes: of the service, of the replicas that a fault struck, or of the nodes.
enum Signal: String, Sendable, CaseIterable {
  case requests, retries, errors, p50, p95, queue, cpu, ready
  case replicaCPU, throttled, memory, replicaP95, replicaErrors, connections, cacheHits, diskUsed, diskWait,
    sent
  case restarts, nodesReady, memoryPressure, diskPressure, nodeCPU, nodeMemory, pending
}

/// Means of all signals over some scrapes.
struct Symptoms {
  private var sums: [Signal: Double] = [:]
  private var counts: [Signal: Double] = [:]

  subscript(signal: Signal) -> Double { (sums[signal] ?? 0) / max(1, counts[signal] ?? 0) }

  private mutating func add(_ value: Double, to signal: Signal) {
    sums[signal, default: 0] += value
    counts[signal, default: 0] += 1
  }

  /// Over the scrapes taken from `from` to `to` seconds after the measured window begins.
  init(_ health: [HealthObservation], from: Double, to: Double, _ record: FaultRecord) {
    for seen in health where seen.timestamp - 300 > from && seen.timestamp - 300 <= to { add(seen, record) }
  }

  private mutating func add(_ seen: HealthObservation, _ record: FaultRecord) {
    let service = seen.service
    add(service.requestsPerSecond, to: .requests)
    add(service.retries, to: .retries)
    add(service.errorRate, to: .errors)
    add(service.p50, to: .p50)
    add(service.p95, to: .p95)
    add(service.queueLength, to: .queue)
    add(service.cpuUsed, to: .cpu)
    add(Double(service.readyReplicas), to: .ready)
    add(Double(seen.replicas.reduce(0) { $0 + $1.restarts }), to: .restarts)
    add(Double(seen.replicas.count { $0.phase == .pending }), to: .pending)
    add(Double(seen.nodes.count { $0.isReady }), to: .nodesReady)
    add(Double(seen.nodes.count { $0.hasMemoryPressure }), to: .memoryPressure)
    add(Double(seen.nodes.count { $0.hasDiskPressure }), to: .diskPressure)
    for node in seen.nodes where record.nodes.contains(node.node) {
      add(node.cpuUsed, to: .nodeCPU)
      add(node.memoryUsed / node.memoryCapacity, to: .nodeMemory)
    }
    for replica in seen.replicas where isStruck(replica, record) { add(replica) }
  }

  private func isStruck(_ replica: ReplicaHealth, _ record: FaultRecord) -> Bool {
    guard replica.isReady else { return false }
    if !record.replicas.isEmpty { return record.replicas.contains(replica.replica) }
    guard !record.nodes.isEmpty else { return true }
    return replica.node.map(record.nodes.contains) ?? false
  }

  private mutating func add(_ replica: ReplicaHealth) {
    add(replica.cpuUsed, to: .replicaCPU)
    add(replica.throttledShare, to: .throttled)
    add(replica.memory, to: .memory)
    add(replica.p95, to: .replicaP95)
    add(replica.errorRate, to: .replicaErrors)
    add(replica.connections, to: .connections)
    add(replica.cacheHitRate, to: .cacheHits)
    add(replica.diskUsed, to: .diskUsed)
    add(replica.diskWait, to: .diskWait)
    add(replica.networkOut, to: .sent)
  }
}
