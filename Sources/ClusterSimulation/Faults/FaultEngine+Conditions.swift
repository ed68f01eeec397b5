import SimulationKernel

/// What the engine has to know of a pod to say what is wrong with it.
struct PodPlace: Sendable {
  var pod: Int
  var service: Int
  var node: Int?
  var version: Int
  var starts: UInt32
  var containerStart: SimulationTime
  /// Whether its node answers.
  var isReachable: Bool
  /// Memory that it uses, leaks included, in bytes, and that of its node, as a share.
  var memory: Double
  var nodeMemory: Double
  var ready: Int
}

extension FaultEngine {
  /// What is wrong with a pod now: what all active faults do to it, together.
  func condition(of place: PodPlace, at now: SimulationTime) -> ReplicaCondition {
    var condition = ReplicaCondition.healthy
    if !place.isReachable { condition.isStalled = true }
    for fault in active {
      if fault.type.strikesNodes {
        if fault.strikes(node: place.node) { condition.compose(nodeEffect(fault, place, now)) }
      } else if place.service == 0 {
        condition.compose(replicaEffect(fault, place, now))
        if isDependencySkipped(by: fault, now) {
          condition.errorShare = max(condition.errorShare, parameters.fallbackErrors)
        }
      }
    }
    return condition
  }

  private func isDependencySkipped(by fault: ActiveFault, _ now: SimulationTime) -> Bool {
    fault.type == .slowResponse && now < breakerUntil
  }

  /// What a fault of the service or of some of its replicas does to one of them.
  private func replicaEffect(_ fault: ActiveFault, _ place: PodPlace, _ now: SimulationTime)
    -> ReplicaCondition
  {
    var effect = ReplicaCondition.healthy
    let severity = fault.severity
    let isStruck = fault.strikes(pod: place.pod, starts: place.starts)
    switch fault.type {
    case .cpuSpike where isStruck:
      let stolen = FaultMagnitudes.stolenShare(severity)
      effect.speed = 1 - stolen
      effect.burnedCores = stolen * (service.cpuLimit ?? service.cpuRequest)
    case .memoryLeak:
      effect.speed = FaultMagnitudes.collectorSpeed(
        memoryShare: place.memory / memoryLimit(ofVersion: place.version))
    case .containerHang where isStruck: effect.isStalled = true
    case .deadlock where isStruck:
      let blocked = min(1, (now - fault.start).seconds / FaultMagnitudes.deadlockTime(severity))
      effect.lostWorkers = Int((blocked * Double(service.workers)).rounded())
    case .connectionPoolExhausted:
      effect.lostWorkers = workersWithoutConnection(fault, place, now)
    case .cpuThrottling where !raisedVersions.contains(place.version): effect.quota = quota(severity)
    case .cacheThrashing:
      effect.workFactor =
        FaultMagnitudes.cacheFactor(severity)
        * FaultMagnitudes.coldFactor(age: (now - place.containerStart).seconds)
    case .slowResponse where now >= breakerUntil:
      effect.heldLatency = FaultMagnitudes.latencyFactor(severity) * service.objective.latencyTarget
    case .highErrorRate where place.version == fault.version:
      effect.errorShare = FaultMagnitudes.errorShare(severity)
    case .retryStorm where isTriggering(fault, now): effect.speed = FaultMagnitudes.triggerSpeed(severity)
    default: break
    }
    return effect
  }

  func isTriggering(_ fault: ActiveFault, _ now: SimulationTime) -> Bool {
    (now - fault.start).seconds < FaultMagnitudes.triggerTime(fault.specification.duration)
  }

  private func workersWithoutConnection(_ fault: ActiveFault, _ place: PodPlace, _ now: SimulationTime) -> Int
  {
    if fault.specification.scope == .service {
      return max(0, service.workers - fault.connections / max(1, place.ready))
    }
    guard fault.strikes(pod: place.pod, starts: place.starts) else { return 0 }
    let leaked =
      connections * (now - fault.start).seconds / FaultMagnitudes.connectionLeakTime(fault.severity)
    return min(service.workers, max(0, service.workers - Int(max(0, connections - leaked))))
  }

  /// What a fault of a node does to a replica on it.
  private func nodeEffect(_ fault: ActiveFault, _ place: PodPlace, _ now: SimulationTime) -> ReplicaCondition
  {
    var effect = ReplicaCondition.healthy
    let severity = fault.severity
    switch fault.type {
    case .networkLatency:
      effect.networkLatency = FaultMagnitudes.latencyFactor(severity) * service.objective.latencyTarget
    case .resourceContention: effect.speed = 1 - FaultMagnitudes.stolenShare(severity)
    case .memoryPressure: if place.nodeMemory > 0.9 { effect.speed = 0.7 }
    case .diskFull:
      effect.errorShare = FaultMagnitudes.writeErrors(diskUsed: diskUsed(ofNode: place.node, at: now))
    case .diskIOBottleneck:
      effect.heldLatency =
        parameters.diskShare * service.serviceTime * (FaultMagnitudes.diskFactor(severity) - 1)
    default: break
    }
    return effect
  }

  /// What is wrong on the way to the replicas of a service.
  func clientCondition(ofService number: Int, at now: SimulationTime) -> ClientCondition {
    var condition = ClientCondition.normal
    for fault in active where !fault.isCured {
      switch fault.type {
      case .dnsResolutionFailure:
        let failed = FaultMagnitudes.failedLookUps(fault.severity)
        condition.refuse(failed)
        condition.lateShare = 1 - (1 - condition.lateShare) * (1 - failed)
        condition.delay = parameters.resolverTimeout
      case .serviceUnavailable where number == 0: condition.refuse(1)
      case .retryStorm where number == 0:
        condition.attempts = max(condition.attempts, FaultMagnitudes.attempts(fault.severity))
      default: break
      }
    }
    if number == 0, now < shedUntil { condition.refuse(shedShare) }
    return condition
  }
}
