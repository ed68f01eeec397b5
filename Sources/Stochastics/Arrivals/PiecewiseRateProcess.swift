/// Poisson arrivals whose rate is constant on intervals, exactly, by inversion of the cumulated rate.
///
/// An arrival costs one number of the stream and no rejection: the expected count between two arrivals is exponential
/// of mean 1.
///
/// Source: Çinlar, "Introduction to Stochastic Processes", 1975, chapter 4, section 7.
public struct PiecewiseRateProcess: ArrivalProcess {
  /// The rate.
  public let rate: PiecewiseConstantRate

  /// The process of the given rate.
  public init(rate: PiecewiseConstantRate) { self.rate = rate }

  /// The first arrival after `time`, in seconds; `.infinity` where none is left.
  @inlinable public func next(after time: Double, from stream: inout RandomStream) -> Double {
    rate.time(after: time, expecting: Exponential(mean: 1).sample(from: &stream))
  }
}
