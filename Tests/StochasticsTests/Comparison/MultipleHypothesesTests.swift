import Foundation
import Stochastics
import Testing

@Suite("Several hypotheses and verdicts on claims") struct MultipleHypothesesTests {
  @Test("Adjusted p-values agree with statsmodels") func reference() throws {
    let recorded = try ComparisonReference.load()
    for (ours, theirs) in zip(holmAdjusted(recorded.pValues), recorded.holm) {
      #expect(abs(ours - theirs) < 1e-12)
    }
    for (ours, theirs) in zip(benjaminiHochbergAdjusted(recorded.pValues), recorded.benjaminiHochberg) {
      #expect(abs(ours - theirs) < 1e-12)
    }
    #expect(holmAdjusted([]).isEmpty)
  }

  @Test(
    "The verdict follows from where the interval lies",
    arguments: [
      (-0.5...(-0.3), ClaimVerdict.supported, ClaimVerdict.refuted),
      (-0.3...0.1, .inconclusive, .inconclusive),
      (-0.1...0.1, .refuted, .supported), (-0.2...0.0, .inconclusive, .inconclusive),
    ])
  func verdicts(interval: ClosedRange<Double>, atMost: ClaimVerdict, atLeast: ClaimVerdict) {
    #expect(StatedEffect(name: "cost", value: -0.2, direction: .atMost).verdict(from: interval) == atMost)
    #expect(StatedEffect(name: "saved", value: -0.2, direction: .atLeast).verdict(from: interval) == atLeast)
  }

  /// Against log 0.85 = −0.1625 with 13 degrees of freedom, whose 1 − 0.05/3, 1 − 0.05/2 and 1 − 0.05 points are 2.746,
  /// 2.533 and 2.160 (SciPy). Distances of 4, 2.6 and 2 errors: the first two are decided, the last is not.
  @Test("Holm's steps decide, and each interval agrees with its verdict") func family() {
    let claim = StatedEffect.ratio(name: "cost", atMost: 0.85)
    let errors = [2.0, -4, 2.6]
    let family = ClaimFamily(
      errors.map {
        (claim, StudentTEstimate(value: log(0.85) + $0 * 0.1, standardError: 0.1, degreesOfFreedom: 13))
      })
    #expect(family.judgements.map(\.verdict) == [.inconclusive, .supported, .refuted])
    #expect(family.fewestWorkloads == 7)
    for (judgement, confidence) in zip(family.judgements, [0.95, 1 - 0.05 / 3, 0.975]) {
      #expect(abs(judgement.confidence - confidence) < 1e-15)
      #expect(judgement.claim.verdict(from: judgement.interval) == judgement.verdict)
      #expect((judgement.adjustedPValue <= 0.05) == (judgement.verdict != .inconclusive))
    }
    #expect(abs(family.judgements[1].simultaneousInterval.upperBound - (log(0.85) - 0.4 + 0.2746)) < 5e-5)
    // 2.6 errors would not pass the first step, nor the second once the first has failed.
    let alone = ClaimFamily(
      [2.0, 2.5, 2.6].map {
        (claim, StudentTEstimate(value: log(0.85) + $0 * 0.1, standardError: 0.1, degreesOfFreedom: 13))
      })
    #expect(alone.judgements.allSatisfy { $0.verdict == .inconclusive && $0.confidence == 1 - 0.05 / 3 })
  }

  @Test("Fewer workloads than the exact test needs decide nothing", arguments: [(6, false), (7, true)])
  func tooFewWorkloads(count: Int, isDecided: Bool) {
    let estimate = StudentTEstimate(value: 1, standardError: 0.01, degreesOfFreedom: Double(count - 1))
    let claim = StatedEffect(name: "speed", value: 0, direction: .atLeast)
    let family = ClaimFamily([(claim, estimate), (claim, estimate), (claim, estimate)])
    #expect(family.judgements.allSatisfy { ($0.verdict == .supported) == isDecided })
    #expect(family.judgements.allSatisfy { ($0.adjustedPValue < 1) == isDecided })
  }

  /// Margin log 1.1 = 0.0953; the one-sided 5 % point of t with 9 degrees of freedom is 1.833.
  @Test(
    "Equivalent means that the interval lies inside the margins", arguments: [(0.04, true), (0.06, false)])
  func equivalence(error: Double, holds: Bool) {
    let estimate = StudentTEstimate(value: 0, standardError: error, degreesOfFreedom: 9)
    let test = Equivalence(estimate, margins: -log(1.1)...log(1.1))
    #expect(abs(test.interval.upperBound - 1.8331 * error) < 1e-5)
    #expect(test.holds == holds)
    #expect((test.pValue < 0.05) == holds)
  }
}
