import Stochastics

import Glibc

/// The times at which jobs arrive: Poisson, at a rate that is constant over each hour.
///
/// The rate swings with the day and is multiplied by a lognormal factor of median 1 drawn for each hour, so
/// that its median over the hours is the published one.
struct BorgArrivals {
  private let process: PiecewiseRateProcess
  private var stream: RandomStream
  private var last: Double
  private(set) var count: UInt64 = 0

  /// Hours before the trace from which jobs are drawn, to be running when it begins.
  static let warmUpHours = 168

  init(_ parameters: BorgCellParameters) {
    let first = -Self.warmUpHours
    let start = Double(BorgCellParameters.startTime) / 1e6
    let base = parameters.jobsPerHour * Double(parameters.machines) / 12_000 / 3600
    let rates = (first..<parameters.hours).map { hour in
      var stream = RandomStream(
        seed: parameters.seed, purpose: .borgArrivalNoise, entity: UInt64(hour - first))
      let noise = exp(parameters.arrivalNoise * stream.nextNormalPair().0)
      let middle = BorgCellParameters.startTime + (Int64(hour) * 2 + 1) * 1_800_000_000
      return base * noise * parameters.dailyFactor(swing: parameters.arrivalSwing, at: middle)
    }
    let boundaries = (first...parameters.hours).map { start + Double($0) * 3600 }
    process = PiecewiseRateProcess(rate: PiecewiseConstantRate(boundaries: boundaries, rates: rates))
    stream = RandomStream(seed: parameters.seed, purpose: .borgArrivals)
    last = boundaries[0]
  }

  /// The number of the next job and when it arrives, in microseconds of trace time; nil after the end of the
  /// trace.
  mutating func next() -> (ordinal: UInt64, time: Int64)? {
    last = process.next(after: last, from: &stream)
    guard last.isFinite else { return nil }
    count += 1
    return (count - 1, Int64((last * 1e6).rounded(.down)))
  }
}

extension BorgCellParameters {
  /// A cosine over the 24 hours, 1 at the peak hour.
  func dailyWave(at time: Int64) -> Double {
    let hour = Double(time - Self.startTime) / 3.6e9
    return cos(2 * .pi * (hour - peakHour) / 24)
  }
}
