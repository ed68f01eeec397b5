import SimulationKernel

/// What a cause has to know of a pod to say what is wrong with it.
struct PodPlace: Sendable {
  var container: Container
  var service: Int
  var node: Int?
  /// Whether its node answers.
  var isReachable: Bool
  /// Memory that it uses, leaks included, in bytes.
  var memory: Double
  /// Share of its node's memory that is used, where something presses on it; else 0.
  var nodeMemory: Double
  /// Ready replicas of its service.
  var ready: Int
}

extension FaultEngine {
  /// What is wrong with a pod now: what all active faults do to it, together.
  func condition(of place: PodPlace, at now: SimulationTime) -> ReplicaCondition {
    var condition = ReplicaCondition.healthy
    if !place.isReachable { condition.isStalled = true }
    for fault in active {
      let strike = fault.strike
      guard strike.strikesNodes ? strike.strikes(node: place.node) : place.service == 0 else { continue }
      condition.compose(fault.cause.replicaEffect(on: place, of: strike, at: now, self))
      condition.errorShare = max(
        condition.errorShare, fault.cause.leastErrors(of: strike, at: now, self))
    }
    return condition
  }

  /// What is wrong on the way to the replicas of a service.
  func clientCondition(ofService number: Int, at now: SimulationTime) -> ClientCondition {
    var condition = ClientCondition.normal
    for fault in active {
      condition.compose(fault.cause.clientEffect(onService: number, of: fault.strike, self))
    }
    if number == 0, let share = interventions.shedShare(at: now) { condition.refuse(share) }
    return condition
  }

  /// What a node has less of; the disk's share is at most 1.
  func condition(ofNode node: Int?, at now: SimulationTime) -> NodeCondition {
    var condition = NodeCondition.healthy(parameters)
    for fault in active where fault.strike.strikes(node: node) {
      condition.compose(fault.cause.nodeEffect(of: fault.strike, at: now, self))
    }
    condition.diskUsed = min(1, condition.diskUsed)
    return condition
  }

  /// What a container of the measured service has less of; at most all connections leak.
  func condition(of container: Container, at now: SimulationTime) -> ContainerCondition {
    var condition = ContainerCondition()
    for fault in active {
      condition.compose(fault.cause.containerEffect(on: container, of: fault.strike, at: now, self))
    }
    condition.leakedConnections = min(connections, condition.leakedConnections)
    return condition
  }

  /// Connections of a replica's pool.
  var connections: Double { parameters.connectionsPerWorker * Double(service.workers) }

  /// The memory at which a replica is killed whose limits nobody raised, in bytes.
  var usualMemoryLimit: Double { service.memoryLimit ?? parameters.memoryLimit ?? service.memoryRequest }

  /// The memory at which a replica of a version is killed, in bytes.
  func memoryLimit(ofVersion version: Int) -> Double {
    interventions.isRaised(version: version) ? 2 * usualMemoryLimit : usualMemoryLimit
  }

  /// The CPU that a container may use, in cores; nil for any.
  func cpuLimit(of container: Container, at now: SimulationTime) -> Double? {
    var limit = service.cpuLimit
    if interventions.isRaised(version: container.version) { limit = limit.map { 2 * $0 } }
    guard let least = condition(of: container, at: now).cpuLimit else { return limit }
    return min(limit ?? .infinity, least)
  }
}
