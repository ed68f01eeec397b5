import Autoscaling
import SimulationKernel

/// The plant: everything about service, cluster, metric pipeline and control loop that every arm shares.
public struct ClusterParameters: Sendable, Hashable, Codable {
  /// One replica and the requests it serves.
  public var service: ServiceParameters
  /// The pool that replicas are placed on.
  public var pool: NodePool
  /// The metric pipeline and the control loop.
  public var control: ControlParameters

  /// A plant of the given parts.
  public init(service: ServiceParameters, pool: NodePool, control: ControlParameters) {
    self.service = service
    self.pool = pool
    self.control = control
  }
}

/// One service: its replicas and its requests.
public struct ServiceParameters: Sendable, Hashable, Codable {
  /// CPU request of a replica, in cores.
  public var cpuRequest: Double
  /// Memory request of a replica, in bytes.
  public var memoryRequest: Double
  /// Memory that a running replica uses, as a share of its request.
  public var memoryUse: Double
  /// Requests that one replica works on at a time.
  public var concurrency: Int
  /// Mean time a request occupies a worker, in seconds.
  public var serviceTime: Double
  /// CPU that a request uses, in core-seconds.
  public var cpuTime: Double
  /// How long a client waits before it gives up, in seconds.
  public var timeout: Double
  /// From placement on a node to ready: mean, in seconds.
  public var startUp: Double
  /// Coefficient of variation of the (lognormal) start-up; 0 makes it constant.
  public var startUpVariation: Double
  /// From deletion to gone, in seconds; a terminating replica is billed and does not serve.
  public var terminationGrace: Double
  /// The service level objective.
  public var objective: ServiceLevelObjective
  /// Fewest replicas a policy may ask for.
  public var minReplicas: Int
  /// Most replicas a policy may ask for.
  public var maxReplicas: Int

  /// A service of the given parameters; see the properties for units.
  public init(
    cpuRequest: Double, memoryRequest: Double, memoryUse: Double = 0.5, concurrency: Int, serviceTime: Double,
    cpuTime: Double,
    timeout: Double,
    startUp: Double, startUpVariation: Double, terminationGrace: Double, objective: ServiceLevelObjective,
    minReplicas: Int, maxReplicas: Int
  ) {
    self.cpuRequest = cpuRequest
    self.memoryRequest = memoryRequest
    self.memoryUse = memoryUse
    self.concurrency = concurrency
    self.serviceTime = serviceTime
    self.cpuTime = cpuTime
    self.timeout = timeout
    self.startUp = startUp
    self.startUpVariation = startUpVariation
    self.terminationGrace = terminationGrace
    self.objective = objective
    self.minReplicas = minReplicas
    self.maxReplicas = maxReplicas
  }

  /// The queue in front of one replica.
  public var queue: MultiServerQueue { MultiServerQueue(servers: concurrency, serviceTime: serviceTime) }

  /// The load-to-replicas map; nil if even an idle replica misses the objective.
  public var demand: ReplicaDemand? { ReplicaDemand(queue: queue, objective: objective) }
}

/// A pool of equal nodes and the autoscaler that sizes it.
public struct NodePool: Sendable, Hashable, Codable {
  /// Allocatable CPU of a node, in cores.
  public var cpu: Double
  /// Allocatable memory of a node, in bytes.
  public var memory: Double
  /// Price of a node, USD an hour, billed from order to release.
  public var pricePerHour: Double
  /// Price of a requested core, USD an hour, for the replica cost.
  public var cpuPricePerHour: Double
  /// Price of a requested GiB, USD an hour, for the replica cost.
  public var memoryPricePerHour: Double
  /// From order to a node that takes replicas, in seconds.
  public var boot: Double
  /// Fewest nodes.
  public var minNodes: Int
  /// Most nodes.
  public var maxNodes: Int
  /// How often the node autoscaler looks, in seconds.
  public var scanInterval: Double
  /// How long a node has to be empty before it is released, in seconds.
  public var unneededTime: Double

  /// A pool of the given parameters; see the properties for units.
  public init(
    cpu: Double, memory: Double, pricePerHour: Double, cpuPricePerHour: Double, memoryPricePerHour: Double,
    boot: Double, minNodes: Int, maxNodes: Int, scanInterval: Double, unneededTime: Double
  ) {
    self.cpu = cpu
    self.memory = memory
    self.pricePerHour = pricePerHour
    self.cpuPricePerHour = cpuPricePerHour
    self.memoryPricePerHour = memoryPricePerHour
    self.boot = boot
    self.minNodes = minNodes
    self.maxNodes = maxNodes
    self.scanInterval = scanInterval
    self.unneededTime = unneededTime
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

  /// A pipeline of the given times, in seconds.
  public init(metricResolution: Double, metricLag: Double, syncPeriod: Double) {
    self.metricResolution = metricResolution
    self.metricLag = metricLag
    self.syncPeriod = syncPeriod
  }
}

extension ClusterParameters {
  /// Seconds from a change of load to capacity that answers it, on a node that is there: the metric's age, a sync
  /// period and the start-up of a replica. The forecast has to look this far ahead.
  public var actuationLead: Double {
    control.metricResolution + control.metricLag + control.syncPeriod + service.startUp
  }

  /// The actuation lead when a node has to be ordered first.
  public var actuationLeadWithNode: Double { actuationLead + pool.scanInterval + pool.boot }
}
