import Foundation
import Stochastics
import Testing

@Suite("Wilcoxon's signed-rank test") struct SignedRankTests {
  @Test("Exact and approximate p-values agree with SciPy, with ties and zeros too") func reference() throws {
    for recorded in try ComparisonReference.load().signedRank {
      let zeros = try #require(SignedRankTest.ZeroTreatment(rawValue: recorded.zeros))
      let test = SignedRankTest(recorded.differences, zeros: zeros)
      #expect(test.positiveRankSum == recorded.statistic)
      #expect(test.isExact == (test.count <= 50))
      // SciPy corrects for continuity by half towards the mean for two sides, and by half per side for one: the same.
      for (alternative, p) in zip(recordedAlternatives, recorded.pValues) {
        #expect(
          relativeError(test.pValue(alternative), p) < 1e-9,
          "\(alternative) of \(test.count) with \(zeros)")
      }
    }
  }

  /// Depression before and after therapy (Hollander & Wolfe 1999, example 3.1): T⁺ = 5 of 9, one-sided p = 0.020,
  /// estimate −0.46 and 96 % interval (−0.786, −0.010).
  @Test("The textbook's case comes out") func textbook() throws {
    let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    let differences = zip(after, before).map { $0 - $1 }
    let test = SignedRankTest(differences)
    #expect(test.positiveRankSum == 5)
    // 10 of the 512 sets of ranks sum to at most 5.
    #expect(test.pValue(.less) == 10.0 / 512)
    #expect(abs(hodgesLehmannEstimate(differences) + 0.46) < 1e-12)
    let interval = try #require(hodgesLehmannInterval(differences, confidence: 0.96))
    #expect(abs(interval.lowerBound + 0.786) < 1e-9)
    #expect(abs(interval.upperBound + 0.010) < 1e-9)
  }

  @Test("The exact interval holds the shifts that the exact test does not reject") func inversion() throws {
    let recorded = try ComparisonReference.load().hodgesLehmann
    for row in recorded.rows {
      let interval = try #require(hodgesLehmannInterval(recorded.values, confidence: row[0]))
      #expect(abs(hodgesLehmannEstimate(recorded.values) - row[1]) < 1e-12)
      #expect(abs(interval.lowerBound - row[2]) < 1e-12)
      #expect(abs(interval.upperBound - row[3]) < 1e-12)
    }
  }

  /// 2/2ⁿ: 5 give 0.0625, 6 0.031, 7 0.0156, 8 0.0078. A third of 5 % is 0.0167.
  @Test("Fewer than 7 workloads reject nothing after Holm over three", arguments: [(1, 6), (3, 7), (10, 9)])
  func fewest(hypotheses: Int, expected: Int) {
    #expect(SignedRankTest.fewestPairs(hypotheses: hypotheses) == expected)
    #expect(SignedRankTest.smallestPValue(count: expected) * Double(hypotheses) <= 0.05)
    #expect(SignedRankTest.smallestPValue(count: expected - 1) * Double(hypotheses) > 0.05)
    #expect(SignedRankTest.smallestPValue(count: 7) == 2 / 128.0)
    #expect(SignedRankTest.smallestPValue(count: 7, .less) == 1 / 128.0)
  }

  @Test("Zeros alone say nothing") func zeros() {
    let test = SignedRankTest([0, 0, 0])
    #expect(test.count == 0 && test.zeros == 3)
    #expect(recordedAlternatives.allSatisfy { test.pValue($0) == 1 })
  }
}
