import SimulationKernel

/// What a node has less of, as monitoring and its replicas feel it.
struct NodeCondition: Sendable, Hashable {
  /// Share of its CPU that others take.
  var stolenCPU = 0.0
  /// Share of its disk that is used.
  var diskUsed = 0.0
  /// Share of the time in which its disk keeps something waiting.
  var diskWait = 0.0
  /// Memory that a process of the node takes beside its replicas, in parts of what they leave; nil for no more than usual.
  var hostMemory: Double?

  /// A node of which nothing is taken: the disk is used as far as it always is, and now and then busy.
  static func healthy(_ parameters: FaultParameters) -> Self {
    Self(diskUsed: parameters.diskUsed, diskWait: 0.03)
  }

  /// Adds what another cause does: what takes from the same thing counts once, as the worst, but what fills a disk adds up.
  mutating func compose(_ other: Self) {
    stolenCPU = max(stolenCPU, other.stolenCPU)
    diskUsed += other.diskUsed
    diskWait = max(diskWait, other.diskWait)
    if let memory = other.hostMemory { hostMemory = max(hostMemory ?? 0, memory) }
  }
}

/// The container of a pod of the measured service.
struct Container: Sendable {
  var pod: Int
  /// Which of the pod's containers it is, counted from 1.
  var starts: UInt32
  var start: SimulationTime
  var version: Int
}

/// What a container has less of, as monitoring reads it.
struct ContainerCondition: Sendable, Hashable {
  /// Memory that has leaked, in bytes.
  var leakedMemory = 0.0
  /// Connections of its pool that have leaked.
  var leakedConnections = 0.0
  /// CPU that it may use, in cores; nil for what the service says.
  var cpuLimit: Double?

  /// Adds what another cause does.
  mutating func compose(_ other: Self) {
    leakedMemory += other.leakedMemory
    leakedConnections += other.leakedConnections
    if let limit = other.cpuLimit { cpuLimit = min(cpuLimit ?? .infinity, limit) }
  }
}
