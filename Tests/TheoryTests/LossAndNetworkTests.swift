import ClusterSimulation
import Testing

/// Finite queues, networks of queues, and closed ones.
@Suite struct LossAndNetworkTests {
  private func check(_ name: String, _ values: [Double], _ expected: Double) {
    let mean = SeedMean(values)
    #expect(mean.agrees(with: expected), "\(name): \(mean), theory \(expected)")
  }

  /// M/M/c/K: who meets K inside is rejected; the others wait as long as the states weighted by acceptance
  /// say.
  @Test(arguments: [(1, 4, 0.9), (3, 7, 3.0)]) func finiteQueue(workers: Int, capacity: Int, load: Double) {
    let service = RequestServiceParameters(
      demand: .exponential(mean: 0.1), workers: workers, queueLimit: capacity - workers,
      source: .open(rate: load / 0.1))
    let runs = (1...20).map { RequestExperiment.run(service, warmUp: 20, duration: 320, seed: $0) }
    let states = QueueingFormulas.stateProbabilities(servers: workers, capacity: capacity, load: load)
    let inside = states.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    check("blocking", runs.map { Double($0.rejected) / Double($0.arrived) }, states[capacity])
    check("inside", runs.map(\.meanInside), inside)
    check("latency", runs.map(\.meanLatency), inside / (load / 0.1 * (1 - states[capacity])))
  }

  /// Erlang's loss formula holds whatever the demand.
  @Test(arguments: [ServiceDemand.exponential(mean: 0.1), .constant(0.1)])
  func lossWithoutQueue(demand: ServiceDemand) {
    let service = RequestServiceParameters(demand: demand, workers: 5, queueLimit: 0, source: .open(rate: 40))
    let runs = (1...20).map { RequestExperiment.run(service, warmUp: 10, duration: 130, seed: $0) }
    check(
      "blocking", runs.map { Double($0.rejected) / Double($0.arrived) },
      QueueingFormulas.erlangB(servers: 5, load: 4))
  }

  /// A Jackson network: station 0 sends on to 1 with 0.6 and then to 2 with 0.5, station 1 to 2 with 0.5, and
  /// no worker is kept meanwhile. Rates: λ₁ = 0.6 λ, λ₂ = (0.5 + 0.6 · 0.5) λ = 0.8 λ.
  @Test func jacksonNetwork() {
    let front = RequestServiceParameters(
      demand: .exponential(mean: 0.1), workers: 2, source: .open(rate: 12),
      calls: [[RequestCall(to: 1, probability: 0.6)], [RequestCall(to: 2, probability: 0.5)]],
      holdsWorkerDuringCalls: false)
    let middle = RequestServiceParameters(
      demand: .exponential(mean: 0.1), workers: 1, calls: [[RequestCall(to: 2, probability: 0.5)]],
      holdsWorkerDuringCalls: false)
    let back = RequestServiceParameters(demand: .exponential(mean: 0.05), workers: 1)
    let experiment = RequestExperiment(
      RequestNetworkParameters(services: [front, middle, back]), replicas: [1, 1, 1], warmUp: 60,
      duration: 460)
    let runs = (1...20).map { experiment.run(seed: $0).totals }
    let waits = [
      QueueingFormulas.meanWait(servers: 2, rate: 12, serviceTime: 0.1),
      QueueingFormulas.meanWait(servers: 1, rate: 7.2, serviceTime: 0.1),
      QueueingFormulas.meanWait(servers: 1, rate: 9.6, serviceTime: 0.05),
    ]
    for station in 0..<3 {
      check("wait at station \(station)", runs.map { $0[station].meanWait }, waits[station])
    }
    let latency = (waits[0] + 0.1) + 0.6 * (waits[1] + 0.1) + 0.8 * (waits[2] + 0.05)
    check("latency at the entry", runs.map { $0[0].meanLatency }, latency)
  }

  /// Eight clients that think for a second at a server of 0.2 s; the interactive response-time law R = N/X −
  /// Z.
  @Test func closedNetwork() {
    let service = RequestServiceParameters(
      demand: .exponential(mean: 0.2), source: .closed(clients: 8, thinkTime: .exponential(mean: 1)))
    let runs = (1...20).map { RequestExperiment.run(service, warmUp: 60, duration: 660, seed: $0) }
    let throughput = QueueingFormulas.closedThroughput(clients: 8, thinkTime: 1, serviceTime: 0.2)
    check("throughput", runs.map { Double($0.completed) / $0.seconds }, throughput)
    check("latency", runs.map(\.meanLatency), 8 / throughput - 1)
  }

  /// The sister: seven clients are not eight.
  @Test func theBoundSeesAMissingClient() {
    let service = RequestServiceParameters(
      demand: .exponential(mean: 0.2), source: .closed(clients: 7, thinkTime: .exponential(mean: 1)))
    let runs = (1...20).map { RequestExperiment.run(service, warmUp: 60, duration: 660, seed: $0) }
    let throughput = QueueingFormulas.closedThroughput(clients: 8, thinkTime: 1, serviceTime: 0.2)
    #expect(!SeedMean(runs.map { Double($0.completed) / $0.seconds }).agrees(with: throughput))
  }
}
