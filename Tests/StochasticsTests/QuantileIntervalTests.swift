import Foundation
import Stochastics
import Testing

@Suite struct QuantileIntervalTests {
  @Test func indicesAgreeWithSciPy() throws {
    for row in try Reference.load().quantileIndices {
      let indices = quantileIntervalIndices(row[0], count: Int(row[1]), confidence: row[2])
      let expected = row[3] >= 0 && row[4] < row[1] ? Int(row[3])...Int(row[4]) : nil
      #expect(indices == expected, "\(row)")
    }
  }

  /// Of n samples all lie below the median with 2⁻ⁿ: 5 give 3.1 % > 2.5 %, too few for 95 %; 6 give 1.6 %.
  @Test func tooFewSamplesHaveNoInterval() {
    #expect(quantileIntervalIndices(0.5, count: 5) == nil)
    #expect(quantileIntervalIndices(0.5, count: 6) == 0...5)
    #expect(quantileInterval(ofSorted: [1, 2, 3, 4, 5, 6], 0.5) == 1...6)
  }

  /// How often the interval of 100 exponential samples holds the 0.9-quantile, ln 10.
  private func hits(_ interval: ([Double]) -> ClosedRange<Double>?, trials: Int) -> Int {
    var stream = RandomStream(seed: 21, purpose: RandomPurpose("quantile interval"))
    return (0..<trials).reduce(0) { hits, _ in
      let sorted = (0..<100).map { _ in Exponential(mean: 1).sample(from: &stream) }.sorted()
      return hits + (interval(sorted)?.contains(log(10)) == true ? 1 : 0)
    }
  }

  /// Indices 83 and 95: covered if 84 to 95 samples lie below, which a binomial count of 100 and 0.9 does with
  /// 0.9557; the 99.9 % interval of what 2000 trials show holds it.
  @Test func coverageIsThatOfTheBinomial() {
    let covered = binomialInterval(
      successes: hits({ quantileInterval(ofSorted: $0, 0.9) }, trials: 2000), trials: 2000, confidence: 0.999)
    let below83 = incompleteBeta(a: 84, b: 17, 0.9).upper
    let above95 = incompleteBeta(a: 96, b: 5, 0.9).lower
    #expect(covered.contains(1 - below83 - above95))
  }

  /// The sister: an interval one sample narrower on each side covers visibly less.
  @Test func theTestSeesANarrowInterval() {
    let covered = binomialInterval(
      successes: hits({ $0[84]...$0[94] }, trials: 2000), trials: 2000, confidence: 0.999)
    #expect(!covered.contains(0.955))
  }
}
