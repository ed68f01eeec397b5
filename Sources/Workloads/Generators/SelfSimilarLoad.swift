import SimulationKernel
import Stochastics

import Glibc

/// A load that varies on all time scales alike: fractional Gaussian noise around a mean.
///
/// Means over m steps have m^(2H − 2) times the variance of a step, where independent steps would have 1/m: bursts do not
/// average out. The spread is given at a time scale, so that a finer resolution refines the same law.
///
/// Sources: Leland, Taqqu, Willinger & Wilson, "On the Self-Similar Nature of Ethernet Traffic", IEEE/ACM Transactions
/// on Networking 2(1), 1994; Norros, "On the Use of Fractional Brownian Motion in the Theory of Connectionless
/// Networks", IEEE Journal on Selected Areas in Communications 13(6), 1995.
public struct SelfSimilarLoad: Hashable, Sendable, Codable {
  /// The law of a single step.
  public enum Marginal: String, Hashable, Sendable, Codable, CaseIterable {
    /// Normal, cut off at 0: exact as long as the coefficient of variation of a step is below a third or so.
    case normal
    /// Log-normal, never 0 and skew. Its logarithm is the fractional noise; the load's own Hurst parameter is the same
    /// in the limit of long lags, for H of at least ½.
    case logNormal
  }

  /// Mean requests per second, above 0.
  public var mean: Double
  /// Standard deviation over mean of the load averaged over `scale`, at least 0.
  public var coefficientOfVariation: Double
  /// The Hurst parameter, above 0 and below 1; measured traffic has 0.7 to 0.9.
  public var hurst: Double
  /// The time scale at which the coefficient of variation holds, above 0.
  public var scale: SimulationDuration
  /// The law of a single step.
  public var marginal: Marginal

  /// A load of the given values.
  public init(
    mean: Double, coefficientOfVariation: Double, hurst: Double, scale: SimulationDuration = .seconds(60),
    marginal: Marginal = .normal
  ) {
    self.mean = mean
    self.coefficientOfVariation = coefficientOfVariation
    self.hurst = hurst
    self.scale = scale
    self.marginal = marginal
  }

  /// What is wrong, a sentence each; empty if nothing is.
  public func problems() -> [String] {
    var checks = Checks()
    checks.requirePositive(mean, "the mean rate", unit: " requests per second")
    checks.requirePositive(coefficientOfVariation, orZero: true, "the coefficient of variation")
    checks.require(
      hurst > 0 && hurst < 1, "the Hurst parameter is \(hurst); allowed are numbers above 0 and below 1.")
    checks.require(scale > .zero, "the scale is \(scale.seconds) s; allowed are times above 0 s.")
    return checks.sentences
  }

  /// Standard deviation over mean of one step of the given length: (step/scale)^(H − 1) times that of the scale.
  public func coefficientOfVariation(at step: SimulationDuration) -> Double {
    coefficientOfVariation * pow(step.seconds / scale.seconds, hurst - 1)
  }

  func rates(_ steps: LoadGenerator.Steps, from stream: inout RandomStream) -> [Double] {
    let noise = FractionalGaussianNoise(hurst: hurst, count: steps.count).path(from: &stream)
    let variation = coefficientOfVariation(at: steps.length)
    switch marginal {
    case .normal: return noise.map { max(0, mean * (1 + variation * $0)) }
    case .logNormal:
      let variance = log1p(variation * variation)
      let spread = variance.squareRoot()
      return noise.map { mean * exp(spread * $0 - variance / 2) }
    }
  }
}
