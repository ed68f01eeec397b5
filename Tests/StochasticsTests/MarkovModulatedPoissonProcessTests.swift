import Foundation
import Stochastics
import Testing

@Suite struct MarkovModulatedPoissonProcessTests {
  /// Quiet at 2 per second for 5 s on average, busy at 20 per second for 2 s on average.
  static let rates = [2.0, 20.0]
  static let generator = [[-0.2, 0.2], [0.5, -0.5]]

  /// The busy share is 0.2/0.7 = 2/7, so the rate is 2 · 5/7 + 20 · 2/7 = 50/7.
  @Test func stationaryShares() {
    let shares = stationaryDistribution(generator: Self.generator)
    #expect(relativeError(shares[0], 5.0 / 7) < 1e-15)
    #expect(relativeError(shares[1], 2.0 / 7) < 1e-15)
    let process = MarkovModulatedPoissonProcess(rates: Self.rates, generator: Self.generator, state: 0)
    #expect(relativeError(process.meanRate, 50.0 / 7) < 1e-15)
  }

  /// A birth–death chain up at 3 and down at 1, 2, 4 has shares 1 : 3 : 9/2 : 27/8 = 8 : 24 : 36 : 27 of 95; a cycle
  /// has shares in proportion to the stays 1, 1/2 and 1/4, that is 4 : 2 : 1 of 7.
  @Test func stationarySharesOfMoreStates() {
    let chain = stationaryDistribution(generator: [
      [-3, 3, 0, 0], [1, -4, 3, 0], [0, 2, -5, 3], [0, 0, 4, -4],
    ])
    for (share, expected) in zip(chain, [8.0, 24, 36, 27]) {
      #expect(relativeError(share, expected / 95) < 1e-14)
    }
    let cycle = stationaryDistribution(generator: [[-1, 1, 0], [0, -2, 2], [4, 0, -4]])
    for (share, expected) in zip(cycle, [4.0, 2, 1]) { #expect(relativeError(share, expected / 7) < 1e-14) }
  }

  /// The mean of the counts of 4000 windows of 10 s, each from a fresh stationary start, and the mean of the unbiased
  /// variances of groups of 40 of them, with their standard errors.
  private func counts(rates: [Double]) -> (mean: SampleMean, variance: SampleMean) {
    let counts = (0..<4000).map { window in
      var stream = RandomStream(seed: 61, purpose: RandomPurpose("modulated"), ordinal: UInt64(window))
      var process = MarkovModulatedPoissonProcess(
        rates: rates, generator: Self.generator, stationaryFrom: &stream)
      var count = -1
      var time = 0.0
      while time < 10 {
        count += 1
        time = process.next(after: time, from: &stream)
      }
      return Double(count)
    }
    let variances = stride(from: 0, to: counts.count, by: 40).map { start in
      let group = SampleMean(counts[start..<start + 40])
      return group.standardError * group.standardError * 40
    }
    return (SampleMean(counts), SampleMean(variances))
  }

  /// The variance over the mean of the count of t seconds (Heffes & Lucantoni, IEEE J. Sel. Areas Commun. 4(6), 1986,
  /// equation 7): 1 + A (1 − (1 − exp(−st))/(st)) with s the sum of the rates of change and
  /// A = 2 r₁r₂ (λ₁ − λ₂)²/(s² (λ₁r₂ + λ₂r₁)).
  ///
  /// Here A = 2 · 0.2 · 0.5 · 18²/(0.7² (2 · 0.5 + 20 · 0.2)) = 64.8/2.45 = 26.449.
  private func dispersion(_ time: Double) -> Double {
    let limit = 2 * 0.2 * 0.5 * 324 / (0.49 * (2 * 0.5 + 20 * 0.2))
    return 1 + limit * (1 + expm1(-0.7 * time) / (0.7 * time))
  }

  @Test func meanAndDispersionAreThoseOfTheClosedForm() {
    let counts = counts(rates: Self.rates)
    let mean = 10 * 50.0 / 7
    #expect(abs(counts.mean.mean - mean) < 4 * counts.mean.standardError)
    #expect(abs(counts.variance.mean - mean * dispersion(10)) < 4 * counts.variance.standardError)
  }

  /// The sister: without modulation the mean is the same and the dispersion 1, which is seen.
  @Test func theTestSeesAPoissonProcess() {
    let counts = counts(rates: [50.0 / 7, 50.0 / 7])
    let mean = 10 * 50.0 / 7
    #expect(abs(counts.mean.mean - mean) < 4 * counts.mean.standardError)
    #expect(abs(counts.variance.mean - mean) < 4 * counts.variance.standardError)
    #expect(abs(counts.variance.mean - mean * dispersion(10)) > 4 * counts.variance.standardError)
  }

  /// After a jump over 100 s, long beyond the memory of 1/0.7 s, the state is stationary: busy in 2/7 of the runs.
  @Test func theChainRunsOnBetweenArrivals() {
    let busy = (0..<2000).reduce(0) { busy, run in
      var stream = RandomStream(seed: 62, purpose: RandomPurpose("modulated"), ordinal: UInt64(run))
      var process = MarkovModulatedPoissonProcess(rates: [1e6, 1e9], generator: Self.generator, state: 0)
      _ = process.next(after: 100, from: &stream)
      return busy + process.state
    }
    #expect(binomialInterval(successes: busy, trials: 2000, confidence: 0.999).contains(2.0 / 7))
  }

  /// An off state that ends leads to the on state, an on state without a way out stays, and silence is endless.
  @Test func absorbingStates() {
    var stream = RandomStream(seed: 63, purpose: RandomPurpose("modulated"))
    var starting = MarkovModulatedPoissonProcess(rates: [0, 3], generator: [[-1, 1], [0, 0]], state: 0)
    #expect(starting.next(after: 0, from: &stream).isFinite)
    #expect(starting.state == 1)
    var ending = MarkovModulatedPoissonProcess(rates: [3, 0], generator: [[0, 0], [1, -1]], state: 0)
    #expect(ending.next(after: 5, from: &stream) > 5)
    var silent = MarkovModulatedPoissonProcess(rates: [0], generator: [[0]], state: 0)
    #expect(silent.next(after: 0, from: &stream) == .infinity)
  }
}
