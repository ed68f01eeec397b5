import Autoscaling
import Stochastics

/// Hand-made scrapes: eight replicas on four nodes, 50 requests a second and half a core each, every 15 s.
struct HealthScene {
  var observations: [HealthObservation] = []

  /// `count` scrapes, each changed by `change`, which gets its index; relative noise of `noise` on CPU, memory and latency.
  init(
    _ count: Int, noise: Double = 0, seed: UInt64 = 1,
    _ change: (Int, inout HealthObservation) -> Void = { _, _ in }
  ) {
    var stream = RandomStream(seed: seed, purpose: RandomPurpose("health scene"))
    for index in 0..<count {
      var seen = Self.healthy(at: 15 * Double(index + 1))
      for place in seen.replicas.indices where noise > 0 {
        func factor() -> Double { 1 + noise * Normal().sample(from: &stream) }
        seen.replicas[place].cpuUsed *= factor()
        seen.replicas[place].memory *= factor()
        let latency = factor()
        seen.replicas[place].p50 *= latency
        seen.replicas[place].p95 *= latency
        seen.replicas[place].diskWait *= factor()
      }
      change(index, &seen)
      observations.append(seen)
    }
  }

  static func healthy(at time: Double) -> HealthObservation {
    var service = ServiceHealth()
    service.requestsPerSecond = 400
    (service.p50, service.p95, service.p99) = (0.07, 0.3, 0.45)
    service.cpuUsed = 4
    (service.readyReplicas, service.replicas, service.desiredReplicas) = (8, 8, 8)
    let nodes = (0..<4).map { number in
      var node = NodeHealth(node: number, zone: number < 2 ? "a" : "b", cpuCapacity: 4, memoryCapacity: 16e9)
      (node.replicas, node.cpuUsed, node.memoryUsed) = (2, 1.1, 3e9)
      (node.diskUsed, node.diskWait) = (0.4, 0.03)
      return node
    }
    return HealthObservation(
      now: time + 15, timestamp: time, window: 15, service: service,
      replicas: (0..<8).map { replica($0, on: $0 / 2, at: time) }, nodes: nodes)
  }

  static func replica(_ number: Int, on node: Int, at time: Double) -> ReplicaHealth {
    var replica = ReplicaHealth(replica: number, cpuRequest: 1)
    (replica.node, replica.phase, replica.isReady, replica.age) = (node, .running, true, 3600 + time)
    (replica.cpuUsed, replica.cpuLimit, replica.memory, replica.memoryLimit) = (0.5, 1, 1e9, 2e9)
    (replica.diskUsed, replica.diskWait) = (0.4, 0.03)
    (replica.requestsPerSecond, replica.p50, replica.p95, replica.p99) = (50, 0.07, 0.3, 0.45)
    (replica.connections, replica.cacheHitRate) = (5, 0.95)
    return replica
  }

  /// What a detector and a diagnosis make of the last scrape, after all before it.
  func lastAlarms(_ detector: some AnomalyDetector, _ diagnosis: some Diagnosis) -> [Alarm] {
    var (detector, diagnosis) = (detector, diagnosis)
    return observations.map { diagnosis.diagnose(detector.alarms($0), $0) }.last ?? []
  }
}
