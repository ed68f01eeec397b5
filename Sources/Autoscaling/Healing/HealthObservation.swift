/// Everything that a detector or healer may know at one instant: what the newest scrape delivered by now says of
/// service, replicas and nodes.
///
/// It holds no label, nothing of the future and nothing that monitoring of a real cluster could not read.
public struct HealthObservation: Sendable, Hashable, Codable {
  /// The instant at which somebody looks, in seconds on the workload's time line.
  public var now: Double
  /// When the scrape was taken, in seconds; it is delivered one metric lag later.
  public var timestamp: Double
  /// Seconds since the scrape before, over which rates are averages.
  public var window: Double
  /// The service as a whole.
  public var service: ServiceHealth
  /// Its replicas in order of creation, pending and terminating ones included.
  public var replicas: [ReplicaHealth]
  /// The nodes that are up or count as up, in order of creation.
  public var nodes: [NodeHealth]

  /// An observation of the given contents.
  public init(
    now: Double, timestamp: Double, window: Double, service: ServiceHealth, replicas: [ReplicaHealth],
    nodes: [NodeHealth]
  ) {
    self.now = now
    self.timestamp = timestamp
    self.window = window
    self.service = service
    self.replicas = replicas
    self.nodes = nodes
  }
}
