import SimulationKernel

/// What a cause may ask of the cluster and do to it, and nothing else: the measured service is meant wherever pods or
/// versions are. What an operation brings about beyond the instant (back-offs, probes, replacements) is the plant's.
protocol FaultedCluster {
  /// The other faults, parameters and interventions.
  var engine: FaultEngine { get }
  /// Pods that take requests, in order of creation.
  var readyPods: [Int] { get }
  func pod(_ number: Int) -> PlantPod
  /// Whether the node runs, reachable or not.
  func isUp(node: Int) -> Bool
  /// Memory that a pod uses, leaks included, in bytes.
  func memory(ofPod number: Int, _ now: SimulationTime) -> Double
  /// Share of a node's memory that is used.
  func nodeMemory(_ node: Int, _ now: SimulationTime) -> Double

  /// Ends the process of a pod; false if no container of it runs.
  mutating func crash(pod: Int, reason: KillReason, _ scheduler: inout Scheduler<ClusterEvent>) -> Bool
  /// Lets a pod answer nothing, its probes included.
  mutating func hang(pod: Int, _ scheduler: inout Scheduler<ClusterEvent>)
  /// Asks a pod to end, as for one of higher priority.
  mutating func preempt(pod: Int, _ scheduler: inout Scheduler<ClusterEvent>)

  /// Takes a node back with notice; lets it die; takes it off the network, and brings it back.
  mutating func reclaim(node: Int, _ scheduler: inout Scheduler<ClusterEvent>)
  mutating func fail(node: Int, _ scheduler: inout Scheduler<ClusterEvent>)
  mutating func cutOff(node: Int, _ scheduler: inout Scheduler<ClusterEvent>)
  mutating func reconnect(node: Int, _ scheduler: inout Scheduler<ClusterEvent>)
  /// Keeps new pods off a node that is short of something.
  mutating func press(node: Int, _ scheduler: inout Scheduler<ClusterEvent>)
  /// Evicts the pod of a node that uses the most beyond its request; false if there is none.
  mutating func evictGreediest(onNode node: Int, _ scheduler: inout Scheduler<ClusterEvent>) -> Bool
  /// What pressed these nodes is gone; they take pods again a transition period later.
  mutating func endPressure(onNodes nodes: [Int32], _ scheduler: inout Scheduler<ClusterEvent>)

  /// Rolls out the present version with a change; returns the new one's number.
  mutating func rollOut(
    isImageBroken: Bool, _ scheduler: inout Scheduler<ClusterEvent>, change: (inout PodTemplate) -> Void
  ) -> Int
  /// Makes the containers of a version stay once they have started; makes its image one that can be pulled.
  mutating func mendStart(ofVersion version: Int)
  mutating func mendImage(ofVersion version: Int)
  /// Says whether any image can be pulled.
  mutating func setRegistry(isDown: Bool)
}
