import Foundation

extension HealthFeatures {
  /// Where replicas are in their lives, and what became of those of the last minutes.
  func addLife(_ row: inout HealthFeatureRow, _ frame: HealthFrame) {
    let all = frame.observation.replicas
    let count = Double(max(1, all.count))
    func add(_ name: String, _ value: Double, _ summary: String) {
      row.add(.life, "life_\(name)", value, summary)
    }
    func share(_ name: String, _ summary: String, _ holds: (ReplicaHealth) -> Bool) {
      add(name, Double(all.count(where: holds)) / count, "share of the replicas \(summary)")
    }
    share("pending", "that wait for a node") { $0.node == nil }
    share("starting", "on a node that are not ready") { $0.node != nil && !$0.isReady && !$0.isTerminating }
    share("unstarted", "on a node without a running container") {
      $0.node != nil && !$0.isReady && !$0.isTerminating && $0.memory == 0
    }
    share("terminating", "that end") { $0.isTerminating }
    share("silent", "that count as ready and could not be read") {
      $0.isReady && !$0.isTerminating && $0.memory == 0
    }
    share("idle", "that serve and used less than a hundredth of their CPU request") {
      ReplicaSignals.serves($0) && $0.cpuUsed < 0.01 * $0.cpuRequest
    }
    share("young", "bound to their node less than 5 minutes ago") { $0.node != nil && $0.age < 300 }
    let waits = all.compactMap { waitingSince[$0.replica].map { frame.time - $0 } }
    add("longest_wait", log(1 + (waits.max() ?? 0)), "ln(1 + seconds) that a replica has been seen not ready")
    let (restarted, restarts, most) = restarts(frame)
    add("restarts", Double(restarts) / count, "restarts in the last 5 minutes over replicas")
    add("restarted", Double(restarted) / count, "share of the replicas restarted in the last 5 minutes")
    add("most_restarts", Double(most), "restarts of one replica in the last 5 minutes, at most")
    let unready = all.filter { !$0.isReady && !$0.isTerminating }.map(\.restarts).max() ?? 0
    add("unready_restarts", Double(unready), "restarts of a replica that is not ready, at most")
    let young = all.filter { ReplicaSignals.serves($0) && $0.age < 600 }.map(ReplicaSignals.init)
    let old = all.filter { ReplicaSignals.serves($0) && $0.age >= 600 }.map(ReplicaSignals.init)
    add(
      "young_errors", mean(young, "errors") - mean(old, "errors"),
      "error share of replicas younger than 10 minutes minus others'")
    add(
      "young_cpu_per_request", mean(young, "cpu_per_request") - mean(old, "cpu_per_request"),
      "ln CPU a request of replicas younger than 10 minutes minus others'")
    let (gone, vanished) = lost(frame)
    add("gone", Double(gone) / count, "replicas gone in the last 5 minutes over replicas")
    add("vanished", Double(vanished) / count, "those of them that were not seen ending")
  }

  /// Replicas that were restarted since the oldest frame, their restarts, and the most of one.
  private func restarts(_ frame: HealthFrame) -> (replicas: Int, restarts: Int, most: Int) {
    guard let oldest = frames.first else { return (0, 0, 0) }
    var (replicas, sum, most) = (0, 0, 0)
    for health in frame.observation.replicas {
      let before = oldest.replicas[health.replica]?.restarts ?? 0
      let restarts = max(0, health.restarts - before)
      if restarts > 0 { replicas += 1 }
      sum += restarts
      most = max(most, restarts)
    }
    return (replicas, sum, most)
  }

  private func lost(_ frame: HealthFrame) -> (gone: Int, vanished: Int) {
    var (gone, vanished) = (0, 0)
    for (earlier, later) in zip(frames, frames.dropFirst() + [frame]) {
      for health in earlier.observation.replicas where later.replicas[health.replica] == nil {
        gone += 1
        if !health.isTerminating { vanished += 1 }
      }
    }
    return (gone, vanished)
  }
}
