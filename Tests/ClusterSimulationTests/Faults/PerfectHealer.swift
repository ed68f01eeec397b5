import Autoscaling

@testable import ClusterSimulation

/// Knows which faults are active, and does what a function of the truth says: no such healer could be deployed.
struct PerfectHealer: HealingPolicy {
  let truth: FaultTruth
  /// Remedies for a fault, given what the cluster looks like.
  let cure: @Sendable (FaultRecord, HealthObservation) -> [Remedy]
  /// Seconds before the same is asked for again.
  var patience = 120.0
  private var asked: [(remedy: Remedy, time: Double)] = []

  init(_ truth: FaultTruth, cure: @escaping @Sendable (FaultRecord, HealthObservation) -> [Remedy]) {
    self.truth = truth
    self.cure = cure
  }

  mutating func heal(_ observation: HealthObservation) -> HealingDecision {
    var decision = HealingDecision()
    let now = observation.now
    asked.removeAll { now - $0.time >= patience }
    for record in truth.faults {
      decision.alarms.append(Alarm(.service, suspected: record.specification.type))
      for remedy in cure(record, observation) where !asked.contains(where: { $0.remedy == remedy }) {
        asked.append((remedy, now))
        decision.actions.append(HealingAction(remedy, reason: "truth"))
      }
    }
    return decision
  }
}

/// The remedy that helps against each type, and one that does not.
enum Cures {
  static func helping(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    let here = seen.replicas.filter { record.replicas.contains($0.replica) }.map(\.replica)
    switch record.specification.type {
    case .cpuSpike, .containerHang, .deadlock, .connectionPoolExhausted:
      return here.map { .restart(replica: $0) }
    case .memoryLeak: return [.rollingRestart]
    case .oomKill, .cpuThrottling: return [.raiseLimits]
    case .podCrash: return here.map { .replace(replica: $0) }
    case .crashLoop, .highErrorRate: return [.rollBack]
    case .serviceUnavailable: return [.rollBack, .holdReplicas(seconds: 120)]
    case .imagePullError: return [.pinImage]
    case .cacheThrashing, .slowResponse: return []
    case .retryStorm:
      // once the clients have calmed down there is nothing to shed
      let isStorming = seen.service.retries > seen.service.requestsPerSecond
      return isStorming ? [.shedLoad(share: 0.8, seconds: 60)] : []
    case .dnsResolutionFailure: return [.restartDNS]
    case .networkLatency, .resourceContention, .memoryPressure, .diskIOBottleneck:
      return record.nodes.map { .moveReplicas(node: $0) }
    case .diskFull: return record.nodes.map { .cleanDisk(node: $0) }
    case .networkPartition: return record.nodes.map { .fence(node: $0) }
    case .nodeNotReady: return record.nodes.map { .fence(node: $0) } + [.orderNode]
    case .podEviction: return [.orderNode]
    }
  }
}
