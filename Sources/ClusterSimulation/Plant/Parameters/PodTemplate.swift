import SimulationKernel

/// A container image.
public struct ContainerImage: Sendable, Hashable, Codable {
  /// Images of one name are the same image and are pulled once a node.
  public var name: String
  /// What has to be pulled, in bytes.
  public var bytes: Double
  /// The chance that a pull fails, 0 up to but not including 1.
  public var pullFailure: Double

  /// An image of the given size in bytes.
  public init(name: String, bytes: Double, pullFailure: Double = 0) {
    self.name = name
    self.bytes = bytes
    self.pullFailure = pullFailure
  }
}

/// A periodic check of a container.
public struct Probe: Sendable, Hashable, Codable {
  /// From the start of the container to the first check, in seconds.
  public var initialDelay: Double
  /// Between two checks, in seconds, positive.
  public var period: Double
  /// How many checks in a row have to fail before the result counts, at least 1.
  public var failureThreshold: Int
  /// How long an answer may take, in seconds: a probe is then a request to the replica that waits behind others. Nil for a check
  /// that only a container fails that hangs.
  public var timeout: Double?
  /// Answers in a row that make a replica ready again; nil for 1.
  public var successThreshold: Int?
  /// Work that a probe brings, in seconds of a worker; nil for 1 ms.
  public var work: Double?

  /// A check every `period` seconds; Kubernetes' defaults are the defaults.
  public init(initialDelay: Double = 0, period: Double = 10, failureThreshold: Int = 3) {
    self.initialDelay = initialDelay
    self.period = period
    self.failureThreshold = failureThreshold
  }

  /// The first check of a container started at `start` that is not before `time`.
  func first(notBefore time: SimulationTime, start: SimulationTime) -> SimulationTime {
    let first = start + .seconds(rounding: initialDelay)
    guard time > first else { return first }
    let period = SimulationDuration.seconds(rounding: self.period)
    let passed = (time - first).nanoseconds
    return first + period * ((passed + period.nanoseconds - 1) / period.nanoseconds)
  }

  /// When a container that stopped answering at `time` is found out.
  func detection(after time: SimulationTime, start: SimulationTime) -> SimulationTime {
    first(notBefore: time + SimulationDuration(nanoseconds: 1), start: start)
      + SimulationDuration.seconds(rounding: period) * Int64(failureThreshold - 1)
  }
}

/// One version of the pods of a deployment.
public struct PodTemplate: Sendable, Hashable, Codable {
  /// What the scheduler sets aside for a pod.
  public var requests: Resources
  /// What a pod may use at most; nil for no limit.
  ///
  /// The plant only carries it.
  public var limits: Resources?
  /// What has to be on the node before the container starts; nil if nothing has to be pulled.
  public var image: ContainerImage?
  /// From the start of the container to a process that can serve.
  public var startUp: DurationLaw
  /// Finds out that a pod can serve; nil makes it ready the moment it can.
  public var readiness: Probe?
  /// Finds out that a container hangs; nil leaves it hanging.
  public var liveness: Probe?
  /// From deletion to gone, in seconds.
  public var terminationGrace: Double
  /// Seconds after its start at which the process exits, instead of ever being ready; nil for a version that works.
  public var exitsAfter: Double?

  /// A template; see the properties for units.
  public init(
    requests: Resources, limits: Resources? = nil, image: ContainerImage? = nil, startUp: DurationLaw,
    readiness: Probe? = nil, liveness: Probe? = nil, terminationGrace: Double
  ) {
    self.requests = requests
    self.limits = limits
    self.image = image
    self.startUp = startUp
    self.readiness = readiness
    self.liveness = liveness
    self.terminationGrace = terminationGrace
  }
}
