import Foundation

extension HealthFeatures {
  /// Slopes over two minutes, in change a minute.
  func addTrends(_ row: inout HealthFeatureRow, _ frame: HealthFrame) {
    let earlier = frames.suffix(Self.slope).first
    let minutes = earlier.map { (frame.time - $0.time) / 60 } ?? 1
    func add(_ name: String, _ value: Double, _ summary: String) {
      row.add(.trends, "trend_\(name)", value, "\(summary), change a minute over the last two minutes")
    }
    func replicaSlopes(_ value: (HealthFrame.Replica) -> Double) -> [Double] {
      guard let earlier else { return [] }
      return frame.observation.replicas.compactMap { health -> Double? in
        guard let old = earlier.replicas[health.replica], let new = frame.replicas[health.replica],
          old.restarts == new.restarts, old.memory > 0, new.memory > 0
        else { return nil }
        return (value(new) - value(old)) / minutes
      }.filter(\.isFinite)
    }
    let memory = replicaSlopes(\.memory)
    add("memory_median", medianOfFinite(memory), "memory over its limit, median over the replicas")
    add("memory_most", memory.max() ?? .nan, "memory over its limit, the replica where it grows fastest")
    let connections = replicaSlopes(\.connections)
    add("connections_median", medianOfFinite(connections), "connections, median over the replicas")
    add("connections_most", connections.max() ?? .nan, "connections, the replica where they grow fastest")
    func nodeSlope(_ value: (NodeHealth) -> Double) -> Double {
      guard let earlier else { return .nan }
      let before = Dictionary(
        earlier.observation.nodes.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
      let slopes = frame.observation.nodes.compactMap { node -> Double? in
        guard let old = before[node.node], old.memoryUsed > 0, node.memoryUsed > 0 else { return nil }
        return (value(node) - value(old)) / minutes
      }
      return slopes.max() ?? .nan
    }
    add("node_disk_most", nodeSlope(\.diskUsed), "used share of the disk of the node where it grows fastest")
    add(
      "node_memory_most", nodeSlope { $0.memoryUsed / $0.memoryCapacity },
      "used share of the memory of the node where it grows fastest")
    for (name, kind) in [("p95", ServiceBaseline.p95), ("load", .load), ("desired", .desired)] {
      let slope = earlier.map { (frame.value(kind) - $0.value(kind)) / minutes } ?? .nan
      add(
        name, slope,
        "natural log of \(name == "p95" ? "the service's p95" : name == "load" ? "calls a second" : "replicas asked for")"
      )
    }
    let replicas = earlier.map {
      Double(frame.observation.service.readyReplicas - $0.observation.service.readyReplicas)
    }
    add(
      "ready", (replicas ?? 0) / Double(max(1, frame.observation.service.desiredReplicas)) / minutes,
      "ready replicas over those asked for")
  }

  /// The worst of the last five minutes: some faults strike and are gone.
  func addRecent(_ row: inout HealthFeatureRow, _ frame: HealthFrame) {
    let recent = frames + [frame]
    func add(_ name: String, _ value: Double, _ summary: String) {
      row.add(.recent, "recent_\(name)", value, "\(summary) in the last 5 minutes")
    }
    add(
      "errors", recent.map(\.observation.service.errorRate).max() ?? 0, "highest share of calls that failed")
    add(
      "retries", recent.map { $0.value(.attempts) }.filter(\.isFinite).max() ?? 0,
      "most repetitions over calls")
    add(
      "least_ready",
      recent.map {
        Double($0.observation.service.readyReplicas) / Double(max(1, $0.observation.service.desiredReplicas))
      }.min() ?? 1,
      "fewest ready replicas over those asked for")
    add(
      "latency", recent.map { change(.p95, $0) }.filter(\.isFinite).max() ?? 0,
      "highest natural log of p95 over the slow baseline of now")
    add(
      "load", recent.map { change(.load, $0) }.filter(\.isFinite).max() ?? 0,
      "highest natural log of calls a second over the slow baseline of now")
    add(
      "nodes_not_ready",
      Double(recent.map { $0.observation.nodes.count { !$0.isReady || $0.memoryUsed == 0 } }.max() ?? 0),
      "most nodes that were not ready or could not be read")
    add(
      "reach", 1 - (recent.map(\.reach).filter(\.isFinite).min() ?? 1),
      "highest share of attempts that reached no replica")
    let nodes = recent.map { $0.observation.nodes.count }
    add("nodes_lost", Double((nodes.max() ?? 0) - (nodes.last ?? 0)), "most nodes minus nodes of now,")
  }
}
