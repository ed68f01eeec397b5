import Testing

@testable import ClusterSimulation

/// Rolling updates and canaries, by hand. A start takes 20 s; the rollout begins at 100.
@Suite struct RollOutTests {
  struct Case: Sendable {
    var replicas: Int
    var surge: CountOrPercent
    var unavailable: CountOrPercent
    var created: [Double]
    var ended: [Double]
    var finished: Double
  }

  static let cases = [
    // Surge 3, unavailable 2. At 100: 3 new, 2 old end, so that 2 more new fit. At 120: 5 are ready, 5 old
    // end, 5 new. At 140: the last 3 old end.
    Case(
      replicas: 10, surge: .percent(25), unavailable: .percent(25),
      created: Array(repeating: 100, count: 5) + Array(repeating: 120, count: 5),
      ended: [100, 100, 120, 120, 120, 120, 120, 140, 140, 140], finished: 140),
    // One more at a time, and an old one goes when a new one is ready.
    Case(
      replicas: 3, surge: .count(1), unavailable: .count(0), created: [100, 120, 140],
      ended: [120, 140, 160],
      finished: 160),
    // One less at a time: an old one goes first.
    Case(
      replicas: 3, surge: .count(0), unavailable: .count(1), created: [100, 120, 140],
      ended: [100, 120, 140],
      finished: 160),
    // Both round to nothing, which counts as one unavailable.
    Case(
      replicas: 3, surge: .count(0), unavailable: .percent(25), created: [100, 120, 140],
      ended: [100, 120, 140], finished: 160),
  ]

  private func parameters(_ surge: CountOrPercent, _ unavailable: CountOrPercent) -> PlantParameters {
    var deployment = PlantParameters.deployment()
    deployment.maxSurge = surge
    deployment.maxUnavailable = unavailable
    return PlantParameters(
      pools: [PlantParameters.pool(cpu: 40, min: 1)], deployments: [deployment],
      autoscaler: PlantParameters.still)
  }

  private func ended(_ harness: PlantHarness) -> [Double] {
    harness.times { if case .podTerminating = $0 { true } else { false } }
  }

  private func created(_ harness: PlantHarness) -> [Double] {
    harness.times { if case .podCreated = $0 { true } else { false } }.filter { $0 > 0 }
  }

  @Test(arguments: cases) func rollingUpdate(_ row: Case) {
    let harness = PlantHarness.run(
      parameters(row.surge, row.unavailable), replicas: [row.replicas], until: 400,
      [(100, .rollOut(0, PlantParameters.template(cpu: 0.5), nil))])
    #expect(created(harness) == row.created)
    #expect(ended(harness) == row.ended)
    #expect(harness.times { $0 == .rolloutFinished(deployment: 0) } == [row.finished])
    #expect(harness.plant.readyCount(of: 0) == row.replicas)
    #expect(harness.plant.livePods(of: 0).allSatisfy { harness.plant.pods[Int($0)].version == 1 })
  }

  /// Surge 2 and nothing unavailable, with two of four pods down until 129. At 100: 2 new. They are not
  /// ready, so not even the pods that are down may end. At 120: those two end, 2 new. At 140: the last two
  /// end.
  @Test func podsThatAreDownEndFirst() {
    let harness = PlantHarness.run(
      parameters(.count(2), .count(0)), replicas: [4], until: 400,
      [(99, .crash(0)), (99, .crash(1)), (100, .rollOut(0, PlantParameters.template(), nil))])
    #expect(created(harness) == [100, 100, 120, 120])
    #expect(ended(harness) == [120, 120, 140, 140])
    let first = harness.log.compactMap { entry -> Int? in
      if case .podTerminating(let pod, _) = entry.notice { pod } else { nil }
    }
    #expect(Set(first.prefix(2)) == [0, 1])
  }

  /// 20 %, then 50 %, each watched for 60 s. At 100: 2 new, 2 old end. At 120 they are ready; at 180 3 new, 2
  /// old end; at 200 the third may end too. At 260: 3 new, 2 old end, 2 new. At 280: the last 3 end.
  @Test func canary() {
    let plan = CanaryPlan(steps: [20, 50], pause: 60)
    let harness = PlantHarness.run(
      parameters(.percent(25), .percent(25)), replicas: [10], until: 600,
      [(100, .rollOut(0, PlantParameters.template(), plan))])
    #expect(created(harness) == [100, 100, 180, 180, 180, 260, 260, 260, 260, 260])
    #expect(ended(harness) == [100, 100, 180, 180, 200, 260, 260, 280, 280, 280])
    #expect(harness.times { $0 == .canaryWatched(deployment: 0, percent: 20) } == [120])
    #expect(harness.times { $0 == .canaryWatched(deployment: 0, percent: 50) } == [200])
    #expect(harness.times { $0 == .rolloutFinished(deployment: 0) } == [280])
  }

  /// At 190 there are 6 old and 5 new, of which 3 are not ready. Rolled back: 2 old are made, the 3 go, 2
  /// more old are made; when these four are ready at 210, the other 2 go.
  @Test func rollBack() {
    let plan = CanaryPlan(steps: [20, 50], pause: 60)
    let harness = PlantHarness.run(
      parameters(.percent(25), .percent(25)), replicas: [10], until: 600,
      [(100, .rollOut(0, PlantParameters.template(), plan)), (190, .rollBack(0))])
    #expect(created(harness) == [100, 100, 180, 180, 180, 190, 190, 190, 190])
    #expect(ended(harness) == [100, 100, 180, 180, 190, 190, 190, 210, 210])
    #expect(harness.times { $0 == .rolloutFinished(deployment: 0) } == [210])
    #expect(harness.plant.livePods(of: 0).allSatisfy { harness.plant.pods[Int($0)].version == 0 })
  }

  /// A scale-in in the middle of a rollout: both versions shrink and the rollout still ends.
  @Test func scaleDuringRollout() {
    let harness = PlantHarness.run(
      parameters(.percent(25), .percent(25)), replicas: [10], until: 600,
      [(100, .rollOut(0, PlantParameters.template(), nil)), (110, .scale(0, to: 4))])
    #expect(harness.plant.readyCount(of: 0) == 4)
    #expect(!harness.plant.isRollingOut(0))
  }
}
