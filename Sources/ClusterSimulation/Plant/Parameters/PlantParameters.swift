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
  /// From the moment a node answers no more until it counts as not ready and its pods leave the endpoints, in seconds
  /// (node-monitor-grace-period: 50 s, and 40 s before Kubernetes 1.32).
  public var nodeFailureDetection: Double
  /// How long pods stay bound to a node that is not ready, in seconds (tolerationSeconds of the taints not-ready and
  /// unreachable: 300 s); then they are replaced.
  public var notReadyToleration: Double

  /// A plant; see the properties.
  public init(
    pools: [PoolParameters], deployments: [DeploymentParameters], autoscaler: AutoscalerParameters = .init(),
    placement: PlacementStrategy = .mostAllocated, cpuPricePerHour: Double = 0,
    memoryPricePerHour: Double = 0,
    nodeFailureDetection: Double = 50, notReadyToleration: Double = 300
  ) {
    self.pools = pools
    self.deployments = deployments
    self.autoscaler = autoscaler
    self.placement = placement
    self.cpuPricePerHour = cpuPricePerHour
    self.memoryPricePerHour = memoryPricePerHour
    self.nodeFailureDetection = nodeFailureDetection
    self.notReadyToleration = notReadyToleration
  }
}
