import Foundation
import Stochastics
import Testing

@Suite struct BatchMeansTests {
  /// 99 and seven values in 3 batches of 2, the 2 left over dropped at the start: means 1.5, 3.5, 7.
  ///
  /// Their mean is 4, the squares 6.25 + 0.25 + 9 = 15.5, the standard error √(15.5/2/3) = 1.607275, and the 97.5 %
  /// point of t with 2 degrees of freedom is 4.302653. Neighbours: (−2.5)(−0.5) + (−0.5)(3) = −0.25, over 15.5.
  @Test func workedByHand() {
    let batches = BatchMeans([99, 0, 1, 2, 3, 4, 6, 8], batches: 3)
    #expect(batches.batchMeans == [1.5, 3.5, 7])
    #expect(batches.batchSize == 2)
    #expect(batches.mean == 4)
    #expect(relativeError(batches.standardError, (15.5 / 6).squareRoot()) < 1e-15)
    #expect(abs(batches.interval().upperBound - (4 + 4.302_653 * 1.607_275)) < 1e-5)
    #expect(abs(batches.interval().lowerBound - (4 - 4.302_653 * 1.607_275)) < 1e-5)
    #expect(relativeError(batches.lagOneCorrelation, -0.25 / 15.5) < 1e-14)
  }

  /// How often the 90 % interval holds the mean 0 of a first-order autoregression x' = 0.8 x + e, in 500 runs of 2000.
  private func hits(batches: Int) -> Int {
    var stream = RandomStream(seed: 31, purpose: RandomPurpose("batch means"))
    return (0..<500).reduce(0) { hits, _ in
      var x = Normal(standardDeviation: 1 / 0.6).sample(from: &stream)
      let values = (0..<2000).map { _ in
        x = 0.8 * x + Normal().sample(from: &stream)
        return x
      }
      return hits + (BatchMeans(values, batches: batches).interval(confidence: 0.9).contains(0) ? 1 : 0)
    }
  }

  /// Means of neighbouring batches of 100 correlate with 0.8/0.2²/(100 · 1.8/0.2 − 2 · 0.8/0.2²) = 20/860 = 0.023: too
  /// little to keep the 99.9 % interval of the hits from holding 0.9.
  @Test func coversTheMeanOfACorrelatedSeries() {
    #expect(binomialInterval(successes: hits(batches: 20), trials: 500, confidence: 0.999).contains(0.9))
  }

  /// The sister: batches of 1 value take the series for independent, and cover 1.645/3 standard deviations: 42 %.
  @Test func theTestSeesShortBatches() {
    let covered = binomialInterval(successes: hits(batches: 2000), trials: 500, confidence: 0.999)
    #expect(covered.contains(0.416))
    #expect(!covered.contains(0.9))
  }
}
