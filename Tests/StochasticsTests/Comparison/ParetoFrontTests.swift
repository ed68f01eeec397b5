import Foundation
import Stochastics
import Testing

@Suite("Fronts of two objectives") struct ParetoFrontTests {
  private let candidates = [(3, 1), (1, 4), (2, 2), (2, 3), (3, 3), (2, 2), (6, 0.5)]
    .map { ObjectivePair($0.0, $0.1) }

  @Test("Dominated and repeated points go") func front() {
    let expected = [(1, 4), (2, 2), (3, 1), (6, 0.5)].map { ObjectivePair($0.0, $0.1) }
    #expect(ParetoFront(candidates).points == expected)
    #expect(ParetoFront(candidates.reversed()).points == expected)
  }

  /// At (5, 5): 4·1 from (1, 4), 3·2 from (2, 2), 2·1 from (3, 1), none from (6, ½) beyond the reference.
  @Test("The area is the sum of its rectangles") func area() {
    let front = ParetoFront(candidates)
    #expect(front.hypervolume(reference: ObjectivePair(5, 5)) == 12)
    // At (2.5, 3) the first point lies above: 0.5·1 from (2, 2) alone.
    #expect(front.hypervolume(reference: ObjectivePair(2.5, 3)) == 0.5)
    #expect(front.hypervolume(reference: ObjectivePair(0, 0)) == 0)
  }

  @Test("The exact area agrees with counting random points under it") func monteCarlo() {
    var stream = RandomStream(seed: 4, purpose: RandomPurpose("hypervolume"))
    let points = (0..<30).map { _ in ObjectivePair(stream.nextUnit(), stream.nextUnit()) }
    let area = ParetoFront(points).hypervolume(reference: ObjectivePair(1, 1))
    let hits = (0..<4000).reduce(0.0) { hits, _ in
      let (x, y) = (stream.nextUnit(), stream.nextUnit())
      return hits + (points.contains { $0.first <= x && $0.second <= y } ? 1 : 0)
    }
    #expect(abs(hits / 4000 - area) < 4 * (area * (1 - area) / 4000).squareRoot())
  }

  /// Each workload alike, treatment better by 1 in the first objective: 2·3 − 1·3 = 3 in every resample.
  @Test("The difference of two policies is paired by workload") func difference() {
    let baseline = [[ObjectivePair](repeating: ObjectivePair(3, 1), count: 4)]
    let treatment = [[ObjectivePair](repeating: ObjectivePair(2, 1), count: 4)]
    let result = HypervolumeDifference(
      treatment: treatment, baseline: baseline, reference: ObjectivePair(4, 4),
      plan: BootstrapPlan(resamples: 100))
    #expect(result.estimate == StudentTEstimate(value: 3, standardError: 0, degreesOfFreedom: 3))
    #expect(result.bootstrapInterval == 3...3)
    // Workloads that move both arms' second objective alike: (4 − 2)(4 − m) − (4 − 3)(4 − m) = 4 − m, m its mean.
    let shifted = { (cost: Double) in [(0..<4).map { ObjectivePair(cost, Double($0)) }] }
    let paired = HypervolumeDifference(
      treatment: shifted(2), baseline: shifted(3), reference: ObjectivePair(4, 4),
      plan: BootstrapPlan(resamples: 1000))
    // The mean of 0 … 3 has the standard error √(5/3)/√4, and 4 − m as well.
    #expect(abs(paired.estimate.value - 2.5) < 1e-12)
    #expect(abs(paired.estimate.standardError - (5.0 / 12).squareRoot()) < 1e-12)
    #expect(paired.bootstrapInterval.lowerBound >= 1 && paired.bootstrapInterval.upperBound <= 4)
    #expect(paired.bootstrapInterval.lowerBound < 2.5 && paired.bootstrapInterval.upperBound > 2.5)
  }
}
