import Stochastics

extension SymptomReader {
  /// What is wrong with a replica that does not end.
  func symptoms(of replica: ReplicaHealth, _ peers: Peers, _ seen: HealthObservation) -> Set<Symptom> {
    var found: Set<Symptom> = []
    let memory = memories[replica.replica] ?? ReplicaMemory(restarts: replica.restarts)
    addLife(of: replica, memory, seen, to: &found)
    if replica.isReady, replica.memory <= 0, memory.readyScrapes >= 2 { found.insert(.silent) }
    guard isSettled(replica) else { return found }
    if let limit = replica.memoryLimit, isRising(memory, towards: limit) { found.insert(.memoryRises) }
    guard replica.requestsPerSecond * seen.window >= thresholds.leastRequests else { return found }
    if replica.errorRate > thresholds.errorShare { found.insert(.failsRequests) }
    addWork(of: replica, peers, to: &found)
    return found
  }

  /// Starts, ends and waiting.
  private func addLife(
    of replica: ReplicaHealth, _ memory: ReplicaMemory, _ seen: HealthObservation,
    to found: inout Set<Symptom>
  ) {
    let times = memory.restartTimes
    if let latest = times.last, seen.timestamp - latest < 60 { found.insert(.restarted) }
    let recent = times.indices.filter { seen.timestamp - times[$0] < 600 && memory.endedReady[$0] }
    if recent.count >= 2 { found.insert(.restartsAgain) }
    guard !replica.isReady else { return }
    if replica.node == nil, seen.timestamp - firstWait(of: replica, seen) > thresholds.waitSeconds {
      found.insert(.waitsForNode)
    }
    guard !memory.wasReady, replica.node != nil, isNodeReady(of: replica, seen) else { return }
    if replica.restarts >= 1 { found.insert(.exitsAtStart) }
    let longest =
      levels.start.level.map { max(thresholds.startSeconds, thresholds.startRatio * $0) }
      ?? thresholds.unknownStartSeconds
    if replica.restarts == 0, replica.age > longest { found.insert(.notStarting) }
  }

  private func isNodeReady(of replica: ReplicaHealth, _ seen: HealthObservation) -> Bool {
    seen.nodes.first { $0.node == replica.node }?.isReady ?? false
  }

  private func firstWait(of replica: ReplicaHealth, _ seen: HealthObservation) -> Double {
    waiting[replica.replica] ?? seen.timestamp
  }

  /// CPU, latency and connections against peers that get as many requests.
  private func addWork(of replica: ReplicaHealth, _ peers: Peers, to found: inout Set<Symptom>) {
    guard peers.count >= 2, peers.requests > 0 else { return }
    let requests = replica.requestsPerSecond
    let expected = peers.cpu * requests / peers.requests
    let usual = levels.cpuPerRequest.level.map { $0 * requests } ?? expected
    // where most replicas hang, only the past tells how much CPU the requests need
    let needed = max(expected, usual)
    if replica.cpuUsed < thresholds.idleShare * needed {
      found.insert(.idleUnderLoad)
    } else if replica.cpuUsed < thresholds.starvedShare * needed, replica.queueLength >= 1 {
      found.insert(.starved)
    }
    let excess = replica.cpuUsed - max(expected, min(usual, replica.cpuRequest))
    if excess > thresholds.cpuExcess * replica.cpuRequest { found.insert(.busierThanPeers) }
    let latency = max(peers.p50, levels.p50.level ?? 0)
    if latency > 0, replica.p50 > thresholds.latencyRatio * latency { found.insert(.slowerThanPeers) }
    if peers.connections >= 1, replica.connections > thresholds.connectionRatio * peers.connections + 2 {
      found.insert(.connectionsTaken)
    }
  }

  /// Whether the memory of the present container will be near its limit soon.
  func isRising(_ memory: ReplicaMemory, towards limit: Double) -> Bool {
    let points = memory.memory
    guard points.count >= 8, let first = points.first, let last = points.last,
      let trend = RobustStatistics.trend(points), trend.rising >= thresholds.leakPairs
    else { return false }
    guard trend.slope * (last.time - first.time) > thresholds.leakRise * limit else { return false }
    let level = median(points.suffix(3).map(\.value)) ?? last.value
    return (thresholds.leakShare * limit - level) / trend.slope < thresholds.leakSeconds
  }
}
