import Autoscaling
import SimulationKernel
import Stochastics

/// How closely the requests of a service are simulated.
public enum ServiceLevelOfDetail: String, Sendable, Hashable, Codable, CaseIterable {
  /// Rates and a mean queue; latencies from formulas.
  case fluid
  /// Every request.
  case request
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
  /// CPU that a replica may use at most, in cores: its workers are slowed down together beyond it. Nil for no limit.
  public var cpuLimit: Double?
  /// Memory that a replica may use at most, in bytes: its container is killed beyond it. Nil for no limit.
  public var memoryLimit: Double?
  /// Memory that a request needs while it is inside, waiting or worked on, in bytes.
  public var requestMemory = 0.0
  /// What has to be on the node before a replica starts; nil if nothing has to be pulled.
  public var image: ContainerImage?
  /// Finds out that a replica can serve; nil makes it ready the moment it can.
  public var readiness: Probe?
  /// Finds out that a replica hangs; nil leaves it hanging.
  public var liveness: Probe?
  /// What evictions must leave; nil for no budget.
  public var budget: DisruptionBudget?
  /// Replicas of a higher priority are placed first and may push out those of a lower one.
  public var priority = 0
  /// Names of taints that the replicas put up with.
  public var tolerations: [String] = []
  /// By how many replicas zones may differ at most; nil for no limit.
  public var zoneSkew: Int?
  /// Whether requests are a fluid or simulated one by one.
  public var level = ServiceLevelOfDetail.fluid
  /// What only single requests have.
  public var requests = RequestDetails()
  /// New versions that are rolled out on the way, in order of time.
  public var rollouts: [Rollout] = []
  /// What replicas carry by a measured table, for sizing and for the metrics; nil for the queue's own map.
  public var capacity: CapacityTable?
  /// Measured times from placement to ready, in seconds, of which one is drawn for each start; nil for `startUp`.
  public var startUpTimes: [Double]?
  /// Fewest replicas a policy may ask for.
  public var minReplicas: Int
  /// Most replicas a policy may ask for.
  public var maxReplicas: Int

  /// A fluid service of the given parameters, without image, probes or budget; see the properties for units.
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
  public var queue: MultiServerQueue { MultiServerQueue(servers: workers, serviceTime: serviceTime) }

  /// Workers that the CPU limit lets work at full speed, at most `concurrency`, at least 1.
  public var workers: Int {
    guard let cpuLimit else { return concurrency }
    return max(1, min(concurrency, Int(cpuLimit * serviceTime / cpuTime + 1e-9)))
  }

  /// Memory of a running replica with so many requests inside, in bytes.
  public func memory(requestsInside count: Double) -> Double {
    memoryRequest * memoryUse + count * requestMemory
  }

  /// The fewest and the most replicas a policy may ask for.
  public var limits: ClosedRange<Int> { minReplicas...max(minReplicas, maxReplicas) }

  /// The load-to-replicas map; nil if even an idle replica misses the objective.
  public var demand: ReplicaDemand? { ReplicaDemand(queue: queue, objective: objective, table: capacity) }
}

extension ServiceParameters {
  /// The mean time from placement to ready, in seconds, with the image to be pulled and the probe's period waited for.
  func timeToReady(on pools: [PoolParameters]) -> Double {
    let slowest = pools.map(\.pullBandwidth).min() ?? .infinity
    let startUp = startUpTimes.map { $0.reduce(0, +) / Double($0.count) } ?? startUp
    return startUp + (image.map { $0.bytes / slowest } ?? 0) + (readiness?.period ?? 0)
  }

  /// One of its replicas, as the cluster sees it, in the first version or in that of a rollout.
  func template(of rollout: Rollout? = nil) -> PodTemplate {
    PodTemplate(
      requests: Resources(cpu: cpuRequest, memory: memoryRequest), image: rollout?.image ?? image,
      startUp: startUpTimes.flatMap { rollout?.startUp == nil ? .measured($0) : nil }
        ?? .logNormal(mean: rollout?.startUp ?? startUp, variation: startUpVariation),
      // a measured start ends when the probe has found it
      readiness: startUpTimes == nil ? readiness : nil, liveness: liveness,
      terminationGrace: terminationGrace)
  }

  /// Its replicas, as the cluster sees them.
  func deployment(name: String) -> DeploymentParameters {
    DeploymentParameters(
      name: name, template: template(), priority: priority, tolerations: tolerations, zoneSkew: zoneSkew,
      budget: budget)
  }
}
