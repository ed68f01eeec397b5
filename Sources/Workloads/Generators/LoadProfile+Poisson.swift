import SimulationKernel
import Stochastics

extension LoadProfile {
  /// How many requests of a Poisson process of this rate come in each step.
  ///
  /// Exact, as the rate is constant within a step: the counts are independent and Poisson of mean rate times length.
  ///
  /// - Parameters:
  ///   - seed: of the counts; the stream is `requestCounts`.
  ///   - entity: which of several loads under one seed.
  /// - Precondition: a step expects at most 10¹⁵ requests.
  public func counts(seed: UInt64, entity: UInt64 = 0) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: .requestCounts, entity: entity)
    let length = resolution.seconds
    return rates.map { Poisson(mean: $0 * length).sample(from: &stream) }
  }

  /// The Poisson process of this rate, one request after the other; times in seconds, none after the end.
  public var arrivals: PiecewiseRateProcess {
    let length = resolution.seconds
    return PiecewiseRateProcess(
      rate: PiecewiseConstantRate(boundaries: (0...rates.count).map { Double($0) * length }, rates: rates))
  }
}
