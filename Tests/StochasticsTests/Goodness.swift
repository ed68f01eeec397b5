import Foundation
import Stochastics

/// The largest distance between the empirical distribution of `samples` and `cumulative` (Kolmogorov–Smirnov).
func distance(_ samples: [Double], _ cumulative: (Double) -> Double) -> Double {
  let sorted = samples.sorted()
  let count = Double(sorted.count)
  return sorted.enumerated().reduce(0) { worst, sample in
    let expected = cumulative(sample.element)
    return max(
      worst, abs(Double(sample.offset + 1) / count - expected), abs(expected - Double(sample.offset) / count))
  }
}

/// The 99.9 % point of the distance of `count` samples: 1.9495/√n (Smirnov, Ann. Math. Statist. 19(2), 1948).
func distanceBound(_ count: Int) -> Double { 1.9495 / Double(count).squareRoot() }

/// Pearson's χ² of counts against the numbers expected, and its degrees of freedom.
struct ChiSquare {
  private(set) var statistic = 0.0
  private(set) var bins = 0

  /// Whether the statistic is at most the 99.9 % point for one degree of freedom less than bins.
  var isPlausible: Bool { statistic <= chiSquareQuantile(0.999, degreesOfFreedom: Double(bins - 1)) }

  /// The χ² of whole-number draws from 0 up; neighbouring values share a bin until 5 draws are expected in it.
  init(_ draws: [Int], probability: (Int) -> Double) {
    var counts = [Int](repeating: 0, count: (draws.max() ?? 0) + 1)
    for draw in draws { counts[draw] += 1 }
    let total = Double(draws.count)
    var (expectedLeft, observedLeft) = (total, total)
    var (expected, observed) = (0.0, 0.0)
    var value = 0
    // The last bin takes all that is left, so that no tail is lost.
    while expectedLeft - expected >= 5 {
      expected += probability(value) * total
      observed += value < counts.count ? Double(counts[value]) : 0
      value += 1
      if expected >= 5 && expectedLeft - expected >= 5 {
        add(observed, expected: expected)
        (expectedLeft, observedLeft) = (expectedLeft - expected, observedLeft - observed)
        (expected, observed) = (0, 0)
      }
    }
    add(observedLeft, expected: expectedLeft)
  }

  /// The χ² of counts that are Poisson each: nothing ties them together, so one more bin stands for the freedom.
  init(poissonCounts counts: [Int], expected: [Double]) {
    for (count, mean) in zip(counts, expected) { add(Double(count), expected: mean) }
    bins += 1
  }

  /// The χ² of counts that should be equal.
  init(equal counts: [Int]) {
    let mean = Double(counts.reduce(0, +)) / Double(counts.count)
    for count in counts { add(Double(count), expected: mean) }
  }

  private mutating func add(_ observed: Double, expected: Double) {
    statistic += (observed - expected) * (observed - expected) / expected
    bins += 1
  }
}

/// How many standard errors the samples' mean and variance lie from the given ones.
///
/// The error of the variance is √((m₄ − m₂²)/n) with the samples' central moments (Kendall & Stuart, vol. 1, 10.9).
func momentErrors(
  _ samples: [Double], mean: Double, variance: Double
) -> (mean: Double, variance: Double) {
  let summary = SampleMean(samples)
  let count = Double(samples.count)
  let squares = samples.map { ($0 - summary.mean) * ($0 - summary.mean) }
  let second = squares.reduce(0, +) / count
  let fourth = squares.reduce(0) { $0 + $1 * $1 } / count
  return (
    abs(summary.mean - mean) / summary.standardError,
    abs(second - variance) / ((fourth - second * second) / count).squareRoot()
  )
}

/// |x − expected| relative to the size of `expected`.
func relativeError(_ x: Double, _ expected: Double) -> Double {
  x == expected ? 0 : abs(x - expected) / abs(expected)
}
