import Foundation
import Stochastics
import Testing

@Suite("Times with censoring") struct SurvivalTests {
  let recorded: ComparisonReference.Survival
  let drug: [CensoredTime]
  let placebo: [CensoredTime]

  init() throws {
    recorded = try ComparisonReference.load().survival
    drug = zip(recorded.drug, recorded.seen).map { CensoredTime($0, isObserved: $1 == 1) }
    placebo = recorded.placebo.map { CensoredTime($0) }
  }

  @Test("Survival and restricted means of a textbook's case agree with lifelines") func reference() {
    let curve = KaplanMeier(drug)
    for (place, horizon) in recorded.horizons.enumerated() {
      let mean = curve.restrictedMean(to: horizon)
      #expect(abs(curve.survival(at: horizon) - recorded.survival[place]) < 1e-12)
      #expect(abs(mean.value - recorded.means[place]) < 1e-12)
      #expect(abs(mean.variance - recorded.variances[place]) < 1e-12)
      #expect(!mean.isExtrapolated)
    }
    #expect(curve.restrictedMean(to: 40).isExtrapolated)
  }

  /// χ² = 16.79 for the remission data (Collett, "Modelling Survival Data", and others).
  @Test("The log-rank test agrees with lifelines") func logRank() {
    let test = LogRankTest(drug, placebo)
    #expect(relativeError(test.statistic, recorded.statistic) < 1e-9)
    #expect(relativeError(test.pValue, recorded.pValue) < 1e-9)
    #expect(abs(test.statistic - 16.79) < 0.005)
    #expect(abs(LogRankTest(placebo, drug).excess + test.excess) < 1e-12)
    #expect(LogRankTest([CensoredTime(1, isObserved: false)], placebo).pValue <= 1)
  }

  /// Without censoring the restricted mean is the plain mean of min(t, h), its variance that of n in place of n − 1.
  @Test("Without censoring it is the mean of the times cut at the horizon") func uncensored() throws {
    let cut = recorded.placebo.map { min($0, 10) }
    let mean = KaplanMeier(placebo).restrictedMean(to: 10)
    let summary = SampleMean(cut)
    #expect(abs(mean.value - summary.mean) < 1e-12)
    let variance = summary.standardError * summary.standardError * 20 / 21
    #expect(abs(mean.variance - variance) < 1e-12)
    let units = zip(placebo, placebo.reversed()).map { PairedTimes(baseline: $0, treatment: $1) }
    let pairs = PairedRestrictedMeans(units, horizon: 10)
    let plain = StudentTEstimate(meanOf: zip(cut, cut.reversed()).map { $1 - $0 })
    #expect(abs(pairs.difference.value - plain.value) < 1e-12)
    #expect(abs(pairs.difference.standardError - plain.standardError) < 1e-12)
    #expect(abs(try #require(pairs.logRatio).value) < 1e-12)
  }

  @Test("An arm of half the times has the ratio ½ and a bootstrap interval below 0") func ratio() throws {
    let units = recorded.placebo.map {
      PairedTimes(baseline: CensoredTime($0), treatment: CensoredTime($0 / 2))
    }
    let pairs = PairedRestrictedMeans(units, horizon: 1000)
    let ratio = try #require(pairs.logRatio)
    #expect(abs(ratio.value - log(0.5)) < 1e-12)
    #expect(ratio.standardError < 1e-12)
    let interval = pairs.bootstrapInterval(plan: BootstrapPlan(resamples: 1000))
    let estimate = pairs.difference
    #expect(interval.upperBound < 0)
    // The bootstrap's variance is (n − 1)/n of the jackknife's; normal quantiles to a tenth.
    let halfWidth = 1.96 * estimate.standardError * (20.0 / 21).squareRoot()
    #expect(abs((interval.upperBound - interval.lowerBound) / 2 / halfWidth - 1) < 0.1)
    let zero = PairedTimes(baseline: CensoredTime(0), treatment: CensoredTime(1))
    #expect(PairedRestrictedMeans([zero, zero], horizon: 5).logRatio == nil)
  }
}
