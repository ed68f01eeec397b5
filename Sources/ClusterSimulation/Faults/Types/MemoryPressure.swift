import Autoscaling
import SimulationKernel

/// A node runs short of memory, which a process beside its replicas takes.
struct MemoryPressure: FaultType {
  /// What the process takes in the end, in parts of what replicas leave.
  static let hostMemory = Magnitude(0.8, plus: 0.4)
  /// It has grown within half of the fault's duration, at most so many seconds.
  static let longestGrowth = 180.0
  /// Above this share of the node's memory its replicas have this speed, for the node reclaims pages.
  static let slowFrom = 0.9, slowSpeed = 0.7

  static let declaration = FaultDeclaration(
    .memoryPressure, strikes: .nodes(1),
    symptoms: FaultSymptoms(
      up: [.nodeMemory, .memoryPressure], still: [.restarts, .diskPressure, .cacheHits]),
    cause: "a process grows to \(hostMemory) of the rest of a node's memory, in \(Int(longestGrowth)) s",
    path:
      "speed \(slowSpeed) above 90 %; at 95 % one eviction each 10 s, highest use over request first",
    plainKubernetes: "eviction, no new pods until 300 s after", helps: "move before")

  static let ticks = true
  static let pressesNodes = true

  private var evictions = KubeletEvictions()

  mutating func tick(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    let (now, bound) = (scheduler.now, cluster.engine.parameters.memoryEviction)
    evictions.relieve(strike, of: &cluster, &scheduler) { $1.nodeMemory($0, now) >= bound }
  }

  mutating func end(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) { cluster.endPressure(onNodes: strike.nodes, &scheduler) }

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition {
    place.nodeMemory > Self.slowFrom ? ReplicaCondition(speed: Self.slowSpeed) : .healthy
  }

  func nodeEffect(of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine) -> NodeCondition {
    let growth = min(Self.longestGrowth, strike.specification.duration / 2)
    let grown = min(1, strike.age(at: now) / growth)
    return NodeCondition(hostMemory: Self.hostMemory(strike.severity) * grown)
  }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] {
    seen.heldNodes(of: record).map { .moveReplicas(node: $0) }
  }
}
