import SimulationKernel

/// Where a pod is in its life, as the Kubernetes API reports it.
public enum PodPhase: UInt8, Sendable, Codable {
  /// Accepted, but not all its containers run yet.
  case pending
  /// Bound to a node, with containers started.
  case running
  /// All containers ended well.
  case succeeded
  /// All containers ended, at least one in failure.
  case failed
  /// The node does not answer.
  case unknown
}

/// The pod's Ready condition.
public enum PodReadiness: UInt8, Sendable, Codable {
  /// The pod has no Ready condition yet.
  case absent
  /// Ready is `False`.
  case notReady
  /// Ready is `True`.
  case ready
  /// Ready is `Unknown`.
  case unknown
}

/// One metric value of one pod, as the metrics API delivered it.
public struct PodSample: Sendable, Hashable {
  /// The value in milli-units (millicores for CPU, milli-bytes for memory).
  public var milli: Int64
  /// When the sample was taken.
  public var timestamp: SimulationTime
  /// The time over which the value is an average.
  public var window: SimulationDuration

  /// A sample of the given value, instant and averaging window.
  public init(milli: Int64, timestamp: SimulationTime, window: SimulationDuration) {
    self.milli = milli
    self.timestamp = timestamp
    self.window = window
  }
}

/// What the resource metrics API says of one pod: all its resources, read at one instant.
public struct PodUsage: Sendable, Hashable {
  /// CPU in millicores.
  public var cpu: Int64
  /// Memory in milli-bytes.
  public var memory: Int64
  /// When the reading was taken.
  public var timestamp: SimulationTime
  /// The time over which the CPU is an average.
  public var window: SimulationDuration

  /// A reading of the given values, instant and averaging window.
  public init(cpu: Int64, memory: Int64 = 0, timestamp: SimulationTime, window: SimulationDuration) {
    self.cpu = cpu
    self.memory = memory
    self.timestamp = timestamp
    self.window = window
  }
}

/// One pod (replica) of the scaled workload, as the API server shows it.
public struct PodObservation: Sendable, Hashable {
  /// Where the pod is in its life.
  public var phase: PodPhase
  /// Whether a deletion timestamp is set: the pod is on its way out.
  public var isTerminating: Bool
  /// The Ready condition's status.
  public var readiness: PodReadiness
  /// When the kubelet acknowledged the pod; nil before that.
  public var startTime: SimulationTime?
  /// When the Ready condition last changed its status.
  public var readySince: SimulationTime
  /// Its use of resources; nil where the metrics API has no reading of this pod.
  public var usage: PodUsage?

  /// A pod of the given state.
  public init(
    phase: PodPhase, isTerminating: Bool = false, readiness: PodReadiness, startTime: SimulationTime?,
    readySince: SimulationTime, usage: PodUsage?
  ) {
    self.phase = phase
    self.isTerminating = isTerminating
    self.readiness = readiness
    self.startTime = startTime
    self.readySince = readySince
    self.usage = usage
  }
}

/// What the service as a whole reported in one scrape.
public struct ServiceSample: Sendable, Hashable {
  /// When the scrape was taken; it is delivered later, by the metric lag.
  public var timestamp: SimulationTime
  /// The time since the scrape before, over which rates are averages.
  public var window: SimulationDuration
  /// Requests that arrived, per second: offered load, not capped by what the replicas could serve.
  public var requestsPerSecond: Double
  /// CPU used by all replicas, in cores: capped by what the replicas have.
  public var cpuCores: Double
  /// Share of the window's requests slower than the latency target or failed, 0…1.
  public var violationShare: Double
  /// Requests waiting for a worker at the instant of the scrape.
  public var queueLength: Double
  /// What else the scrape says; nil where the policy does not read it (`ScalingPolicy.readsDetails`).
  public var details: ServiceDetails?

  /// A sample of the given readings.
  public init(
    timestamp: SimulationTime, window: SimulationDuration, requestsPerSecond: Double, cpuCores: Double,
    violationShare: Double, queueLength: Double, details: ServiceDetails? = nil
  ) {
    self.timestamp = timestamp
    self.window = window
    self.requestsPerSecond = requestsPerSecond
    self.cpuCores = cpuCores
    self.violationShare = violationShare
    self.queueLength = queueLength
    self.details = details
  }
}

/// Everything a scaling policy may know at one sync: what scrapes delivered, late, and what the API server shows.
///
/// It holds nothing of the future and nothing that a real controller could not read. The same observation goes to every
/// arm of an experiment.
public struct Observation: Sendable {
  /// The instant of this sync.
  public var now: SimulationTime
  /// Replicas that the scale subresource asks for (`spec.replicas`).
  public var specReplicas: Int
  /// Replicas that exist and are not terminating (`status.replicas`).
  public var statusReplicas: Int
  /// All pods of the workload in order of creation, terminating ones included.
  public var pods: [PodObservation]
  /// The newest scrape delivered by now; nil before the first.
  public var service: ServiceSample?
  /// Readings of the whole service by name that a scrape has no field for: those of a recording. Finite.
  public var readings: [String: Double] = [:]
  /// Signals that the policy looks at and that `service` and the pods' usage have no reading of, though they have one of
  /// others.
  public var missing: Set<PolicySignal> = []

  /// An observation of the given contents.
  public init(
    now: SimulationTime, specReplicas: Int, statusReplicas: Int, pods: [PodObservation],
    service: ServiceSample?
  ) {
    self.now = now
    self.specReplicas = specReplicas
    self.statusReplicas = statusReplicas
    self.pods = pods
    self.service = service
  }

  /// The newest scrape, unless a reading of it is missing or not finite: what policies look at, so that none decides on NaN.
  public var usableService: ServiceSample? { missing.isEmpty ? finiteService : nil }

  /// The newest scrape, unless a reading of it is not finite; some may be missing.
  var finiteService: ServiceSample? {
    guard let service,
      service.requestsPerSecond.isFinite, service.cpuCores.isFinite, service.violationShare.isFinite,
      service.queueLength.isFinite
    else { return nil }
    return service
  }

  /// The newest reading that `signal` stands for; nil where it is missing or not finite. That of another may be missing.
  func value(of signal: PolicySignal, _ reading: KeyPath<ServiceSample, Double>) -> Double? {
    missing.contains(signal) ? nil : finiteService?[keyPath: reading]
  }
}
