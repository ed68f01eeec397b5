import SimulationKernel
import Stochastics

/// Every request of every service as a chain of events.
struct RequestServices: ServiceModel {
  static let flows = false

  private let parameters: [ServiceParameters]
  private var network: RequestNetwork
  /// The network's number of each pod's replica; -1 for a pod that has none.
  private var replicas: [Int32] = []

  /// Whether service 0 gets recorded requests.
  private let isReplayed: Bool

  /// - Parameters:
  ///   - arrivals: Recorded requests of service 0; nil draws them.
  ///   - seed: The seed of arrivals, service demands and all else that is drawn for a request.
  init(_ parameters: [ServiceParameters], arrivals: [RequestRecord]? = nil, seed: UInt64) {
    self.parameters = parameters
    isReplayed = arrivals != nil
    var services = parameters.map(\.requestLevel)
    if let arrivals { services[0].source = .trace(arrivals) }
    network = RequestNetwork(RequestNetworkParameters(services: services), seed: seed)
  }

  mutating func begin(_ scheduler: inout Scheduler<ClusterEvent>) { network.begin(&scheduler) }

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
    // a container that lost its readiness keeps what it has, and comes back as another replica
    if replicas[pod] >= 0 { network.removeReplica(Int(replicas[pod]), scheduler: &scheduler) }
    replicas[pod] = Int32(network.addReplica(to: service, scheduler: &scheduler))
  }

  mutating func drainReplica(_ pod: Int, of service: Int) {
    if replicas[pod] >= 0 { network.drainReplica(Int(replicas[pod])) }
  }

  mutating func removeReplica(_ pod: Int, of service: Int, scheduler: inout Scheduler<ClusterEvent>) {
    guard pod < replicas.count, replicas[pod] >= 0 else { return }
    network.removeReplica(Int(replicas[pod]), scheduler: &scheduler)
    replicas[pod] = -1
  }

  mutating func advance(to now: SimulationTime) {}

  mutating func takeTotals(of service: Int, at now: SimulationTime) -> ServiceTotals {
    let totals = network.takeTotals(service, at: now)
    return ServiceTotals(
      arrived: Double(totals.calls), failed: Double(totals.gaveUp),
      violating: Double(totals.gaveUp + totals.late),
      cpuSeconds: totals.cpuSeconds * parameters[service].cpuPerWork,
      latencySeconds: totals.insideSeconds, latencies: totals.latencies)
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
