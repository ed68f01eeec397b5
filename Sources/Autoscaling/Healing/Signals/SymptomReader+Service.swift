import Stochastics

extension SymptomReader {
  /// What is wrong with a node, given what is wrong with its replicas.
  func symptoms(of node: NodeHealth, _ report: SymptomReport, _ seen: HealthObservation) -> Set<Symptom> {
    var found: Set<Symptom> = []
    let here = seen.replicas.filter { $0.node == node.node && !$0.isTerminating }
    let silent = here.count { report.symptoms(ofReplica: $0.replica).contains(.silent) }
    if !node.isReady || (node.memoryUsed <= 0 && silent > 0 && silent == here.count(where: \.isReady)) {
      return [.unreachable]
    }
    if node.hasMemoryPressure || node.memoryUsed > thresholds.nodeMemory * node.memoryCapacity {
      found.insert(.shortOfMemory)
    }
    if node.hasDiskPressure || node.diskUsed > thresholds.diskUsed { found.insert(.diskFills) }
    if node.diskWait > thresholds.diskWait { found.insert(.diskBusy) }
    let settled = here.filter(isSettled)
    guard !settled.isEmpty else { return found }
    let others = seen.replicas.filter { isSettled($0) && $0.node != node.node }
    let slow = { (replica: ReplicaHealth) in
      !report.symptoms(ofReplica: replica.replica).isDisjoint(with: [.slowerThanPeers, .starved])
    }
    let isLocal = settled.allSatisfy(slow) && !others.isEmpty && others.count(where: slow) * 4 < others.count
    guard isLocal else { return found }
    let taken = takenShare(of: node, seen) - (levels.taken.level ?? 0)
    if taken > thresholds.cpuTaken {
      found.insert(.cpuTaken)
    } else if settled.allSatisfy({ isSlowWithoutCPU($0, report) }), settled.count > 1 || others.count > 1 {
      found.insert(.slowReplicas)
    }
    return found
  }

  private func isSlowWithoutCPU(_ replica: ReplicaHealth, _ report: SymptomReport) -> Bool {
    report.symptoms(ofReplica: replica.replica)
      .isDisjoint(with: [.busierThanPeers, .idleUnderLoad, .starved, .connectionsTaken])
  }

  /// What is wrong with the service as a whole.
  func serviceSymptoms(_ seen: HealthObservation, _ peers: Peers) -> Set<Symptom> {
    var found: Set<Symptom> = []
    let service = seen.service
    guard service.requestsPerSecond * seen.window >= thresholds.leastRequests else { return found }
    let errors = service.errorRate - (levels.errors.level ?? 0)
    if errors > thresholds.errorShare { found.insert(.errors) }
    if service.violationShare > thresholds.violationShare { found.insert(.late) }
    let repetitions = service.retries / service.requestsPerSecond
    if repetitions - (levels.retries.level ?? 0) > thresholds.retryShare { found.insert(.retries) }
    addWay(seen, errors, to: &found)
    let settled = seen.replicas.filter(isSettled)
    guard peers.count > 0 else { return found }
    if let throttled = median(settled.map(\.throttledShare)),
      throttled - (levels.throttled.level ?? 0) > thresholds.throttledShare
    {
      found.insert(.throttled)
    }
    if let usual = levels.hitRate.level, let hits = median(settled.map(\.cacheHitRate)),
      hits < usual - thresholds.hitRateFall
    {
      found.insert(.coldCache)
    }
    if let usual = levels.p50.level, let cpu = levels.cpuPerRequest.level, peers.requests > 0,
      peers.p50 > thresholds.latencyRatio * usual, peers.cpu / peers.requests < 1.1 * cpu,
      isNotSaturated(settled)
    {
      found.insert(.heldWithoutCPU)
    }
    return found
  }

  /// Failures before a request reaches a replica.
  private func addWay(_ seen: HealthObservation, _ errors: Double, to found: inout Set<Symptom>) {
    let service = seen.service
    let readable = seen.replicas.filter { $0.isReady && !$0.isTerminating && $0.memory > 0 }
    guard !readable.isEmpty, errors > thresholds.errorShare else { return }
    let reached = readable.reduce(0) { $0 + $1.requestsPerSecond }
    if service.errorRate > 0.9, reached < 0.05 * service.requestsPerSecond {
      found.insert(.noEndpoints)
      return
    }
    let failed = readable.reduce(0) { $0 + $1.requestsPerSecond * $1.errorRate }
    let hasSilent = seen.replicas.contains { $0.isReady && !$0.isTerminating && $0.memory <= 0 }
    let explained = reached > 0 ? failed / reached : 0
    if !hasSilent, explained < errors / 3 { found.insert(.failsOnTheWay) }
  }

  /// Whether most replicas have CPU left, so that waiting for CPU does not explain late answers.
  private func isNotSaturated(_ settled: [ReplicaHealth]) -> Bool {
    let shares = settled.map { $0.cpuUsed / ($0.cpuLimit ?? $0.cpuRequest) }
    return (median(shares) ?? 0) < 0.85
  }
}
