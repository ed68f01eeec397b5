import Foundation
import Stochastics
import Testing

@Suite("Intervals of the mean effect") struct EffectIntervalTests {
  /// SciPy's ends come from 200,000 resamples, ours from 20,000. The error of a 2.5 % quantile is √(p(1 − p)/B) over the
  /// density there, 0.058 of a normal: 0.0011/0.058 = 0.019 standard errors of the mean. BCa moves its ends by twice the
  /// error of the estimated bias, 2·1.25/√B = 0.018. Four times their sum, less than 0.15, is rounded down to 0.12.
  @Test("Percentile and BCa intervals of a skewed sample agree with SciPy") func reference() throws {
    let recorded = try ComparisonReference.load().bootstrap
    let effects = pairedEffects(recorded.values)
    let bound = 0.12 * (try #require(effects.estimate)).standardError
    let plan = BootstrapPlan(resamples: 20_000)
    let percentile = try effects.interval(.percentile, plan: plan).get()
    let corrected = try effects.interval(.biasCorrected, plan: plan).get()
    #expect(abs(percentile.lowerBound - recorded.percentile[0]) < bound)
    #expect(abs(percentile.upperBound - recorded.percentile[1]) < bound)
    #expect(abs(corrected.lowerBound - recorded.BCa[0]) < bound)
    #expect(abs(corrected.upperBound - recorded.BCa[1]) < bound)
    // The sister: the two kinds lie further apart than the bound.
    #expect(corrected.upperBound - percentile.upperBound > bound)
  }

  /// One workload's seeds are far apart: spread between workloads 0, within 1.
  @Test("Seeds are resampled within their workload") func seeds() throws {
    let effects = pairedEffects([[Double]](repeating: [-1, 1], count: 6))
    let keep = BootstrapPlan(resamples: 4000, seedResampling: .keepAll)
    #expect(effects.bootstrapReplicates(plan: keep).allSatisfy { $0 == 0 })
    // The mean of 12 draws of ±1 has the variance 1/12; its own relative error is √(2/4000) = 0.022.
    let replicates = effects.bootstrapReplicates(plan: BootstrapPlan(resamples: 4000))
    let variance = replicates.reduce(0) { $0 + $1 * $1 } / 4000
    #expect(abs(variance * 12 - 1) < 4 * 0.0224)
  }

  /// Means vary by tau² = 8/3 about 0 and seeds by 1: (8/3)/3 without seeds, and 1/(3·2) more with them.
  @Test("The variance of the replicates is that of both stages") func stages() {
    let effects = pairedEffects([[-3, -1], [-1, 1], [1, 3]])
    let replicates = effects.bootstrapReplicates(plan: BootstrapPlan(resamples: 8000))
    let variance = replicates.reduce(0) { $0 + $1 * $1 } / 8000
    let expected = 8.0 / 9 + 1.0 / 6
    #expect(abs(variance / expected - 1) < 4 * (2.0 / 8000).squareRoot())
  }

  @Test("A seed is obeyed, and another gives other resamples") func seedIsObeyed() {
    let effects = pairedEffects([1, 2, 4, 8, 16])
    let first = effects.bootstrapReplicates(plan: BootstrapPlan(resamples: 100, seed: 5))
    #expect(first == effects.bootstrapReplicates(plan: BootstrapPlan(resamples: 100, seed: 5)))
    #expect(first != effects.bootstrapReplicates(plan: BootstrapPlan(resamples: 100, seed: 6)))
    // Resamples have streams of their own: the first hundred stay as they are when there are more.
    #expect(
      Array(effects.bootstrapReplicates(plan: BootstrapPlan(resamples: 150, seed: 5)).prefix(100)) == first)
  }

  @Test("Where an interval does not exist, a sentence says why") func undefinedIntervals() {
    let plan = BootstrapPlan(resamples: 100)
    func reason(_ values: [Double], _ method: EffectIntervalMethod) -> String? {
      if case .failure(let failure) = pairedEffects(values).interval(method, plan: plan) {
        return "\(failure)"
      }
      return nil
    }
    #expect(
      reason([1, 2, 3, 4], .biasCorrected)
        == "4 workloads are too few for this interval; at least 5 are needed")
    #expect(
      reason([1, 2, 3, 4, 5], .hodgesLehmann)
        == "5 workloads are too few for this interval; at least 6 are needed")
    #expect(
      reason([1], .studentT) == "1 workloads are too few for this interval; at least 2 are needed")
    let equal = "all workloads have the same effect, so there is nothing to resample"
    #expect(reason([2, 2, 2, 2, 2, 2], .biasCorrected) == equal)
    #expect(reason([2, 2, 2, 2, 2, 2], .symmetricBootstrapT) == equal)
    #expect(reason([], .percentile) == "there is no pair to compare")
    #expect(reason([1, 2, 3, 4, 5], .symmetricBootstrapT) == nil)
    #expect(
      "\(IntervalUndefined.estimateBeyondReplicates)"
        == "all bootstrap replicates lie on one side of the estimate")
  }
}
