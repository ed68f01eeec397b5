import Foundation

extension HealthFeatures {
  /// The nodes: their conditions, their use beyond what the replicas there explain, and replicas by node.
  func addNodes(_ row: inout HealthFeatureRow, _ frame: HealthFrame) {
    let nodes = frame.observation.nodes
    let count = Double(max(1, nodes.count))
    func add(_ name: String, _ value: Double, _ summary: String) {
      row.add(.nodes, "node_\(name)", value, summary)
    }
    func share(_ name: String, _ summary: String, _ holds: (NodeHealth) -> Bool) {
      add(name, Double(nodes.count(where: holds)) / count, "share of the nodes \(summary)")
    }
    func pooled(_ name: String, _ summary: String, _ value: (NodeHealth) -> Double) {
      let values = nodes.filter { $0.memoryUsed > 0 }.map(value).filter(\.isFinite)
      let median = medianOfFinite(values)
      add("\(name)_median", median, "\(summary): median over the nodes")
      add("\(name)_above", (values.max() ?? .nan) - median, "\(summary): largest minus median")
    }
    add("count_change", change(.nodes, frame), "natural log of the number of nodes over the slow baseline")
    share("not_ready", "that are not ready") { !$0.isReady }
    share("silent", "that count as ready and could not be read") { $0.isReady && $0.memoryUsed == 0 }
    share("memory_pressure", "under memory pressure") { $0.hasMemoryPressure }
    share("disk_pressure", "under disk pressure") { $0.hasDiskPressure }
    share("unschedulable", "that take no replicas") { !$0.isSchedulable }
    var own: [Int: Double] = [:]
    for health in frame.observation.replicas {
      if let node = health.node { own[node, default: 0] += health.cpuUsed }
    }
    pooled("cpu", "CPU used over CPU there") { $0.cpuUsed / $0.cpuCapacity }
    pooled("foreign_cpu", "CPU that the service's replicas do not use, over CPU there") {
      ($0.cpuUsed - own[$0.node, default: 0]) / $0.cpuCapacity
    }
    pooled("memory", "memory used over memory there") { $0.memoryUsed / $0.memoryCapacity }
    pooled("disk_used", "used share of the disk") { $0.diskUsed }
    pooled("disk_wait", "share of the time spent waiting for the disk") { $0.diskWait }
    for name in ["cpu_per_request", "p50", "p95", "errors", "throttled", "queue"] {
      add("apart_\(name)", apart(frame, ReplicaSignals.place(name)), apartSummary(name))
    }
    add(
      "apart_share", sharedFate(frame),
      "share of the variance of the replicas' ln p50 that lies between nodes, 0…1")
  }

  private func apartSummary(_ name: String) -> String {
    "\(name) of the replicas of the node where it is highest, their lowest, minus the median of all other replicas"
  }

  /// How far the lowest of a node's replicas is above the replicas elsewhere: high only where the whole node suffers.
  private func apart(_ frame: HealthFrame, _ place: Int) -> Double {
    var best = -Double.infinity
    for node in Set(frame.serving.compactMap(\.node)) {
      let here = frame.serving.filter { $0.node == node }.map { $0.values[place] }.filter(\.isFinite)
      let elsewhere = medianOfFinite(frame.serving.filter { $0.node != node }.map { $0.values[place] })
      guard let lowest = here.min(), elsewhere.isFinite else { continue }
      best = max(best, lowest - elsewhere)
    }
    return best
  }

  private func sharedFate(_ frame: HealthFrame) -> Double {
    let place = ReplicaSignals.place("p50")
    let known = frame.serving.filter { $0.values[place].isFinite && $0.node != nil }
    guard known.count > 2 else { return .nan }
    let mean = known.reduce(0) { $0 + $1.values[place] } / Double(known.count)
    var (between, total) = (0.0, 0.0)
    // numbers of nodes in order, so that sums are taken in one order
    for node in Set(known.compactMap(\.node)).sorted() {
      let here = known.filter { $0.node == node }.map { $0.values[place] }
      let own = here.reduce(0, +) / Double(here.count)
      between += Double(here.count) * (own - mean) * (own - mean)
      total += here.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    return total > 1e-9 ? between / total : 0
  }
}
