import Learning
import SimulationKernel
import Testing

@testable import Autoscaling

private let demand = ReplicaDemand(
  queue: MultiServerQueue(servers: 2, serviceTime: 0.1),
  objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.4))!

@Suite("From load to replicas")
struct ReplicaSizingTests {
  /// The fewest replicas by trying one after the other.
  private func tried(_ rate: Double) -> Int {
    (1...).first { count in
      let pool = MultiServerQueue(servers: 2 * count, serviceTime: 0.1)
      let utilization = rate / pool.capacity
      return utilization < 1 && pool.tail(beyond: 0.4, utilization: utilization) <= 0.05
    }!
  }

  @Test("pooled replicas are the fewest of one queue that meet the objective, and never more than apart")
  func pooled() {
    let sizing = ReplicaSizing(demand, rule: .pooledLatency)
    for step in 1...120 {
      let rate = Double(step * step) * 0.37
      let replicas = sizing.replicas(forRequestsPerSecond: rate)
      #expect(replicas == tried(rate), "\(rate) requests a second")
      #expect(replicas <= demand.replicas(forRequestsPerSecond: rate))
    }
    // a hundred times the load of one replica: pooling needs fewer
    let rate = 100 * demand.ratePerReplica
    #expect(sizing.replicas(forRequestsPerSecond: rate) < 100)
  }

  /// 2 workers of 0.1 s carry 20 a second; at 70 % that is 14.
  @Test("utilization is a share of the workers", arguments: [(14.0, 1), (14.001, 2), (140, 10), (0, 0)])
  func utilization(rate: Double, replicas: Int) {
    #expect(ReplicaSizing(demand, rule: .utilization(0.7)).replicas(forRequestsPerSecond: rate) == replicas)
  }

  @Test("no load, no number and no bounds give whole numbers")
  func edges() {
    for rule in [ReplicaSizing.Rule.latency, .pooledLatency, .utilization(0.5)] {
      let sizing = ReplicaSizing(demand, rule: rule, limits: 1...9)
      #expect(
        sizing.replicas(forRequestsPerSecond: -1) == 0 && sizing.replicas(forRequestsPerSecond: .nan) == 0)
      #expect(sizing.replicas(forRequestsPerSecond: 1e300) == 1_000_000)
      #expect(sizing.decision(1_000_000, .future, signal: 1).desiredReplicas == 9)
      #expect(sizing.decision(1_000_000, .future, signal: 1).reason.rule == .aboveLimit)
      #expect(sizing.decision(0, .future, signal: 1).reason.rule == .belowLimit)
    }
  }

  @Test("a history spans scrapes that were lost, and splits those across a boundary")
  func history() {
    func sample(_ second: Int64, _ window: Int64, _ rate: Double) -> ServiceSample {
      ServiceSample(
        timestamp: .seconds(second), window: .seconds(window), requestsPerSecond: rate, cpuCores: 0,
        violationShare: 0, queueLength: 0)
    }
    var history = LoadHistory(step: .seconds(60), length: 3)
    func completes(_ second: Int64, _ window: Int64, _ rate: Double) -> Bool {
      history.add(sample(second, window, rate))
    }
    // 0…45 at 10 a second; the scrape at 60 is lost, and the next one covers 45…75 at 20
    for second in [15, 30, 45] as [Int64] { #expect(!completes(second, 15, 10)) }
    #expect(completes(75, 30, 20))
    // 75…120 unseen but for the newest scrape, which stands for it
    #expect(completes(120, 15, 40))
    #expect(!completes(120, 15, 40))
    #expect(completes(180, 60, 8))
    // (45 × 10 + 15 × 20) / 60, (15 × 20 + 45 × 40) / 60, 8
    #expect(history.points.map(Array.init) == [12.5, 35, 8])
    #expect(history.end == .seconds(180))
  }
}
