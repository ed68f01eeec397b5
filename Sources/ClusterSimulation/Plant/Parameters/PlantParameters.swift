/// Which of several pools that could take the pending pods grows (cluster-autoscaler, "expander").
public enum Expander: String, Sendable, Hashable, Codable {
  /// The smallest sum of the shares of CPU and memory that the new nodes leave idle.
  case leastWaste
  /// The lowest price for each requested core that finds a place.
  case price
  /// The highest `PoolParameters.priority`.
  case priority
  /// Any, by a stream of its own.
  case random
}

/// The node autoscaler.
public struct AutoscalerParameters: Sendable, Hashable, Codable {
  /// How often it looks, in seconds.
  public var scanInterval: Double
  /// How long a node has to be unneeded before it is released, in seconds.
  public var unneededTime: Double
  /// A node with a smaller share of its CPU and of its memory requested is unneeded if its pods fit
  /// elsewhere; 0 lets only empty nodes go.
  public var utilizationThreshold: Double
  /// How long after an order no node is released, in seconds.
  public var delayAfterAdd: Double
  /// Which pool grows.
  public var expander: Expander
  /// Most cores of all autoscaled nodes together; nil for no quota.
  public var coreQuota: Double?

  /// An autoscaler; the defaults are those of the cluster-autoscaler (FAQ, "What are the parameters to CA?").
  public init(
    scanInterval: Double = 10, unneededTime: Double = 600, utilizationThreshold: Double = 0.5,
    delayAfterAdd: Double = 600, expander: Expander = .leastWaste, coreQuota: Double? = nil
  ) {
    self.scanInterval = scanInterval
    self.unneededTime = unneededTime
    self.utilizationThreshold = utilizationThreshold
    self.delayAfterAdd = delayAfterAdd
    self.expander = expander
    self.coreQuota = coreQuota
  }
}

/// Which of the nodes with room a pod goes to.
public enum PlacementStrategy: String, Sendable, Hashable, Codable {
  /// The fullest (bin packing).
  case mostAllocated
  /// The emptiest (spreading).
  case leastAllocated
}

/// Everything about nodes and pods that is fixed for a run.
public struct PlantParameters: Sendable, Hashable, Codable {
  /// The node pools; pools times zones may not be more than 64.
  public var pools: [PoolParameters]
  /// The deployments, known by their index.
  public var deployments: [DeploymentParameters]
  /// The node autoscaler.
  public var autoscaler: AutoscalerParameters
  /// How the scheduler chooses among nodes with room.
  public var placement: PlacementStrategy
  /// Price of a requested core, USD an hour.
  public var cpuPricePerHour: Double
  /// Price of a requested GiB, USD an hour.
  public var memoryPricePerHour: Double
  /// From the failure of a node to the replacement of its pods, in seconds: 40 s until the node counts as not
  /// ready and 300 s that pods tolerate it (Kubernetes defaults).
  public var nodeFailureDetection: Double

  /// A plant; see the properties.
  public init(
    pools: [PoolParameters], deployments: [DeploymentParameters], autoscaler: AutoscalerParameters = .init(),
    placement: PlacementStrategy = .mostAllocated, cpuPricePerHour: Double = 0,
    memoryPricePerHour: Double = 0,
    nodeFailureDetection: Double = 340
  ) {
    self.pools = pools
    self.deployments = deployments
    self.autoscaler = autoscaler
    self.placement = placement
    self.cpuPricePerHour = cpuPricePerHour
    self.memoryPricePerHour = memoryPricePerHour
    self.nodeFailureDetection = nodeFailureDetection
  }
}
