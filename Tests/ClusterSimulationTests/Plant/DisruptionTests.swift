import SimulationKernel
import Stochastics
import Testing

@testable import ClusterSimulation

/// Drains, budgets, preemption, failures and spot nodes, by hand. A start takes 20 s, an end 30 s.
@Suite struct DisruptionTests {
  private func ended(_ harness: PlantHarness) -> [Double] {
    harness.times { if case .podTerminating = $0 { true } else { false } }
  }

  struct DrainCase: Sendable {
    var budget: DisruptionBudget?
    var ended: [Double]
  }

  /// Two pods on a node that is drained at 100, with room on another. Blocked evictions are tried again every
  /// 5 s; the replacement made at 100 is ready at 120.
  static let drains = [
    DrainCase(budget: nil, ended: [100, 100]),
    DrainCase(budget: .minAvailable(.count(1)), ended: [100, 120]),
    DrainCase(budget: .maxUnavailable(.percent(50)), ended: [100, 120]),
    // 30 % of 2 round up to 1.
    DrainCase(budget: .maxUnavailable(.percent(30)), ended: [100, 120]),
    DrainCase(budget: .minAvailable(.percent(60)), ended: []),
    DrainCase(budget: .maxUnavailable(.count(0)), ended: []),
  ]

  @Test(arguments: drains) func budgetsHoldBackDrains(_ row: DrainCase) {
    var deployment = PlantParameters.deployment()
    deployment.budget = row.budget
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 4, min: 2)], deployments: [deployment],
        autoscaler: PlantParameters.still), replicas: [2], until: 300, [(100, .drain(0))])
    #expect(ended(harness) == row.ended)
    #expect(harness.plant.readyCount(of: 0) == 2)
  }

  /// Four low pods fill the only node. A high pod of 2 cores needs two to go: the newer ones, at 50, gone at
  /// 80; it is ready at 100.
  @Test func preemption() {
    var low = PlantParameters.deployment("low")
    low.budget = .minAvailable(.count(4))
    var high = PlantParameters.deployment("high", PlantParameters.template(cpu: 2))
    high.priority = 10
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 4, min: 1, max: 1)], deployments: [low, high],
        autoscaler: PlantParameters.still), replicas: [4, 0], until: 300, [(50, .scale(1, to: 1))])
    #expect(
      harness.log.filter { if case .podTerminating = $0.notice { true } else { false } }.map(\.notice) == [
        .podTerminating(pod: 2, deployment: 0), .podTerminating(pod: 3, deployment: 0),
      ])
    #expect(harness.readyTimes(1) == [100])
    #expect(harness.plant.pendingCount(of: 0) == 2)
    // Of equal priority it would wait.
    high.priority = 0
    let equal = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 4, min: 1, max: 1)], deployments: [low, high],
        autoscaler: PlantParameters.still), replicas: [4, 0], until: 300, [(50, .scale(1, to: 1))])
    #expect(equal.readyTimes(1) == [])
  }

  /// Two full nodes: the first with pods whose budget allows nothing, the second with pods of the same
  /// priority without one. The victim is on the second although its index is higher.
  @Test func preemptionSparesBudgets() {
    var kept = PlantParameters.deployment("kept")
    kept.budget = .maxUnavailable(.count(0))
    var high = PlantParameters.deployment("high")
    high.priority = 1
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 2, min: 2, max: 2)],
        deployments: [kept, PlantParameters.deployment("free"), high], autoscaler: PlantParameters.still),
      replicas: [2, 2, 0], until: 60, [(50, .scale(2, to: 1))])
    #expect(harness.times { $0 == .podTerminating(pod: 3, deployment: 1) } == [50])
    #expect(ended(harness) == [50])
  }

  /// Of two pods on one node the newer would go, but for its budget.
  @Test(arguments: [(Int?.none, 1), (0, 0)]) func preemptionKeepsPodsWithABudget(_ spare: Int?, victim: Int) {
    var kept = PlantParameters.deployment("kept")
    kept.budget = spare.map { .maxUnavailable(.count($0)) }
    var high = PlantParameters.deployment("high")
    high.priority = 1
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 2, min: 1, max: 1)],
        deployments: [PlantParameters.deployment("free"), kept, high], autoscaler: PlantParameters.still),
      replicas: [1, 1, 0], until: 60, [(50, .scale(2, to: 1))])
    #expect(harness.times { $0 == .podTerminating(pod: victim, deployment: victim) } == [50])
    #expect(ended(harness) == [50])
  }

  /// The node fails at 100 and counts as not ready 50 s later; the pod tolerates that for 300 s and is then replaced on
  /// the other node.
  @Test func nodeFailure() {
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 4, min: 2)], deployments: [PlantParameters.deployment()],
        autoscaler: PlantParameters.still), replicas: [1], until: 600, [(100, .fail(0))])
    #expect(harness.times { $0 == .podKilled(pod: 0, deployment: 0, reason: .nodeFailure) } == [150])
    #expect(harness.times { $0 == .podUnreachable(pod: 0, deployment: 0) } == [100])
    #expect(harness.goneTimes() == [450])
    #expect(harness.nodeGoneTimes == [450])
    #expect(harness.readyTimes() == [0, 470])
  }

  struct SpotCase: Sendable {
    var grace: Double
    var gone: Double
    var killed: Int
  }

  /// The pod ends gracefully if its grace is within the 120 s of notice, and is killed with its node
  /// otherwise. What ends of itself at that instant is not killed.
  static let spots = [
    SpotCase(grace: 30, gone: 30, killed: 0), SpotCase(grace: 120, gone: 120, killed: 0),
    SpotCase(grace: 121, gone: 120, killed: 1),
  ]

  @Test(arguments: spots) func spotNodesAreTakenBack(_ row: SpotCase) throws {
    var pool = PlantParameters.pool(cpu: 4, min: 1)
    pool.spot = SpotTerms(pricePerHour: 0.3, meanLife: 3600)
    let parameters = PlantParameters(
      pools: [pool],
      deployments: [PlantParameters.deployment("web", PlantParameters.template(grace: row.grace))],
      autoscaler: PlantParameters.still)
    var stream = RandomStream(seed: 1, purpose: RandomPurpose("spot reclaim"))
    let life = Exponential(mean: 3600).sample(from: &stream)
    let harness = PlantHarness.run(parameters, replicas: [1], until: life + 125)
    func rounded(_ time: Double) -> Double { (time * 1000).rounded() / 1000 }
    #expect(ended(harness).map(rounded) == [rounded(life)])
    #expect(harness.goneTimes().map(rounded) == [rounded(life + row.gone)])
    #expect(harness.nodeGoneTimes.map(rounded) == [rounded(life + 120)])
    #expect(harness.times { if case .podKilled = $0 { true } else { false } }.count == row.killed)
    #expect(PlantHarness(parameters).plant.nodeCostRate == 0)
    // Ordered at the start, and one more node for the pod that lost its place.
    #expect(
      abs(PlantHarness.run(parameters, replicas: [1], until: 1).plant.nodeCostRate - 0.3 / 3600) < 1e-12)
  }
}
