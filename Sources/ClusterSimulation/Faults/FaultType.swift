import Autoscaling
import SimulationKernel

/// A type of fault: all that the simulator knows of one cause stands in one file of the folder `Types`.
///
/// A value is the cause of one fault, from its onset to its end, with what it remembers in between; when, how bad and what
/// is struck comes with every call. A cause never writes a signal: it says what is wrong with replicas, nodes and clients
/// for as long as it is asked, or does something to the cluster, and the model of requests and the plant do the rest.
/// Nothing has to be taken back at the end that was only said: conditions are made anew from the causes that are there.
protocol FaultType: Sendable {
  /// Name, scopes, symptoms, and the words for the page.
  static var declaration: FaultDeclaration { get }
  /// Whether it grows or strikes again while it lasts: it is then asked again, and may act, every `FaultParameters.tick`.
  static var ticks: Bool { get }
  /// Whether it is why its nodes take no new pods, as the kubelet sees it.
  static var pressesNodes: Bool { get }

  /// A cause that has not begun.
  init()

  /// What happens at the onset, at each tick, and when the time is over.
  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>)
  mutating func tick(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>)
  mutating func end(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>)

  /// What is wrong with a replica of the measured service; for a cause that sits in nodes, with any replica on those
  /// that it struck.
  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  )
    -> ReplicaCondition
  /// Share of a replica's answers that are errors whatever else is wrong.
  func leastErrors(of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine) -> Double
  /// What is wrong on the way from the clients of a service to its replicas.
  func clientEffect(onService service: Int, of strike: FaultStrike, _ engine: FaultEngine) -> ClientCondition
  /// What a node that it struck has less of.
  func nodeEffect(of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine) -> NodeCondition
  /// What a container of the measured service has less of.
  func containerEffect(
    on container: Container, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ContainerCondition

  /// Another version has taken the place of one, equal to it in all that a fault of the version does.
  mutating func versionIsRenewed(from old: Int, to new: Int)
  /// A remedy is carried out; true if it took something away from this cause.
  mutating func isEased(by remedy: Remedy, _ strike: FaultStrike, at now: SimulationTime) -> Bool

  /// The remedies that help, for a healer who knows the truth and looks now; none where nothing does.
  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy]
}

extension FaultType {
  static var ticks: Bool { false }
  static var pressesNodes: Bool { false }

  mutating func begin(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {}
  mutating func tick(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {}
  mutating func end(
    _ strike: FaultStrike, on cluster: inout some FaultedCluster, _ scheduler: inout Scheduler<ClusterEvent>
  ) {}

  func replicaEffect(
    on place: PodPlace, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ReplicaCondition { .healthy }
  func leastErrors(of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine) -> Double { 0 }
  func clientEffect(onService service: Int, of strike: FaultStrike, _ engine: FaultEngine) -> ClientCondition
  { .normal }
  func nodeEffect(of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine) -> NodeCondition {
    NodeCondition()
  }
  func containerEffect(
    on container: Container, of strike: FaultStrike, at now: SimulationTime, _ engine: FaultEngine
  ) -> ContainerCondition { ContainerCondition() }

  mutating func versionIsRenewed(from old: Int, to new: Int) {}
  mutating func isEased(by remedy: Remedy, _ strike: FaultStrike, at now: SimulationTime) -> Bool { false }

  static func cure(_ record: FaultRecord, _ seen: HealthObservation) -> [Remedy] { [] }
}

extension HealthObservation {
  /// The replicas that a fault struck and that are still there.
  func struck(by record: FaultRecord) -> [Int] {
    replicas.filter { record.replicas.contains($0.replica) }.map(\.replica)
  }

  /// The nodes that a fault struck and that hold replicas.
  func heldNodes(of record: FaultRecord) -> [Int] {
    record.nodes.filter { node in replicas.contains { $0.node == node } }
  }
}
