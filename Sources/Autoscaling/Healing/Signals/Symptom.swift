/// Something about a signal that is out of the ordinary, as a threshold says.
///
/// A symptom is one statement about one replica, one node or the service; which cause is behind a set of them is the
/// diagnosis' business.
public enum Symptom: String, Sendable, Hashable, Codable, CaseIterable {
  /// Of a replica: its container was started again within the last minute.
  case restarted
  /// Of a replica: the container was started again twice within ten minutes, and was ready in between.
  case restartsAgain
  /// Of a replica: its container ends before it was ever ready.
  case exitsAtStart
  /// Of a replica: it is on its node for far longer than others took to start, and no container ran.
  case notStarting
  /// Of a replica: it has waited for a node for longer than one takes to boot.
  case waitsForNode
  /// Of a replica: it counts as ready and nobody can read its signals.
  case silent
  /// Of a replica: it gets requests and uses no CPU.
  case idleUnderLoad
  /// Of a replica: it uses much less CPU than its peers at as many requests, while requests wait.
  case starved
  /// Of a replica: it uses much more CPU than its peers at as many requests.
  case busierThanPeers
  /// Of a replica: its answers take much longer than those of its peers.
  case slowerThanPeers
  /// Of a replica: it answers requests with errors.
  case failsRequests
  /// Of a replica: far more connections are taken than in its peers.
  case connectionsTaken
  /// Of a replica: its memory will be at the limit soon, if it goes on rising as it does.
  case memoryRises

  /// Of a node: it counts as not ready, or neither it nor its replicas can be read.
  case unreachable
  /// Of a node: it is short of memory, or nearly so.
  case shortOfMemory
  /// Of a node: its disk is nearly full, or will be soon.
  case diskFills
  /// Of a node: much waits for its disk.
  case diskBusy
  /// Of a node: something beside the replicas uses much of its CPU, and the replicas there are slow.
  case cpuTaken
  /// Of a node: all its replicas are slow without using more CPU, and others are not.
  case slowReplicas

  /// Of the service: requests fail.
  case errors
  /// Of the service: nearly all requests fail and none reaches a replica.
  case noEndpoints
  /// Of the service: requests fail that reached no replica.
  case failsOnTheWay
  /// Of the service: a good part of the requests are repetitions.
  case retries
  /// Of the service: the CPU limit holds most replicas back.
  case throttled
  /// Of the service: its caches answer fewer look-ups than usual.
  case coldCache
  /// Of the service: half of the answers take longer than usual, though they need no more CPU.
  case heldWithoutCPU
  /// Of the service: requests miss its objective.
  case late
}

/// What was out of the ordinary in one scrape.
public struct SymptomReport: Sendable, Hashable {
  /// Symptoms of one replica or node.
  public struct Entry: Sendable, Hashable {
    /// Its number.
    public var number: Int
    /// What is wrong with it; not empty.
    public var symptoms: Set<Symptom>
  }

  /// Symptoms of the service.
  public var service: Set<Symptom> = []
  /// Replicas with symptoms, in the order of the observation.
  public var replicas: [Entry] = []
  /// Nodes with symptoms, in the order of the observation.
  public var nodes: [Entry] = []

  /// Nothing out of the ordinary.
  public init() {}

  /// Whether there is nothing.
  public var isEmpty: Bool { service.isEmpty && replicas.isEmpty && nodes.isEmpty }

  /// The symptoms of a replica.
  public func symptoms(ofReplica number: Int) -> Set<Symptom> {
    replicas.first { $0.number == number }?.symptoms ?? []
  }

  /// The symptoms of a node.
  public func symptoms(ofNode number: Int) -> Set<Symptom> {
    nodes.first { $0.number == number }?.symptoms ?? []
  }
}
