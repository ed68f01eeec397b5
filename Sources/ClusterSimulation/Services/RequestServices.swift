import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let routeDelays = RandomPurpose("route delays")
}

/// Every request of every service as a chain of events.
struct RequestServices: ServiceModel {
  static let flows = false

  private let parameters: [ServiceParameters]
  private var network: RequestNetwork
  /// The network's number of each pod's replica; -1 for a pod that has none.
  private var replicas: [Int32] = []

  private let seed: UInt64
  private var start = SimulationTime.zero
  /// Changes of readiness so far, which number the delays of routes.
  private var routeChanges: UInt64 = 0

  /// Whether service 0 gets recorded requests.
  private let isReplayed: Bool

  /// - Parameters:
  ///   - arrivals: Recorded requests of service 0; nil draws them.
  ///   - seed: The seed of arrivals, service demands and all else that is drawn for a request.
  ///   - watchesReplicas: Whether requests are counted by replica as well.
  init(
    _ parameters: [ServiceParameters], arrivals: [RequestRecord]? = nil, seed: UInt64,
    watchesReplicas: Bool = false
  ) {
    self.parameters = parameters
    self.seed = seed
    isReplayed = arrivals != nil
    var services = parameters.map(\.requestLevel)
    if let arrivals { services[0].source = .trace(arrivals) }
    network = RequestNetwork(RequestNetworkParameters(services: services), seed: seed)
    network.watchesReplicas = watchesReplicas
  }

  /// What does not hold among the requests although it must, a sentence each.
  var violatedInvariants: [String] { network.violatedInvariants }

  mutating func begin(_ scheduler: inout Scheduler<ClusterEvent>) {
    start = scheduler.now
    network.begin(&scheduler)
  }

  mutating func handle(_ event: RequestEvent, scheduler: inout Scheduler<ClusterEvent>) {
    network.handle(event, scheduler: &scheduler)
  }

  mutating func setArrivalRate(
    _ rate: Double, of service: Int, scheduler: inout Scheduler<ClusterEvent>
  ) {
    // closed clients and recorded requests come when they come
    guard parameters[service].requests.clients == nil, !isReplayed || service > 0 else { return }
    network.setArrivalRate(rate, of: service, scheduler: &scheduler)
  }

  mutating func addReplica(_ pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>) {
    while replicas.count <= pod { replicas.append(-1) }
    if let delay = routeDelay(of: service, pod: pod, isNew: replicas[pod] < 0, at: scheduler.now) {
      if replicas[pod] < 0 {
        replicas[pod] = Int32(network.addUnroutedReplica(to: service, scheduler: &scheduler))
      }
      network.setRoute(of: Int(replicas[pod]), isOpen: true, after: delay, scheduler: &scheduler)
      return
    }
    // a container that lost its readiness keeps what it has, and comes back as another replica
    if replicas[pod] >= 0 { network.removeReplica(Int(replicas[pod]), scheduler: &scheduler) }
    replicas[pod] = Int32(network.addReplica(to: service, scheduler: &scheduler))
  }

  mutating func drainReplica(_ pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>) {
    guard replicas[pod] >= 0 else { return }
    if let delay = routeDelay(of: service, pod: pod, isNew: false, at: scheduler.now) {
      network.setRoute(of: Int(replicas[pod]), isOpen: false, after: delay, scheduler: &scheduler)
    } else {
      network.drainReplica(Int(replicas[pod]))
    }
  }

  /// Nanoseconds until the balancer hears of a change of readiness; nil where a pod that was not ready comes back as another
  /// replica, at once: where no probe is a request and no delay is asked for.
  private mutating func routeDelay(
    of service: Int, pod: Int, isNew: Bool, at now: SimulationTime
  ) -> Int64? {
    let parameters = parameters[service]
    let details = parameters.requests
    guard
      details.routeDelay != nil || details.firstAnswerTimes != nil || parameters.readiness?.timeout != nil
    else { return nil }
    // what is there at the start was known before
    guard now > start else { return 0 }
    routeChanges &+= 1
    var stream = RandomStream(
      seed: seed, purpose: .routeDelays, entity: UInt64(pod) << 8 | UInt64(service), ordinal: routeChanges)
    let seconds: Double
    if isNew, let times = details.firstAnswerTimes {
      seconds = times[stream.nextIndex(below: times.count)]
    } else if let range = details.routeDelay {
      seconds = range.lowerBound + (range.upperBound - range.lowerBound) * stream.nextUnit()
    } else {
      seconds = 0
    }
    return Int64((seconds * 1e9).rounded())
  }

  mutating func sendProbe(
    _ probe: ProbeAnswer, of service: Int, work: Double, scheduler: inout Scheduler<ClusterEvent>
  ) {
    guard probe.pod < replicas.count, replicas[probe.pod] >= 0 else { return }
    network.sendProbe(probe, to: Int(replicas[probe.pod]), work: work * 1e9, scheduler: &scheduler)
  }

  var hasProbeAnswers: Bool { !network.probeAnswers.isEmpty }

  mutating func takeProbeAnswers() -> [ProbeAnswer] {
    defer { network.probeAnswers.removeAll(keepingCapacity: true) }
    return network.probeAnswers
  }

  mutating func removeReplica(
    _ pod: Int, of service: Int, isLost: Bool, scheduler: inout Scheduler<ClusterEvent>
  ) {
    guard pod < replicas.count, replicas[pod] >= 0 else { return }
    network.removeReplica(Int(replicas[pod]), scheduler: &scheduler)
    replicas[pod] = -1
  }

  mutating func setCondition(
    _ condition: ReplicaCondition, ofPod pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>
  ) {
    guard pod < replicas.count, replicas[pod] >= 0 else { return }
    network.degrade(
      Int(replicas[pod]), condition.degradation(of: parameters[service]), scheduler: &scheduler)
  }

  mutating func setClients(_ condition: ClientCondition, of service: Int) {
    network.setClients(
      RequestClientCondition(
        refusedShare: condition.refusedShare, lateShare: condition.lateShare, delay: condition.delay,
        attempts: condition.attempts), of: service)
  }

  mutating func takeReading(ofPod pod: Int, of service: Int, window: Double) -> RequestReading {
    guard pod < replicas.count, replicas[pod] >= 0 else { return RequestReading() }
    let replica = Int(replicas[pod])
    let watch = network.takeWatch(ofReplica: replica)
    var reading = RequestReading(
      watch.latencies, otherwise: watch.failed > 0 ? parameters[service].timeout : 0)
    reading.rate = Double(watch.arrived) / window
    reading.retries = Double(watch.retries) / window
    reading.failedShare =
      watch.ended > 0 ? Double(watch.failed) / Double(watch.ended) : 0
    reading.waiting = Double(network.queueLength(ofReplica: replica))
    reading.working = Double(network.working(ofReplica: replica))
    return reading
  }

  mutating func takeReading(of service: Int, over totals: ServiceTotals) -> RequestReading {
    var reading = RequestReading(
      totals.latencies, otherwise: totals.failed > 0 ? parameters[service].timeout : 0)
    reading.waiting = waiting(at: service)
    return reading
  }

  mutating func takeOutcomes(ofPod pod: Int, of service: Int, over window: Double) -> ReplicaOutcomes {
    guard pod < replicas.count, replicas[pod] >= 0 else { return ReplicaOutcomes() }
    return network.takeOutcomes(ofReplica: Int(replicas[pod]))
  }

  mutating func advance(to now: SimulationTime) {}

  mutating func takeTotals(of service: Int, at now: SimulationTime) -> ServiceTotals {
    let totals = network.takeTotals(service, at: now)
    return ServiceTotals(
      arrived: Double(totals.calls), failed: Double(totals.gaveUp),
      violating: Double(totals.gaveUp + totals.late),
      cpuSeconds: totals.cpuSeconds * parameters[service].cpuPerWork,
      latencySeconds: totals.insideSeconds, retries: Double(totals.retries), latencies: totals.latencies)
  }

  func waiting(at service: Int) -> Double { Double(network.waiting(at: service)) }

  func latency(of service: Int, over totals: ServiceTotals) -> Double {
    let objective = parameters[service].objective
    guard let latency = totals.latencies.quantile(objective.percentile) else {
      return totals.failed > 0 ? parameters[service].timeout : 0
    }
    return min(parameters[service].timeout, Double(latency) / 1e9)
  }

  func requestsInside(pod: Int, of service: Int) -> Double {
    guard pod < replicas.count, replicas[pod] >= 0 else { return 0 }
    return Double(network.inFlight(ofReplica: Int(replicas[pod])))
  }

  func cpuMeter(ofPod pod: Int, of service: Int, at now: SimulationTime) -> Double {
    guard pod < replicas.count, replicas[pod] >= 0 else { return 0 }
    return network.cpuSeconds(ofReplica: Int(replicas[pod]), at: now) * parameters[service].cpuPerWork
  }
}

extension ServiceParameters {
  /// Core-seconds of CPU for each second of a worker's time.
  fileprivate var cpuPerWork: Double { cpuTime / serviceTime }
}

extension RequestReading {
  /// The percentiles of recorded latencies, or `otherwise` where there are none.
  fileprivate init(_ latencies: LatencyHistogram, otherwise: Double) {
    func percentile(_ probability: Double) -> Double {
      latencies.quantile(probability).map { Double($0) / 1e9 } ?? otherwise
    }
    (p50, p95, p99) = (percentile(0.5), percentile(0.95), percentile(0.99))
  }
}

extension ReplicaCondition {
  /// The condition in the terms of single requests.
  fileprivate func degradation(of parameters: ServiceParameters) -> ReplicaDegradation {
    let perCore = parameters.serviceTime / parameters.cpuTime
    let work = parameters.serviceTime * workFactor
    // what is held takes a worker at the replica's pace, so that more of it stands for the same time
    let held = heldLatency * speed
    return ReplicaDegradation(
      speed: isStalled ? 0 : speed, cores: quota * perCore, lostWorkers: lostWorkers, errorShare: errorShare,
      networkDelay: networkLatency, heldWork: held, workFactor: workFactor,
      cpuShare: held > 0 ? work / (work + held) : 1, idleWork: burnedCores * perCore)
  }
}
