import SimulationKernel

/// One replica of the service.
struct Replica: Sendable {
  enum State: UInt8, Sendable { case pending, starting, ready, terminating, gone }

  var state = State.pending
  /// Index of the node it is bound to; -1 while pending.
  var node = -1
  var boundAt = SimulationTime.zero
  /// When the Ready condition last changed.
  var readySince = SimulationTime.zero
  /// The service's `cpuPerReplica` at the moment it became ready.
  var cpuAtReady = 0.0
}

/// One node of the pool.
struct Node: Sendable {
  enum State: UInt8, Sendable { case booting, up, released }

  var state = State.booting
  /// Replicas bound to it, terminating ones included.
  var replicas = 0
  /// Since when it has been empty; meaningless while it is not.
  var emptySince = SimulationTime.zero
}

/// Nodes and replicas: who is where. Knows nothing of time but what it is told.
struct Cluster: Sendable {
  let replicasPerNode: Int
  var nodes: [Node] = []
  var replicas: [Replica] = []
  /// Replicas that are not gone, by ascending index (order of creation).
  private(set) var live: [Int] = []
  private(set) var readyCount = 0
  private(set) var billedNodes = 0
  private(set) var pendingCount = 0

  init(pool: NodePool, service: ServiceParameters) {
    replicasPerNode = Int(min(pool.cpu / service.cpuRequest, pool.memory / service.memoryRequest))
  }

  /// Replicas that exist, terminating ones included: what the replica cost counts.
  var billedReplicas: Int { live.count }

  /// Replicas that exist and are not terminating.
  var activeReplicas: Int {
    live.reduce(0) { $0 + (replicas[$1].state == .terminating ? 0 : 1) }
  }

  mutating func orderNode() -> Int {
    nodes.append(Node())
    billedNodes += 1
    return nodes.count - 1
  }

  mutating func nodeIsUp(_ node: Int, at now: SimulationTime) {
    nodes[node].state = .up
    nodes[node].emptySince = now
  }

  mutating func releaseNode(_ node: Int) {
    nodes[node].state = .released
    billedNodes -= 1
  }

  mutating func createReplica() -> Int {
    replicas.append(Replica())
    live.append(replicas.count - 1)
    pendingCount += 1
    return replicas.count - 1
  }

  /// Binds a pending replica to the fullest node that has room (bin packing); false if none has.
  mutating func place(_ replica: Int, at now: SimulationTime) -> Bool {
    var best = -1
    for index in nodes.indices where nodes[index].state == .up && nodes[index].replicas < replicasPerNode {
      if best < 0 || nodes[index].replicas > nodes[best].replicas { best = index }
    }
    guard best >= 0 else { return false }
    nodes[best].replicas += 1
    replicas[replica].state = .starting
    replicas[replica].node = best
    replicas[replica].boundAt = now
    replicas[replica].readySince = now
    pendingCount -= 1
    return true
  }

  mutating func becomeReady(_ replica: Int, at now: SimulationTime, cpu: Double) {
    replicas[replica].state = .ready
    replicas[replica].readySince = now
    replicas[replica].cpuAtReady = cpu
    readyCount += 1
  }

  /// Marks a replica for deletion. A pending one is gone at once (false), the others terminate (true).
  mutating func terminate(_ replica: Int, at now: SimulationTime) -> Bool {
    switch replicas[replica].state {
    case .pending:
      pendingCount -= 1
      replicas[replica].state = .gone
      live.removeAll { $0 == replica }
      return false
    case .ready:
      readyCount -= 1
      fallthrough
    case .starting:
      replicas[replica].state = .terminating
      replicas[replica].readySince = now
      return true
    case .terminating, .gone:
      preconditionFailure("replica \(replica) was deleted twice")
    }
  }

  mutating func remove(_ replica: Int, at now: SimulationTime) {
    let node = replicas[replica].node
    nodes[node].replicas -= 1
    if nodes[node].replicas == 0 { nodes[node].emptySince = now }
    replicas[replica].state = .gone
    live.removeAll { $0 == replica }
  }

  /// The replicas a scale-in of `count` deletes, as Kubernetes ranks them: pending before starting before ready, then
  /// the newest first.
  func victims(_ count: Int) -> [Int] {
    let candidates = live.filter { replicas[$0].state != .terminating }
    return Array(
      candidates.sorted {
        let a = replicas[$0].state.rawValue
        let b = replicas[$1].state.rawValue
        return a != b ? a < b : $0 > $1
      }.prefix(count))
  }
}
