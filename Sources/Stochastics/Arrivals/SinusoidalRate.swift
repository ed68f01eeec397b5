import Glibc

/// A rate that swings around its mean as a sine: the simplest day.
public struct SinusoidalRate: RateFunction, Equatable {
  /// The mean rate, in arrivals per second.
  public let mean: Double
  /// The swing to either side, in arrivals per second, at most the mean.
  public let amplitude: Double
  /// The length of a full swing, in seconds.
  public let period: Double
  /// A time at which the rate passes its mean upwards, in seconds.
  public let phase: Double

  /// - Precondition: 0 ≤ `amplitude` ≤ `mean` < ∞ and `period` is positive.
  public init(mean: Double, amplitude: Double, period: Double, phase: Double = 0) {
    precondition(
      amplitude >= 0 && amplitude <= mean && mean.isFinite,
      "amplitude must be in 0...mean, are \(amplitude) and \(mean)")
    precondition(period > 0, "period must be positive, is \(period)")
    self.mean = mean
    self.amplitude = amplitude
    self.period = period
    self.phase = phase
  }

  /// The rate at `time`.
  @inlinable public func rate(at time: Double) -> Double {
    mean + amplitude * sin(2 * .pi * (time - phase) / period)
  }

  /// The largest rate between the two times: the crest's where one lies between, else that of an end.
  public func upperBound(from start: Double, to end: Double) -> Double {
    let cycle = ((start - phase) / period - 0.25).rounded(.up)
    let crest = phase + (cycle + 0.25) * period
    return crest <= end ? mean + amplitude : max(rate(at: start), rate(at: end))
  }

  /// The number of arrivals expected between the two times.
  public func expectedCount(from start: Double, to end: Double) -> Double {
    let turn = 2 * Double.pi / period
    let swing = cos(turn * (start - phase)) - cos(turn * (end - phase))
    return mean * (end - start) + amplitude / turn * swing
  }
}
