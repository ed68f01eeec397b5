import SimulationKernel
import Stochastics

/// How long something takes: a distribution of seconds that can be stored and compared.
public enum DurationLaw: Sendable, Hashable, Codable {
  /// Always the same number of seconds, at least 0.
  case constant(Double)
  /// Lognormal with the given mean in seconds and coefficient of variation.
  case logNormal(mean: Double, variation: Double)
  /// Exponential with the given mean in seconds.
  case exponential(mean: Double)
  /// Uniform between two numbers of seconds.
  case uniform(from: Double, to: Double)
  /// One of measured numbers of seconds, each with the same probability; at least one.
  case measured([Double])

  /// The expected value in seconds.
  public var mean: Double {
    switch self {
    case .constant(let seconds): seconds
    case .logNormal(let mean, _), .exponential(let mean): mean
    case .uniform(let lower, let upper): (lower + upper) / 2
    case .measured(let times): times.reduce(0, +) / Double(times.count)
    }
  }

  /// One draw, rounded to a nanosecond.
  public func sample(from stream: inout RandomStream) -> SimulationDuration {
    switch self {
    case .constant(let seconds): .seconds(rounding: seconds)
    case .logNormal(let mean, let variation):
      .seconds(rounding: LogNormal(mean: mean, coefficientOfVariation: variation).sample(from: &stream))
    case .exponential(let mean): .seconds(rounding: Exponential(mean: mean).sample(from: &stream))
    case .uniform(let lower, let upper):
      .seconds(rounding: Uniform(from: lower, to: upper).sample(from: &stream))
    case .measured(let times): .seconds(rounding: times[stream.nextIndex(below: times.count)])
    }
  }
}

extension RandomPurpose {
  /// The name is that of the one-pool simulation, so that both draw the same numbers.
  static let podStartUp = RandomPurpose("replica start-up")
  static let nodeBoot = RandomPurpose("node boot")
  static let spotReclaim = RandomPurpose("spot reclaim")
  static let imagePull = RandomPurpose("image pull failure")
  static let expander = RandomPurpose("node pool expander")
}
