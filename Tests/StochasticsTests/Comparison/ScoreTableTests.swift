import Foundation
import Stochastics
import Testing

@Suite("Scores over many tasks") struct ScoreTableTests {
  @Test("Aggregates agree with rliable") func reference() throws {
    let recorded = try ComparisonReference.load().scores
    let table = ScoreTable(recorded.ours)
    #expect(abs(table.interquartileMean - recorded.interquartileMean) < 1e-12)
    #expect(abs(table.mean - recorded.mean) < 1e-12)
    #expect(abs(table.median - recorded.median) < 1e-12)
    #expect(abs(table.optimalityGap() - recorded.optimalityGap) < 1e-12)
    let plan = BootstrapPlan(resamples: 500)
    let improvement = ImprovementProbability(of: table, over: ScoreTable(recorded.theirs), plan: plan)
    #expect(abs(improvement.value - recorded.improvement) < 1e-12)
    #expect(improvement.interval.contains(improvement.value))
    let profile = PerformanceProfile(scores: table, thresholds: recorded.thresholds, plan: plan)
    for (ours, theirs) in zip(profile.shares, recorded.profile) { #expect(abs(ours - theirs) < 1e-12) }
    for (share, band) in zip(profile.shares, profile.band) { #expect(band.contains(share)) }
  }

  /// Two tasks of scores 0 and 1 in four runs each, ten apart: mixing the tasks would move the mean by whole units.
  @Test("Runs are drawn within their task") func strata() {
    let table = ScoreTable([[0, 0, 1, 1], [10, 10, 11, 11]])
    let interval = table.interval(plan: BootstrapPlan(resamples: 4000)) { $0.mean }
    // The sum of 8 fair bits is at most 1 with 9/256 = 3.5 %, at most 0 with 0.4 %: the 2.5 % point is one bit, 1/8.
    #expect(interval == 5.125...5.875)
  }

  /// Costs (1, 4, ∞) and (2, 2, ∞): ratios 1, 2, failed and 2, 1, failed.
  @Test("Dolan and Moré's profile counts failures as never solved") func costRatios() {
    let profiles = PerformanceProfile.ofCostRatios(
      [[1, 4, .infinity], [2, 2, .infinity]], factors: [1, 1.5, 2, 1000])
    let third = 1.0 / 3
    #expect(profiles[0].shares == [third, third, 2 * third, 2 * third])
    #expect(profiles[1].shares == [third, third, 2 * third, 2 * third])
    #expect(profiles[0].band.isEmpty)
  }

  @Test("An arm that always wins has probability 1, and one that ties a half") func certainty() {
    let (low, high) = (ScoreTable([[1, 2], [3, 4]]), ScoreTable([[5, 6], [7, 8]]))
    let plan = BootstrapPlan(resamples: 100)
    #expect(ImprovementProbability(of: high, over: low, plan: plan).interval == 1...1)
    #expect(ImprovementProbability(of: low, over: high, plan: plan).value == 0)
    #expect(ImprovementProbability(of: low, over: low, plan: plan).value == 0.5)
  }

  @Test("A summary holds the quartiles and the interval of the median") func summary() {
    // Type 7: position 0.25·7 = 1.75 between 2 and 3. All 8 lie below the median with 0.4 %, 7 of them or more with 3.5 %.
    let summary = SampleSummary([8, 7, 6, 5, 4, 3, 2, 1])
    #expect(summary.lowerQuartile == 2.75 && summary.median == 4.5 && summary.upperQuartile == 6.25)
    #expect(summary.interquartileRange == 3.5)
    #expect(summary.medianInterval == 1...8)
    #expect(SampleSummary([1, 2]).medianInterval == nil)
  }
}
