import Autoscaling
import SimulationKernel

/// The plant: everything about service, nodes, metric pipeline and control loop that every arm shares.
public struct ClusterParameters: Sendable, Hashable, Codable {
  /// One replica and the requests it serves.
  public var service: ServiceParameters
  /// The pools that replicas are placed on.
  public var pools: [PoolParameters]
  /// What sizes the pools.
  public var autoscaler: AutoscalerParameters
  /// How the scheduler chooses among nodes with room.
  public var placement: PlacementStrategy
  /// Price of a requested core, USD an hour, for the replica cost.
  public var cpuPricePerHour: Double
  /// Price of a requested GiB, USD an hour, for the replica cost.
  public var memoryPricePerHour: Double
  /// The metric pipeline and the control loop.
  public var control: ControlParameters
  /// From the moment a node answers no more until it counts as not ready, in seconds.
  public var nodeFailureDetection = 50.0
  /// How long replicas stay bound to a node that is not ready before they are replaced, in seconds.
  public var notReadyToleration = 300.0
  /// When the load balancer leaves replicas of the measured service out that answer badly, in runs with faults; nil for
  /// never.
  public var outlierEjection: OutlierEjectionParameters?
  /// How versions that come with faults and deploys are tried out first; nil for not at all.
  public var canaryGate: CanaryGate?

  /// A plant of the given parts.
  public init(
    service: ServiceParameters, pools: [PoolParameters], autoscaler: AutoscalerParameters,
    placement: PlacementStrategy = .mostAllocated, cpuPricePerHour: Double = 0,
    memoryPricePerHour: Double = 0,
    control: ControlParameters
  ) {
    self.service = service
    self.pools = pools
    self.autoscaler = autoscaler
    self.placement = placement
    self.cpuPricePerHour = cpuPricePerHour
    self.memoryPricePerHour = memoryPricePerHour
    self.control = control
  }

  /// Nodes and pods of the service and its neighbours, in this order.
  ///
  /// - Parameter hasCell: Whether machines of a trace follow the pools, in one of their own.
  func plant(with neighbours: [ServiceParameters], hasCell: Bool = false) -> PlantParameters {
    let machines = PoolParameters(name: "cell", capacity: .zero, isAutoscaled: false)
    return PlantParameters(
      pools: pools + (hasCell ? [machines] : []),
      deployments: ([service] + neighbours).enumerated().map { index, service in
        service.deployment(name: "service \(index)")
      },
      autoscaler: autoscaler, placement: placement, cpuPricePerHour: cpuPricePerHour,
      memoryPricePerHour: memoryPricePerHour, nodeFailureDetection: nodeFailureDetection,
      notReadyToleration: notReadyToleration)
  }
}

/// The metric pipeline and the control loop.
public struct ControlParameters: Sendable, Hashable, Codable {
  /// Time between scrapes, in seconds.
  public var metricResolution: Double
  /// From scrape to delivery, in seconds.
  public var metricLag: Double
  /// Time between decisions of the policy, in seconds.
  public var syncPeriod: Double
  /// Share of scrapes that are lost, 0 up to but not including 1; the next one covers their time too.
  public var metricLoss: Double

  /// A pipeline of the given times, in seconds.
  public init(metricResolution: Double, metricLag: Double, syncPeriod: Double, metricLoss: Double = 0) {
    self.metricLoss = metricLoss
    self.metricResolution = metricResolution
    self.metricLag = metricLag
    self.syncPeriod = syncPeriod
  }
}

extension ClusterParameters {
  /// Seconds from a change of load to capacity that answers it, on a node that is there: the metric's age, a sync
  /// period and the mean time until a replica is ready. The forecast has to look this far ahead.
  public var actuationLead: Double {
    control.metricResolution + control.metricLag + control.syncPeriod + service.timeToReady(on: pools)
  }

  /// The actuation lead when a node has to be ordered first.
  public var actuationLeadWithNode: Double {
    actuationLead + autoscaler.scanInterval + (pools.map(\.boot.mean).max() ?? 0)
  }
}
