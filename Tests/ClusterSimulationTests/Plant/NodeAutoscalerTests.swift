import Testing

@testable import ClusterSimulation

/// Orders and releases of nodes, by hand.
@Suite struct NodeAutoscalerTests {
  private func threePools(_ expander: Expander, seed: UInt64 = 1) -> Int {
    // Three pods of a core. Small: two nodes, a quarter idle of both kinds, 2 USD for 3 cores. Large: one
    // node, a quarter idle, 4 USD. Exact: one node, nothing idle, 6 USD.
    var large = PlantParameters.pool(cpu: 4, name: "large")
    large.pricePerHour = 4
    large.priority = 9
    var exact = PlantParameters.pool(cpu: 3, name: "exact")
    exact.pricePerHour = 6
    let parameters = PlantParameters(
      pools: [large, PlantParameters.pool(cpu: 2, name: "small"), exact],
      deployments: [PlantParameters.deployment()],
      autoscaler: AutoscalerParameters(unneededTime: 1e6, utilizationThreshold: 0, expander: expander))
    let harness = PlantHarness.run(
      parameters, replicas: [0], seed: seed, until: 12, [(5, .scale(0, to: 3))])
    return harness.plant.nodes.isEmpty ? -1 : harness.plant.pool(ofNode: 0)
  }

  @Test(arguments: [(Expander.leastWaste, 2), (.price, 1), (.priority, 0)])
  func expanders(_ expander: Expander, pool: Int) { #expect(threePools(expander) == pool) }

  /// Each of three pools is missed by 60 draws with a chance of (2/3)⁶⁰, less than 10⁻¹⁰.
  @Test func randomExpanderChoosesAll() {
    let choices = (UInt64(0)..<60).map { threePools(.random, seed: $0) }
    #expect(Set(choices) == [0, 1, 2])
    #expect(choices == (UInt64(0)..<60).map { threePools(.random, seed: $0) })
  }

  struct OrderCase: Sendable {
    var replicas: Int
    var max: Int
    var quota: Double?
    var ordered: Int
  }

  /// Nodes of 4 cores for pods of one.
  static let orders = [
    OrderCase(replicas: 1, max: 10, quota: nil, ordered: 1),
    OrderCase(replicas: 9, max: 10, quota: nil, ordered: 3),
    OrderCase(replicas: 9, max: 2, quota: nil, ordered: 2),
    OrderCase(replicas: 9, max: 10, quota: 11.9, ordered: 2),
    OrderCase(replicas: 9, max: 10, quota: 3, ordered: 0),
  ]

  @Test(arguments: orders) func ordersWhatIsMissing(_ row: OrderCase) {
    var autoscaler = PlantParameters.still
    autoscaler.coreQuota = row.quota
    let parameters = PlantParameters(
      pools: [PlantParameters.pool(cpu: 4, max: row.max)], deployments: [PlantParameters.deployment()],
      autoscaler: autoscaler)
    // Scans at 10, 20, 30 and 40 see pods that the booting nodes will take, and order nothing for them.
    let harness = PlantHarness.run(
      parameters, replicas: [0], until: 45,
      [(5, .scale(0, to: row.replicas)), (25, .scale(0, to: row.replicas))])
    #expect(harness.plant.billedNodes == row.ordered)
  }

  struct ReleaseCase: Sendable {
    var threshold: Double
    var budget: DisruptionBudget?
    var minNodes: Int
    var cordonsOther = false
    var ended: [Double]
    var gone: [Double]
  }

  /// Nodes of 4 cores. Of the first deployment 2 pods and of the second 3: the last is alone on the second
  /// node. The first deployment goes at 5 and is gone at 35; from the scan at 40 on the second node is
  /// unneeded, at 100 its pod is evicted and at 130 gone, and the node with it.
  static let releases = [
    ReleaseCase(threshold: 0.5, budget: nil, minNodes: 0, ended: [5, 5, 100], gone: [130]),
    ReleaseCase(threshold: 0.25, budget: nil, minNodes: 0, ended: [5, 5], gone: []),
    ReleaseCase(threshold: 0.5, budget: .minAvailable(.count(3)), minNodes: 0, ended: [5, 5], gone: []),
    ReleaseCase(
      threshold: 0.5, budget: .minAvailable(.count(2)), minNodes: 0, ended: [5, 5, 100], gone: [130]),
    ReleaseCase(threshold: 0.5, budget: nil, minNodes: 2, ended: [5, 5], gone: []),
    // The pod would have nowhere to go.
    ReleaseCase(threshold: 0.5, budget: nil, minNodes: 0, cordonsOther: true, ended: [5, 5], gone: []),
  ]

  @Test(arguments: releases) func releasesByUtilization(_ row: ReleaseCase) {
    var second = PlantParameters.deployment("second")
    second.budget = row.budget
    let parameters = PlantParameters(
      pools: [PlantParameters.pool(cpu: 4, min: row.minNodes)],
      deployments: [PlantParameters.deployment("first"), second],
      autoscaler: AutoscalerParameters(
        unneededTime: 60, utilizationThreshold: row.threshold, delayAfterAdd: 0))
    let harness = PlantHarness.run(
      parameters, replicas: [2, 3], until: 400,
      [(5, .scale(0, to: 0))] + (row.cordonsOther ? [(20, .cordon(0))] : []))
    #expect(harness.times { if case .podTerminating = $0 { true } else { false } } == row.ended)
    #expect(harness.nodeGoneTimes == row.gone)
    #expect(harness.plant.nodes.contains(where: \.isDraining) == !row.gone.isEmpty)
    #expect(harness.plant.readyCount(of: 1) == 3)
  }

  /// Ordered at 10, up at 15, its pod ended at 16 and gone at 46: empty for 60 s at 106, so released by the
  /// scan of 110, or once the order is 600 s old.
  @Test(arguments: [(0.0, 110.0), (600.0, 610.0)])
  func delayAfterAdd(_ delay: Double, gone: Double) {
    let parameters = PlantParameters(
      pools: [PlantParameters.pool(cpu: 4, boot: 5)], deployments: [PlantParameters.deployment()],
      autoscaler: AutoscalerParameters(unneededTime: 60, utilizationThreshold: 0, delayAfterAdd: delay))
    let harness = PlantHarness.run(
      parameters, replicas: [0], until: 700, [(1, .scale(0, to: 1)), (16, .scale(0, to: 0))])
    #expect(harness.nodeUpTimes == [15])
    #expect(harness.nodeGoneTimes == [gone])
  }
}
