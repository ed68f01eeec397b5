import Stochastics
import Testing

@testable import Autoscaling

@Suite("The plan of model predictive control")
struct ReplicaPlanTests {
  /// The least cost over all sequences of whole replicas within the limits.
  private func searched(
    _ demands: [Int], _ current: Int, _ limits: ClosedRange<Int>, _ violation: Double, _ switching: Double
  ) -> Double {
    var costs = [current: 0.0]
    for demand in demands {
      var next: [Int: Double] = [:]
      for replicas in limits {
        let stay = Double(replicas) + violation * Double(max(0, demand - replicas))
        next[replicas] = costs.map { $1 + switching * Double(abs(replicas - $0)) + stay }.min()
      }
      costs = next
    }
    return costs.values.min()!
  }

  @Test("costs as little as the best of all sequences") func isOptimal() {
    var stream = RandomStream(seed: 3, purpose: RandomPurpose("replica plans of a test"))
    for _ in 0..<400 {
      let demands = (0..<(1 + stream.nextIndex(below: 8))).map { _ in stream.nextIndex(below: 16) }
      let limits = (1 + stream.nextIndex(below: 3))...(8 + stream.nextIndex(below: 6))
      let current = stream.nextIndex(below: 15)
      let violation = 1.5 + 10 * stream.nextUnit()
      let switching = 4 * stream.nextUnit()
      let plan = ReplicaPlan(
        demands: demands, current: current, limits: limits, violationCost: violation, switchingCost: switching
      )
      let best = searched(demands, current, limits, violation, switching)
      #expect(abs(plan.cost - best) < 1e-9, "\(demands) from \(current) within \(limits)")
      #expect(plan.replicas.count == demands.count && plan.replicas.allSatisfy(limits.contains))
    }
  }

  /// Down by 4 and up again costs 8 s; keeping 4 more for two stages costs 8. With s = 0.9 it goes down, with 1.1 it stays.
  @Test("a dip is followed only where that is cheaper than staying", arguments: [(0.9, 2), (1.1, 6)])
  func dip(switching: Double, expected: Int) {
    let plan = ReplicaPlan(
      demands: [2, 2, 6], current: 6, limits: 1...20, violationCost: 20, switchingCost: switching)
    #expect(plan.replicas == [expected, expected, 6])
  }
}
