import Foundation
import Stochastics
import Testing

extension RandomPurpose {
  fileprivate static let test = RandomPurpose("distribution test")
}

/// The largest distance between the empirical distribution of `samples` and `cumulative` (Kolmogorov–Smirnov).
private func distance(_ samples: [Double], _ cumulative: (Double) -> Double) -> Double {
  let sorted = samples.sorted()
  let count = Double(sorted.count)
  return sorted.enumerated().reduce(0) { worst, sample in
    let expected = cumulative(sample.element)
    return max(
      worst, abs(Double(sample.offset + 1) / count - expected), abs(expected - Double(sample.offset) / count))
  }
}

private func draw(_ distribution: some Distribution, _ count: Int = 20_000) -> [Double] {
  var stream = RandomStream(seed: 11, purpose: .test)
  return (0..<count).map { _ in distribution.sample(from: &stream) }
}

/// The 99.9 % point of the Kolmogorov distribution over √20,000: 1.95 / 141.4.
private let bound = 0.0138

private func normalCumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.squareRoot()) }

@Suite struct DistributionTests {
  @Test func exponential() {
    #expect(distance(draw(Exponential(mean: 3))) { 1 - exp(-$0 / 3) } < bound)
  }

  @Test func normal() {
    #expect(distance(draw(Normal(mean: 5, standardDeviation: 2))) { normalCumulative(($0 - 5) / 2) } < bound)
  }

  /// Mean 60 and variation 0.5: σ² = ln 1.25 = 0.2231, μ = ln 60 − 0.1116.
  @Test func logNormal() {
    let samples = draw(LogNormal(mean: 60, coefficientOfVariation: 0.5))
    #expect(distance(samples) { normalCumulative((log($0) - (log(60) - 0.111572)) / 0.472381) } < bound)
    let mean = SampleMean(samples)
    #expect(abs(mean.mean - 60) < 4 * mean.standardError)
  }

  /// The sister that shows the test can fail: an exponential of another mean is seen.
  @Test func theTestSeesAWrongMean() {
    #expect(distance(draw(Exponential(mean: 3.2))) { 1 - exp(-$0 / 3) } > bound)
  }

  @Test func noVariationIsConstant() {
    #expect(Set(draw(LogNormal(mean: 60, coefficientOfVariation: 0), 100)).count == 1)
  }

  /// Order statistics of 1, 2, 4, 8 at p = 0.5: position 1.5, halfway between 2 and 4.
  @Test(arguments: [(0.0, 1.0), (0.5, 3.0), (1.0, 8.0), (0.25, 1.75)])
  func quantiles(p: Double, expected: Double) {
    #expect(quantile(ofSorted: [1, 2, 4, 8], p) == expected)
  }
}
