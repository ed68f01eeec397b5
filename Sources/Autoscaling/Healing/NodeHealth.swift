/// What one scrape says of one node: its conditions, as the API server shows them, and its use.
public struct NodeHealth: Sendable, Hashable, Codable {
  /// The node's number, which no other node of the run has.
  public var node: Int
  /// The name of its zone.
  public var zone: String
  /// The Ready condition.
  public var isReady: Bool
  /// The MemoryPressure condition.
  public var hasMemoryPressure: Bool
  /// The DiskPressure condition.
  public var hasDiskPressure: Bool
  /// Whether it takes new replicas.
  public var isSchedulable: Bool
  /// Replicas on it.
  public var replicas: Int
  /// CPU used and there, in cores.
  public var cpuUsed: Double, cpuCapacity: Double
  /// Memory used and there, in bytes.
  public var memoryUsed: Double, memoryCapacity: Double
  /// Share of its disk that is used, 0…1.
  public var diskUsed: Double
  /// Share of the time in which something waited for its disk, 0…1.
  public var diskWait: Double

  /// A ready, empty node.
  public init(node: Int, zone: String, cpuCapacity: Double, memoryCapacity: Double) {
    self.node = node
    self.zone = zone
    self.cpuCapacity = cpuCapacity
    self.memoryCapacity = memoryCapacity
    (isReady, hasMemoryPressure, hasDiskPressure, isSchedulable) = (true, false, false, true)
    (replicas, cpuUsed, memoryUsed, diskUsed, diskWait) = (0, 0, 0, 0, 0)
  }
}
