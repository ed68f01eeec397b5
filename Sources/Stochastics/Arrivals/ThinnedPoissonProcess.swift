/// Poisson arrivals of any bounded rate, by thinning: arrivals of a larger rate, each kept with the ratio of the rates.
///
/// The larger rate, the majorant, is constant on intervals, so that a rate with a rare peak does not pay for the peak
/// all day. An attempt costs two numbers of the stream.
///
/// Source: Lewis & Shedler, "Simulation of Nonhomogeneous Poisson Processes by Thinning", Naval Research Logistics
/// Quarterly 26(3), 1979.
public struct ThinnedPoissonProcess<Rate: RateFunction>: ArrivalProcess {
  /// The rate of the arrivals.
  public let rate: Rate
  /// The rate of the attempts; there are no arrivals outside its intervals.
  public let majorant: PiecewiseConstantRate

  /// The process whose majorant is the rate's own upper bound on each interval between `boundaries` (seconds).
  ///
  /// - Precondition: at least two boundaries, finite and strictly ascending.
  public init(rate: Rate, boundaries: [Double]) {
    precondition(boundaries.count > 1, "at least two boundaries are needed, are \(boundaries.count)")
    let bounds = zip(boundaries, boundaries.dropFirst()).map { rate.upperBound(from: $0, to: $1) }
    self.init(rate: rate, majorant: PiecewiseConstantRate(boundaries: boundaries, rates: bounds))
  }

  /// The process with a given majorant, which must be at least the rate; `next` traps where it is not.
  public init(rate: Rate, majorant: PiecewiseConstantRate) {
    self.rate = rate
    self.majorant = majorant
  }

  /// The first arrival after `time`, in seconds; `.infinity` where none is left.
  @inlinable public func next(after time: Double, from stream: inout RandomStream) -> Double {
    var candidate = time
    while true {
      candidate = majorant.time(after: candidate, expecting: Exponential(mean: 1).sample(from: &stream))
      if candidate == .infinity { return candidate }
      let most = majorant.rate(at: candidate)
      let actual = rate.rate(at: candidate)
      // A bound taken at a crest may differ from the rate there by rounding.
      precondition(
        actual <= most * (1 + 1e-12), "the rate \(actual) at \(candidate) s exceeds the majorant's \(most)")
      if stream.nextUnit() * most < actual { return candidate }
    }
  }
}
