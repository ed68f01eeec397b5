import Foundation
import Testing

@testable import Stochastics

@Suite("Fractional Gaussian noise")
struct FractionalGaussianNoiseTests {
  @Test("the autocovariance is that of the definition, and its series joins on")
  func autocovariance() {
    #expect(FractionalGaussianNoise.autocovariance(lag: 0, hurst: 0.8) == 1)
    // H = 0.5: independent. H = 0.75, lag 1: (2^1.5 − 2)/2 = 0.41421356…
    #expect(abs(FractionalGaussianNoise.autocovariance(lag: 3, hurst: 0.5)) < 1e-15)
    #expect(abs(FractionalGaussianNoise.autocovariance(lag: 1, hurst: 0.75) - (2.0.squareRoot() - 1)) < 1e-15)
    // Python's decimal with 50 digits: ½(1001^(2H) − 2·1000^(2H) + 999^(2H)) for H = 0.3 and 0.9.
    let large = [(0.3, -7.5714902537800534e-06), (0.9, 1.8085582668580708e-01)]
    for (hurst, value) in large {
      let found = FractionalGaussianNoise.autocovariance(lag: 1000, hurst: hurst)
      #expect(abs(found / value - 1) < 1e-11)
    }
  }

  @Test(
    "the eigenvalues are not negative, so the embedding is exact", arguments: [0.05, 0.3, 0.5, 0.8, 0.99])
  func eigenvalues(hurst: Double) {
    let noise = FractionalGaussianNoise(hurst: hurst, count: 100)
    let circle = noise.amplitudes.count
    #expect(circle == 256)
    // What the squares of the amplitudes transform back to is the autocovariance; a cut-off eigenvalue would be missing.
    for lag in [0, 1, 7, 128] {
      let sum = noise.amplitudes.enumerated().reduce(0) { sum, pair in
        sum + pair.element * pair.element * cos(2 * .pi * Double(lag * pair.offset % circle) / Double(circle))
      }
      #expect(abs(sum - FractionalGaussianNoise.autocovariance(lag: lag, hurst: hurst)) < 1e-12)
    }
  }

  @Test("paths have the covariances of theory", arguments: [0.3, 0.5, 0.85])
  func covariance(hurst: Double) {
    let noise = FractionalGaussianNoise(hurst: hurst, count: 48)
    let paths = 4000
    var stream = RandomStream(seed: 8, purpose: .testNoise)
    var sums = [Int: Double]()
    let lags = [0, 1, 5, 40]
    for _ in 0..<paths {
      let path = noise.path(from: &stream)
      for lag in lags { sums[lag, default: 0] += path[3] * path[3 + lag] }
    }
    for lag in lags {
      let theory = FractionalGaussianNoise.autocovariance(lag: lag, hurst: hurst)
      // The product of two normals of correlation r has the variance 1 + r².
      let error = ((1 + theory * theory) / Double(paths)).squareRoot()
      #expect(abs(sums[lag]! / Double(paths) - theory) < 4 * error, "lag \(lag)")
      // The sister: the covariance of H = 0.65 would be noticed at lag 1.
      let other = FractionalGaussianNoise.autocovariance(lag: lag, hurst: 0.65)
      if lag == 1 { #expect(abs(sums[lag]! / Double(paths) - other) > 4 * error) }
    }
  }

  @Test("the estimator finds the Hurst parameter within its standard error", arguments: [0.3, 0.5, 0.7, 0.9])
  func estimate(hurst: Double) {
    let noise = FractionalGaussianNoise(hurst: hurst, count: 2048)
    let estimates = (0..<40).compactMap { seed in
      var stream = RandomStream(seed: UInt64(seed), purpose: .testNoise, entity: 1)
      return HurstEstimate(noise.path(from: &stream))
    }
    #expect(estimates.count == 40)
    let summary = SampleMean(estimates.map(\.hurst))
    // 2048^0.6 = 97 frequencies, so each estimate has a standard error of 1/(2√97) = 0.0508, their mean 0.0080.
    #expect(estimates[0].frequencies == 97)
    let error = estimates[0].standardError
    #expect(abs(summary.mean - hurst) < 3.5 * error / 40.0.squareRoot())
    // Their spread is the one promised: a standard deviation from 40 has a relative error of 1/√78 = 0.113, and
    // with 97 frequencies the asymptotic value is up to a fifth too small.
    let spread = summary.standardError * 40.0.squareRoot()
    #expect(spread > error * (1 - 3 * 0.113) && spread < error * (1.2 + 3 * 0.113))
    // The sister: a Hurst parameter 0.05 off would be seen.
    #expect(abs(summary.mean - (hurst + 0.05)) > 3.5 * error / 40.0.squareRoot())
  }
}
