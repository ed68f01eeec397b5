import Testing

@testable import ClusterSimulation

/// What a VPA does to pods, by hand. A start takes 20 s; pods begin with one core, and half a core is recommended at 100.
@Suite struct ResizeTests {
  static let half = Resources(cpu: 0.5, memory: 2e9)
  /// Bounds that one core lies outside of, and bounds that hold it.
  static let narrow = (lower: Resources(cpu: 0.4, memory: 1e9), upper: Resources(cpu: 0.6, memory: 3e9))
  static let wide = (lower: Resources(cpu: 0.4, memory: 1e9), upper: Resources(cpu: 2, memory: 8e9))

  private func run(
    _ replicas: Int = 4, budget: DisruptionBudget? = nil, until end: Double,
    _ calls: [(Double, PlantHarness.Call)]
  ) -> PlantHarness {
    var deployment = PlantParameters.deployment()
    deployment.budget = budget
    let harness = PlantHarness.run(
      PlantParameters(
        pools: [PlantParameters.pool(cpu: 40, min: 1)], deployments: [deployment],
        autoscaler: PlantParameters.still), replicas: [replicas], until: end, checks: end < 1000, calls)
    #expect(harness.faults == [])
    return harness
  }

  private func evictions(_ bounds: (lower: Resources, upper: Resources), at times: [Double])
    -> [(Double, PlantHarness.Call)]
  {
    [(100, .resize(0, to: Self.half))]
      + times.map { ($0, .evictMissized(0, from: bounds.lower, to: bounds.upper)) }
  }

  private func ended(_ harness: PlantHarness) -> [Double] {
    harness.times { if case .podTerminating = $0 { true } else { false } }
  }

  private func requests(_ harness: PlantHarness) -> [Double] {
    harness.plant.livePods(of: 0).map { harness.plant.requests(of: Int($0)).cores }
  }

  @Test("new pods request what is recommended, those that there are keep what they have")
  func newPods() {
    let harness = run(until: 200, evictions(Self.narrow, at: []) + [(110, .scale(0, to: 6))])
    #expect(requests(harness) == [1, 1, 1, 1, 0.5, 0.5])
    #expect(ended(harness) == [])
  }

  // Of 5 ready pods 3 stay, so that 2 go at 200; at 210 their successors are not ready and nothing goes; at 230 two more go,
  // and the last one at 260.
  @Test("pods outside the bounds are evicted while half of the replicas stay ready")
  func outside() {
    let harness = run(5, until: 300, evictions(Self.narrow, at: [200, 210, 230, 260, 290]))
    #expect(ended(harness) == [200, 200, 230, 230, 260])
    #expect(requests(harness) == Array(repeating: 0.5, count: 5))
  }

  @Test("a budget is kept, and a single replica is never evicted")
  func budgets() {
    let kept = run(4, budget: .minAvailable(.count(3)), until: 300, evictions(Self.narrow, at: [200, 260]))
    #expect(ended(kept) == [200, 260])
    #expect(ended(run(1, until: 300, evictions(Self.narrow, at: [200]))) == [])
  }

  // twelve hours are 43,200 s
  @Test("within the bounds a tenth off is replaced after twelve hours")
  func old() {
    let harness = run(until: 43_300, evictions(Self.wide, at: [43_100, 43_250]))
    #expect(ended(harness) == [43_250, 43_250])
  }

  @Test("what comes back is the version that it was, and a rollout's pods are left alone")
  func versions() {
    let one = Resources(cpu: 1, memory: 4e9)
    let back = run(
      until: 200,
      [(100, .resize(0, to: Self.half)), (110, .resize(0, to: one)), (120, .resize(0, to: Self.half))])
    #expect(back.plant.templates.count == 2)
    let rolling = run(
      until: 130,
      [
        (100, .rollOut(0, PlantParameters.template(cpu: 2), nil)), (110, .resize(0, to: Self.half)),
        (111, .evictMissized(0, from: Self.narrow.lower, to: Self.narrow.upper)),
      ])
    #expect(Set(requests(rolling)).isSubset(of: [1, 2]))
  }
}
