import SimulationKernel
import Stochastics

import Glibc

/// Days and weeks that return, multiplied by noise.
///
/// The rate is mean × day × week × noise. The day runs continuously through its parts, each of which keeps its mean
/// (the curve of the project's trace generator); the noise is log-normal of mean 1 and first order.
///
/// The defaults are those of job 113812204462 of ClusterData 2019.
public struct SeasonalLoad: Hashable, Sendable, Codable {
  /// Mean requests per second over a whole week, above 0.
  public var mean: Double
  /// Load in each of equal parts of a day over the day's mean, at least 0 and not all 0; scaled to mean 1. One part is
  /// no daily cycle.
  public var day: [Double]
  /// Load of each of seven days over the week's mean, likewise. Empty for no weekly cycle.
  public var week: [Double]
  /// Noise, or none.
  public var noise: LoadFluctuation?

  /// A load of the given values.
  public init(
    mean: Double, day: [Double] = ServiceTraceParameters().hourlyProfile,
    week: [Double] = ServiceTraceParameters().weeklyProfile, noise: LoadFluctuation? = nil
  ) {
    self.mean = mean
    self.day = day
    self.week = week
    self.noise = noise
  }

  /// The 24 hourly means of a sine around 1, for ``day``.
  ///
  /// - Parameters:
  ///   - amplitude: of the sine, 0...1.
  ///   - peakHour: when it is highest, in hours.
  /// - Precondition: the amplitude is in its range.
  public static func sinusoidalDay(amplitude: Double, peakHour: Double) -> [Double] {
    let rate = SinusoidalRate(mean: 1, amplitude: amplitude, period: 24, phase: peakHour - 6)
    return (0..<24).map { rate.expectedCount(from: Double($0), to: Double($0 + 1)) }
  }

  /// What is wrong, a sentence each; empty if nothing is.
  public func problems() -> [String] {
    var checks = Checks()
    checks.requirePositive(mean, "the mean rate", unit: " requests per second")
    checks.require(!day.isEmpty, "the day has no parts; at least one is needed.")
    checks.require(
      week.isEmpty || week.count == 7, "the week has \(week.count) days; allowed are 7 or none.")
    for (name, parts) in [("day", day), ("week", week)] where !parts.isEmpty {
      checks.require(
        parts.allSatisfy { $0 >= 0 && $0.isFinite } && parts.contains { $0 > 0 },
        "the parts of the \(name) are \(parts); allowed are finite numbers from 0 up, not all 0.")
    }
    if let noise { checks.add(noise.problems()) }
    return checks.sentences
  }

  func rates(_ steps: LoadGenerator.Steps, from stream: inout RandomStream) throws -> [Double] {
    let part = SimulationDuration.days(1).nanoseconds / Int64(day.count)
    guard SimulationDuration.days(1).nanoseconds % Int64(day.count) == 0, part % steps.length.nanoseconds == 0
    else {
      throw WorkloadError(
        "the resolution is \(steps.length.seconds) s; a day of \(day.count) parts needs a divisor of "
          + "\(86_400 / Double(day.count)) s.")
    }
    let perDay = Int(SimulationDuration.days(1) / steps.length)
    let daily = MeanPreservingCurve.sample(
      means: Self.normalised(day), cells: perDay / day.count, isPeriodic: true)
    let weekly = week.isEmpty ? [1] : Self.normalised(week)
    var rates = (0..<steps.count).map { step in
      mean * daily[step % perDay] * weekly[step / perDay % weekly.count]
    }
    if let noise {
      LoadProfile.fluctuate(&rates, noise, resolution: steps.length, from: &stream)
      // The factor's median is 1; its mean is √(1 + c²).
      let correction = 1 / (1 + noise.coefficientOfVariation * noise.coefficientOfVariation).squareRoot()
      for index in rates.indices { rates[index] *= correction }
    }
    return rates
  }

  private static func normalised(_ parts: [Double]) -> [Double] {
    let mean = parts.reduce(0, +) / Double(parts.count)
    return parts.map { $0 / mean }
  }
}
