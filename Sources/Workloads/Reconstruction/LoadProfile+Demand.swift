import SimulationKernel
import Stochastics

import Glibc

extension LoadProfile {
  /// A load in proportion to `demand`: CPU use stands for requests, each taken to cost the same.
  ///
  /// The rate runs continuously through the windows, and the mean of each window is exact (10⁻⁹ relative),
  /// with or without fluctuation. The first window begins at time 0.
  ///
  /// - Parameters:
  ///   - demand: without missing windows.
  ///   - meanRate: mean requests per second over the whole span, positive.
  ///   - resolution: length of a step; divides the window.
  ///   - fluctuation: noise within the windows, or none.
  ///   - seed: of the noise; its stream is `loadFluctuation`.
  /// - Throws: ``WorkloadError`` if a window is missing, all demand is 0, or a parameter is out of range.
  public init(
    demand: DemandSeries, meanRate: Double, resolution: SimulationDuration = .seconds(15),
    fluctuation: LoadFluctuation? = nil, seed: UInt64 = 0
  ) throws {
    // times some 300 years apart have a step whose nanoseconds no integer holds
    let (nanoseconds, isTooLong) = demand.window.multipliedReportingOverflow(by: 1000)
    guard !isTooLong else {
      throw WorkloadError(
        "the demand has steps of \(demand.window / 86_400_000_000) days; allowed are up to \(Int64.max / 86_400_000_000_000) days."
      )
    }
    let window = SimulationDuration(nanoseconds: nanoseconds)
    guard resolution > .zero, window.nanoseconds % resolution.nanoseconds == 0 else {
      throw WorkloadError(
        "the resolution is \(resolution.seconds) s; allowed are divisors of \(window.seconds) s.")
    }
    guard meanRate > 0, meanRate.isFinite else {
      throw WorkloadError(
        "the mean rate is \(meanRate) requests per second; allowed are finite numbers above 0.")
    }
    guard demand.missing == 0 else {
      throw WorkloadError(
        "the demand has no value in \(demand.missing) of \(demand.values.count) windows; fill it first.")
    }
    let values = demand.values.compactMap(\.self)
    let total = values.reduce(0, +)
    guard total > 0 else {
      throw WorkloadError("the demand is 0 in all of \(values.count) windows; some demand is needed.")
    }
    let factor = meanRate * Double(values.count) / total
    let means = values.map { $0 * factor }
    guard factor.isFinite, means.allSatisfy(\.isFinite) else {
      throw WorkloadError(
        "the demand of \(values.count) windows adds up to \(total), too little to be scaled to a mean of \(meanRate) requests "
          + "per second.")
    }
    let cells = Int(window / resolution)
    try Self.checkSteps(Double(values.count) * Double(cells), of: resolution)
    var rates = MeanPreservingCurve.sample(means: means, cells: cells)
    if let fluctuation {
      var stream = RandomStream(seed: seed, purpose: .loadFluctuation)
      Self.fluctuate(&rates, fluctuation, resolution: resolution, from: &stream)
      for (index, mean) in means.enumerated() {
        MeanPreservingCurve.scale(&rates, index * cells..<(index + 1) * cells, toMean: mean)
      }
    }
    try self.init(resolution: resolution, checking: rates)
  }

  /// Multiplies each rate by the factor of `fluctuation`, whose median, not mean, is 1.
  static func fluctuate(
    _ rates: inout [Double], _ fluctuation: LoadFluctuation, resolution: SimulationDuration,
    from stream: inout RandomStream
  ) {
    let spread = log(1 + fluctuation.coefficientOfVariation * fluctuation.coefficientOfVariation).squareRoot()
    let memory = exp(-resolution.seconds / fluctuation.correlationTime.seconds)
    let innovation = (1 - memory * memory).squareRoot()
    var state = Normal().sample(from: &stream)
    for index in rates.indices {
      rates[index] *= exp(spread * state)
      state = memory * state + innovation * Normal().sample(from: &stream)
    }
  }
}
