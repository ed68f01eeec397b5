import Autoscaling
import SimulationKernel

/// A node's disk fills up. The kubelet's evictions do not empty it.
struct DiskFull: FaultType {
  /// Seconds until it is full.
  static let time = Magnitude.shrinking(600, by: 0.8)
  /// From this share on writes fail; a range further, on a full disk, this share of the requests fails.
  static let errorsFrom = 0.7, errorsRange = 0.3, mostErrors = 0.5

  static let declaration = FaultDeclaration(
    .diskFull, strikes: .nodes(1),
    symptoms: FaultSymptoms(
      up: [.diskUsed, .diskPressure, .errors], still: [.restarts, .memoryPressure, .cacheHits]),
    cause: "a disk at 40 % is full \(time) seconds later",
    path: "writes fail from 70 % on, up to half of the requests; at 85 % evictions",
    plainKubernetes: "the same", helps: "clean")

  static let ticks = true
  static let pressesNodes = true

  private var evictions = KubeletEvictions()
  /// When somebody cleaned the disk last; it fills up again.
  private var cleaned: SimulationTime?

  mutating func tick(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    let (now, bound) = (scheduler.now, cluster.engine.parameters.diskEviction)
    evictions.relieve(strike, of: &cluster, &scheduler) {
      $1.engine.condition(ofNode: $0, at: now).diskUsed >= bound
    }
  }

  mutating func end(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) { cluster.endPressure(onNodes: strike.nodes, &scheduler) }

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    let used = engine.condition(ofNode: place.node, at: now).diskUsed
    let failing = min(1, max(0, (used - Self.errorsFrom) / Self.errorsRange))
    return ReplicaCondition(errorShare: (Self.mostErrors * failing).inFiftieths)
  }

  func nodeEffect(of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine) -> NodeCondition {
    let full = (now - (cleaned ?? strike.start)).seconds / Self.time(strike.severity)
    return NodeCondition(diskUsed: (1 - engine.parameters.diskUsed) * full)
  }

  mutating func isEased(by remedy: Remedy, _ strike: FaultStrike, at now: SimulationTime) -> Bool {
    guard case .cleanDisk(let node) = remedy, strike.strikes(node: node) else { return false }
    cleaned = now
    return true
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.nodes.filter { record.nodes.contains($0.node) && $0.diskUsed > 0.55 }
      .map { .cleanDisk(node: $0.node) }
  }
}
