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
}
