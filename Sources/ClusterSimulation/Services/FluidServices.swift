import SimulationKernel

/// Every service as a fluid of its own.
struct FluidServices: ServiceModel {
  static let flows = true

  private(set) var services: [FluidService]
  private var now: SimulationTime

  init(_ parameters: [ServiceParameters], start: SimulationTime) {
    services = parameters.map { FluidService(parameters: $0) }
    now = start
  }

  mutating func begin(_ scheduler: inout Scheduler<ClusterEvent>) {}

  mutating func handle(_ event: RequestEvent, scheduler: inout Scheduler<ClusterEvent>) {
    preconditionFailure("a fluid has no requests")
  }

  mutating func setArrivalRate(
    _ rate: Double, of service: Int, scheduler: inout Scheduler<ClusterEvent>
  ) { services[service].arrivalRate = rate }

  mutating func addReplica(_ pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>) {
    services[service].setReady(services[service].ready + 1)
  }

  mutating func drainReplica(_ pod: Int, of service: Int) {
    services[service].setReady(services[service].ready - 1)
  }

  mutating func removeReplica(_ pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>) {}

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
    guard fluid.ready > 0 else { return 0 }
    return fluid.waiting / Double(fluid.ready) + fluid.busyShare * Double(fluid.queue.servers)
  }

  func cpuMeter(ofPod pod: Int, of service: Int, at now: SimulationTime) -> Double {
    services[service].cpuPerReplica
  }
}
