/// Says which replicas or nodes a suspected fault sits in, by the signal that the type moves most.
enum FaultLocator {
  /// The subjects, at least one: the service where no replica or node stands out, or the type strikes all.
  static func subjects(of type: AnomalyType, in features: HealthFeatures) -> [Alarm.Subject] {
    guard let frame = features.frames.last else { return [.service] }
    let found: [Alarm.Subject] =
      switch type {
      case .cpuSpike: replicas(frame, "cpu_per_request")
      case .memoryLeak: replicas(frame, "memory")
      case .containerHang: replicas(frame, "errors")
      case .deadlock: replicas(frame, "queue")
      case .connectionPoolExhausted: replicas(frame, "connections")
      case .oomKill, .podCrash: restarted(frame, since: features.frames.first)
      case .networkLatency: node(frame) { mean(frame, $0, "p50") }
      case .resourceContention: node(frame) { $0.cpuUsed - own(frame, $0.node) }
      case .memoryPressure: node(frame) { $0.memoryUsed / $0.memoryCapacity }
      case .diskFull: node(frame) { $0.diskUsed }
      case .diskIOBottleneck: node(frame) { $0.diskWait }
      case .networkPartition, .nodeNotReady:
        frame.observation.nodes.filter { !$0.isReady || $0.memoryUsed == 0 }.map { .node($0.node) }
      // the rest strikes all, or nobody has said yet where it shows
      default: []
      }
    return found.isEmpty ? [.service] : found
  }

  /// Replicas above the median by more than the signal's threshold.
  private static func replicas(_ frame: HealthFrame, _ signal: String) -> [Alarm.Subject] {
    let place = ReplicaSignals.place(signal)
    let limit = frame.medians[place] + ReplicaSignals.kinds[place].off
    return frame.serving.filter { $0.values[place] > limit }.map { .replica($0.replica) }
  }

  private static func restarted(_ frame: HealthFrame, since oldest: HealthFrame?) -> [Alarm.Subject] {
    frame.observation.replicas.filter { health in
      health.restarts > (oldest?.replicas[health.replica]?.restarts ?? 0)
    }.map { .replica($0.replica) }
  }

  /// The readable node that holds replicas of the service and has the highest value.
  private static func node(_ frame: HealthFrame, _ value: (NodeHealth) -> Double) -> [Alarm.Subject] {
    let nodes = frame.observation.nodes.filter { $0.memoryUsed > 0 && $0.replicas > 0 }
      .map { ($0.node, value($0)) }.filter { $0.1.isFinite }
    return nodes.max { $0.1 < $1.1 }.map { [.node($0.0)] } ?? []
  }

  private static func mean(_ frame: HealthFrame, _ node: NodeHealth, _ signal: String) -> Double {
    let place = ReplicaSignals.place(signal)
    let values = frame.serving.filter { $0.node == node.node }.map { $0.values[place] }.filter(\.isFinite)
    return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  private static func own(_ frame: HealthFrame, _ node: Int) -> Double {
    frame.observation.replicas.reduce(0) { $0 + ($1.node == node ? $1.cpuUsed : 0) }
  }
}
