import SimulationKernel
import Stochastics

/// Requests per second over simulated time, constant within each step of `resolution`, from time 0 on.
public struct LoadProfile: Hashable, Sendable {
  /// Length of a step, positive.
  public let resolution: SimulationDuration
  /// Requests per second in each step, finite and at least 0.
  public let rates: [Double]

  /// A profile of the given steps.
  ///
  /// - Precondition: `resolution` is positive; there are rates, finite and at least 0.
  public init(resolution: SimulationDuration, rates: [Double]) {
    precondition(resolution > .zero, "resolution must be positive, is \(resolution.seconds) s")
    precondition(!rates.isEmpty, "a profile needs at least one rate")
    precondition(rates.allSatisfy { $0 >= 0 && $0.isFinite }, "rates must be finite and at least 0")
    self.resolution = resolution
    self.rates = rates
  }

  /// The most requests a second that a load may have: beyond it nothing that is simulated means anything.
  static let highestRate = 1e12

  /// A profile of rates that were computed from what somebody gave.
  ///
  /// - Throws: ``WorkloadError`` if a rate is no number from 0 to ``highestRate``.
  init(resolution: SimulationDuration, checking rates: [Double]) throws {
    if let index = rates.firstIndex(where: { !(0...Self.highestRate ~= $0) }) {
      throw WorkloadError(
        "the load would be \(rates[index]) requests per second \(resolution.seconds * Double(index)) s after its "
          + "beginning; allowed are 0 to \(Self.highestRate).")
    }
    self.init(resolution: resolution, rates: rates)
  }

  /// The most steps that a load is made of: what is longer is refused before it takes memory. A year of seconds has
  /// 31,536,000.
  static let mostSteps = 50_000_000

  /// - Throws: ``WorkloadError`` if so many steps are too many.
  static func checkSteps(_ count: Double, of resolution: SimulationDuration) throws {
    guard count <= Double(mostSteps) else {
      throw WorkloadError(
        "the load would have \(count) steps of \(resolution.seconds) s; allowed are at most \(mostSteps). Times in a wrong "
          + "unit make many, a coarser resolution makes fewer.")
    }
  }

  /// How much time the profile covers.
  public var span: SimulationDuration { resolution * Int64(rates.count) }

  /// Mean requests per second over the whole span.
  public var mean: Double { rates.reduce(0, +) / Double(rates.count) }

  /// Requests per second at `time`; before the beginning and after the end, the nearest rate.
  @inlinable public func rate(at time: SimulationTime) -> Double {
    rates[min(max(0, Int((time - .zero) / resolution)), rates.count - 1)]
  }

  /// Mean requests per second of consecutive stretches of `step` seconds; the last may be shorter.
  ///
  /// - Precondition: `step` seconds are a positive multiple of the resolution.
  public func means(step: Int) -> [Double] {
    let length = SimulationDuration.seconds(Int64(step))
    precondition(
      step > 0 && length.nanoseconds % resolution.nanoseconds == 0,
      "a step of \(step) s is no multiple of the resolution of \(resolution.seconds) s")
    let cells = Int(length / resolution)
    return stride(from: 0, to: rates.count, by: cells).map { start in
      let part = rates[start..<min(start + cells, rates.count)]
      return part.reduce(0, +) / Double(part.count)
    }
  }

  /// The part from `start` to `end`, moved so that it begins at time 0. Both round down to the resolution.
  ///
  /// - Precondition: the part is at least one step long and within the profile.
  public func slice(from start: SimulationTime, to end: SimulationTime) -> LoadProfile {
    let range = Int((start - .zero) / resolution)..<Int((end - .zero) / resolution)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rates.count && !range.isEmpty,
      "\(start.seconds) to \(end.seconds) s is not within 0 to \(span.seconds) s")
    return LoadProfile(resolution: resolution, rates: Array(rates[range]))
  }
}

extension RandomPurpose {
  /// Noise on a load profile, within the windows of the trace.
  public static let loadFluctuation = RandomPurpose("load fluctuation")
}

/// Noise by which a load is multiplied: the exponential of a first-order autoregressive process.
public struct LoadFluctuation: Hashable, Sendable, Codable {
  /// Standard deviation over mean of the factor, at least 0.
  public var coefficientOfVariation: Double
  /// Time after which the autocorrelation of the factor's logarithm has fallen to 1/e, positive.
  public var correlationTime: SimulationDuration

  /// - Precondition: `coefficientOfVariation` is at least 0 and `correlationTime` positive.
  public init(coefficientOfVariation: Double, correlationTime: SimulationDuration) {
    precondition(coefficientOfVariation >= 0, "coefficient of variation must not be negative")
    precondition(correlationTime > .zero, "correlation time must be positive")
    self.coefficientOfVariation = coefficientOfVariation
    self.correlationTime = correlationTime
  }
}
