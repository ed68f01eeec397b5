import Stochastics

/// Reads symptoms from scrapes: thresholds on signals, against peers in the same scrape and against levels learnt from the
/// reader's own past. It has no other knowledge.
public struct SymptomReader: Sendable {
  /// What it remembers of a replica.
  struct ReplicaMemory: Sendable {
    var restarts: Int
    /// Scrapes in a row in which the present container was ready.
    var readyScrapes = 0
    /// Whether any container was ready, and this one.
    var wasReady = false
    /// When containers were started again, in seconds.
    var restartTimes: [Double] = []
    /// Whether each of those came after a container that had been ready.
    var endedReady: [Bool] = []
    /// Resident memory of the present container, in bytes, oldest first.
    var memory: [(time: Double, value: Double)] = []
  }

  /// Medians over the ready replicas that can be read.
  struct Peers: Sendable {
    var cpu = 0.0, requests = 0.0, p50 = 0.0, p95 = 0.0, connections = 0.0
    var count = 0
  }

  /// Levels of the service in ordinary times.
  struct Levels: Sendable {
    var p50 = SignalBaseline(), cpuPerRequest = SignalBaseline(), hitRate = SignalBaseline()
    var throttled = SignalBaseline(), retries = SignalBaseline(), errors = SignalBaseline()
    var start = SignalBaseline(memory: 32, gap: 0, least: 3)
    /// Share of a node's CPU that others than the replicas use.
    var taken = SignalBaseline()
  }

  /// Scrapes of memory that a trend looks at.
  static let trendLength = 16

  /// Where the ordinary ends.
  public let thresholds: SymptomThresholds
  var levels = Levels()
  var memories: [Int: ReplicaMemory] = [:]
  /// Since when replicas have waited for a node, in seconds.
  var waiting: [Int: Double] = [:]
  private var last: (timestamp: Double, report: SymptomReport)?

  /// A reader that has seen nothing.
  public init(_ thresholds: SymptomThresholds = SymptomThresholds()) { self.thresholds = thresholds }

  /// What is out of the ordinary now. The same scrape again gives the same report and is not learnt from twice.
  public mutating func read(_ seen: HealthObservation) -> SymptomReport {
    if let last, last.timestamp >= seen.timestamp { return last.report }
    remember(seen)
    let peers = peers(seen)
    var report = SymptomReport()
    for replica in seen.replicas where !replica.isTerminating {
      let symptoms = symptoms(of: replica, peers, seen)
      if !symptoms.isEmpty { report.replicas.append(.init(number: replica.replica, symptoms: symptoms)) }
    }
    for node in seen.nodes {
      let symptoms = symptoms(of: node, report, seen)
      if !symptoms.isEmpty { report.nodes.append(.init(number: node.node, symptoms: symptoms)) }
    }
    report.service = serviceSymptoms(seen, peers)
    learn(seen, peers)
    last = (seen.timestamp, report)
    return report
  }

  /// Replicas whose signals mean something: ready for two scrapes and readable.
  func isSettled(_ replica: ReplicaHealth) -> Bool {
    replica.isReady && !replica.isTerminating && replica.memory > 0
      && (memories[replica.replica]?.readyScrapes ?? 0) >= 2
  }

  private mutating func remember(_ seen: HealthObservation) {
    var kept: [Int: ReplicaMemory] = [:]
    kept.reserveCapacity(seen.replicas.count)
    for replica in seen.replicas {
      let isNew = memories[replica.replica] == nil
      var memory = memories[replica.replica] ?? ReplicaMemory(restarts: replica.restarts)
      if replica.restarts > memory.restarts {
        memory.restartTimes.append(seen.timestamp)
        memory.endedReady.append(memory.readyScrapes > 0)
        memory.restarts = replica.restarts
        memory.readyScrapes = 0
        memory.memory = []
      }
      if replica.isReady, !replica.isTerminating {
        // of one that was there before the reader nobody knows when it became ready
        if !memory.wasReady, replica.restarts == 0, !isNew || replica.age < 60 {
          levels.start.add(replica.age)
        }
        memory.wasReady = true
        memory.readyScrapes += 1
        if replica.memory > 0 { memory.memory.append((seen.timestamp, replica.memory)) }
        if memory.memory.count > Self.trendLength { memory.memory.removeFirst() }
      } else {
        memory.readyScrapes = 0
      }
      kept[replica.replica] = memory
    }
    memories = kept
    var since: [Int: Double] = [:]
    for replica in seen.replicas where replica.node == nil && !replica.isTerminating {
      since[replica.replica] = waiting[replica.replica] ?? seen.timestamp
    }
    waiting = since
  }

  private func peers(_ seen: HealthObservation) -> Peers {
    let settled = seen.replicas.filter(isSettled)
    func middle(_ value: (ReplicaHealth) -> Double) -> Double {
      median(settled.map(value)) ?? 0
    }
    return Peers(
      cpu: middle(\.cpuUsed), requests: middle(\.requestsPerSecond), p50: middle(\.p50), p95: middle(\.p95),
      connections: middle(\.connections), count: settled.count)
  }

  private mutating func learn(_ seen: HealthObservation, _ peers: Peers) {
    guard peers.count > 0 else { return }
    let settled = seen.replicas.filter(isSettled)
    levels.p50.add(peers.p50)
    if peers.requests > 0 { levels.cpuPerRequest.add(peers.cpu / peers.requests) }
    if let hits = median(settled.map(\.cacheHitRate)) { levels.hitRate.add(hits) }
    if let share = median(settled.map(\.throttledShare)) { levels.throttled.add(share) }
    if seen.service.requestsPerSecond > 0 {
      levels.retries.add(seen.service.retries / seen.service.requestsPerSecond)
      levels.errors.add(seen.service.errorRate)
    }
    if let taken = median(seen.nodes.map { takenShare(of: $0, seen) }) {
      levels.taken.add(taken)
    }
  }

  /// Share of a node's CPU that others than the replicas use.
  func takenShare(of node: NodeHealth, _ seen: HealthObservation) -> Double {
    let own = seen.replicas.reduce(0) { $0 + ($1.node == node.node ? $1.cpuUsed : 0) }
    return max(0, node.cpuUsed - own) / max(node.cpuCapacity, 1e-9)
  }
}
