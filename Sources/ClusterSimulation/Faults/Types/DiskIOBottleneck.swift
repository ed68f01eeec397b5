import Autoscaling
import SimulationKernel

/// A node's disk is saturated.
struct DiskIOBottleneck: FaultType {
  /// How many times as slow the disk is.
  static let slowness = Magnitude(5, plus: 25)
  /// Share of the time in which it keeps something waiting.
  static let waitShare = Magnitude(0.6, plus: 0.35)

  static let declaration = FaultDeclaration(
    .diskIOBottleneck, strikes: .nodes(1),
    symptoms: FaultSymptoms(
      up: [.diskWait, .replicaP95], down: [.replicaCPU], still: [.ready, .restarts, .cacheHits, .memory]),
    cause: "the disk is \(slowness) times as slow",
    path: "30 % of `S` is slower by that factor, workers are held", plainKubernetes: "nothing",
    helps: "move")

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    let onDisk = engine.parameters.diskShare * engine.service.serviceTime
    return ReplicaCondition(heldLatency: onDisk * (Self.slowness(strike.severity) - 1))
  }

  func nodeEffect(of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine) -> NodeCondition {
    NodeCondition(diskWait: Self.waitShare(strike.severity))
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.heldNodes(of: record).map { .moveReplicas(node: $0) }
  }
}
