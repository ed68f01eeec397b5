import SimulationKernel
import Testing

@testable import ClusterSimulation

/// A network with its scheduler, run event by event.
struct RequestRig {
  var network: RequestNetwork
  var scheduler = Scheduler<RequestEvent>(start: .zero)

  init(_ services: [RequestServiceParameters], replicas: [Int], seed: UInt64 = 1) {
    network = RequestNetwork(RequestNetworkParameters(services: services), seed: seed)
    for (service, number) in replicas.enumerated() {
      for _ in 0..<number { _ = network.addReplica(to: service, scheduler: &scheduler) }
    }
    network.begin(&scheduler)
  }

  /// Handles the next event if it is due by `end`, in seconds; says whether.
  mutating func step(until end: Double = 1e6) -> Bool {
    guard let event = scheduler.next(until: .zero + .seconds(rounding: end)) else { return false }
    network.handle(event, scheduler: &scheduler)
    return true
  }

  /// Handles all events up to `end`, in seconds, and moves the clock there.
  mutating func run(until end: Double) {
    while step(until: end) {}
    network.now = SimulationTime.zero.nanoseconds + Int64((end * 1e9).rounded())
  }

  mutating func totals(_ service: Int = 0, at end: Double) -> RequestTotals {
    network.takeTotals(service, at: .zero + .seconds(rounding: end))
  }
}
