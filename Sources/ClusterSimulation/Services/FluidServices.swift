import SimulationKernel

/// Every service as a fluid of its own.
struct FluidServices: ServiceModel {
  static let flows = true

  private(set) var services: [FluidService]
  private var now: SimulationTime
  /// Whether pods are told apart, which only faults need.
  private let tellsPodsApart: Bool

  init(_ parameters: [ServiceParameters], start: SimulationTime, tellsPodsApart: Bool = false) {
    services = parameters.map { FluidService(parameters: $0) }
    now = start
    self.tellsPodsApart = tellsPodsApart
  }

  mutating func begin(_ scheduler: inout Scheduler<ClusterEvent>) {}

  mutating func handle(_ event: RequestEvent, scheduler: inout Scheduler<ClusterEvent>) {
    preconditionFailure("a fluid has no requests")
  }

  mutating func setArrivalRate(
    _ rate: Double, of service: Int, scheduler: inout Scheduler<ClusterEvent>
  ) { services[service].arrivalRate = rate }

  mutating func addReplica(_ pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>) {
    if tellsPodsApart { return services[service].add(pod) }
    services[service].setReady(services[service].ready + 1)
  }

  /// A fluid answers no probes; scenarios are checked for them.
  mutating func sendProbe(
    _ probe: ProbeAnswer, of service: Int, work: Double, scheduler: inout Scheduler<ClusterEvent>
  ) {}
  var hasProbeAnswers: Bool { false }
  mutating func takeProbeAnswers() -> [ProbeAnswer] { [] }

  mutating func drainReplica(_ pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>) {
    if tellsPodsApart { return services[service].drain(pod) }
    services[service].setReady(services[service].ready - 1)
  }

  mutating func removeReplica(
    _ pod: Int, of service: Int, isLost: Bool, scheduler: inout Scheduler<ClusterEvent>
  ) {
    if tellsPodsApart { services[service].remove(pod, isLost: isLost) }
  }

  mutating func setCondition(
    _ condition: ReplicaCondition, ofPod pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>
  ) {
    precondition(tellsPodsApart, "the pods are all alike")
    services[service].setCondition(condition, of: pod)
  }

  mutating func setClients(_ condition: ClientCondition, of service: Int) {
    services[service].clients = condition
  }

  mutating func advance(to now: SimulationTime) {
    let seconds = (now - self.now).seconds
    for index in services.indices { services[index].advance(by: seconds) }
    self.now = now
  }

  mutating func takeTotals(of service: Int, at now: SimulationTime) -> ServiceTotals {
    services[service].takeTotals()
  }

  func waiting(at service: Int) -> Double { services[service].waiting }

  func latency(of service: Int, over totals: ServiceTotals) -> Double { services[service].latency }

  func requestsInside(pod: Int, of service: Int) -> Double {
    let fluid = services[service]
    if let group = fluid.group(ofPod: pod) {
      return group.waiting / Double(max(1, group.ready)) + group.working
    }
    guard fluid.ready > 0, !tellsPodsApart else { return 0 }
    return fluid.waiting / Double(fluid.ready) + fluid.busyShare * Double(fluid.queue.servers)
  }

  func cpuMeter(ofPod pod: Int, of service: Int, at now: SimulationTime) -> Double {
    tellsPodsApart ? services[service].meter(ofPod: pod) : services[service].cpuPerReplica
  }

  mutating func takeReading(ofPod pod: Int, of service: Int, window: Double) -> RequestReading {
    let fluid = services[service]
    guard let group = fluid.group(ofPod: pod), group.ready > 0 else { return RequestReading() }
    let attempts = fluid.arrivalRate + fluid.retryRate
    var reading = RequestReading()
    reading.rate = group.rate
    reading.retries = attempts > 0 ? group.rate * fluid.retryRate / attempts : 0
    reading.failedShare = group.failedShare
    let percentiles = group.percentiles
    (reading.p50, reading.p95, reading.p99) = percentiles
    reading.waiting = group.waiting / Double(group.ready)
    reading.working = group.working
    if group.condition.quota < .infinity {
      // the quota slows all workers down; the model has fewer of them at full speed instead
      let slowed = min(
        Double(fluid.parameters.workers) - Double(group.condition.lostWorkers),
        reading.working + reading.waiting)
      reading.waiting -= max(0, slowed - reading.working)
      reading.working = max(slowed, reading.working)
    }
    return reading
  }

  mutating func takeReading(of service: Int, over totals: ServiceTotals) -> RequestReading {
    let fluid = services[service]
    var reading = RequestReading()
    reading.p50 = fluid.latency(probability: 0.5)
    reading.p95 = fluid.latency(probability: 0.95)
    reading.p99 = fluid.latency(probability: 0.99)
    reading.waiting = fluid.waiting
    return reading
  }

  mutating func takeOutcomes(ofPod pod: Int, of service: Int, over window: Double) -> ReplicaOutcomes {
    guard let group = services[service].group(ofPod: pod), group.ready > 0 else { return ReplicaOutcomes() }
    return .expected(requests: group.rate * window, failedShare: group.failedShare)
  }
}
