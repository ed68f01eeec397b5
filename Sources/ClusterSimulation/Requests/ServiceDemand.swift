import Stochastics

/// How much work a request brings, or how long a client thinks: a distribution of seconds.
///
/// An enum and not `any Distribution`, because one is drawn for every request.
public enum ServiceDemand: Sendable {
  /// The same for all, in seconds.
  case constant(Double)
  /// Memoryless.
  case exponential(Exponential)
  /// Sum of memoryless phases and all that lies between.
  case gamma(Gamma)
  /// Multiplicative spread.
  case logNormal(LogNormal)
  /// A power tail without end.
  case pareto(Pareto)
  /// A power tail with an end.
  case boundedPareto(BoundedPareto)
  /// Rare long requests among short ones.
  case hyperexponential(Hyperexponential)
  /// Stretched exponential.
  case weibull(Weibull)
  /// Between two bounds.
  case uniform(Uniform)
  /// A table of quantiles or measured values.
  case empirical(Empirical)

  /// Memoryless with the given mean in seconds.
  ///
  /// - Precondition: `mean` is positive.
  public static func exponential(mean: Double) -> Self { .exponential(Exponential(mean: mean)) }

  /// The expected value in seconds.
  public var mean: Double {
    switch self {
    case .constant(let value): value
    case .exponential(let law): law.mean
    case .gamma(let law): law.mean
    case .logNormal(let law): law.mean
    case .pareto(let law): law.mean
    case .boundedPareto(let law): law.mean
    case .hyperexponential(let law): law.mean
    case .weibull(let law): law.mean
    case .uniform(let law): law.mean
    case .empirical(let law): law.mean
    }
  }

  /// The variance in seconds².
  public var variance: Double {
    switch self {
    case .constant: 0
    case .exponential(let law): law.variance
    case .gamma(let law): law.variance
    case .logNormal(let law): law.variance
    case .pareto(let law): law.variance
    case .boundedPareto(let law): law.variance
    case .hyperexponential(let law): law.variance
    case .weibull(let law): law.variance
    case .uniform(let law): law.variance
    case .empirical(let law): law.variance
    }
  }

  /// One draw in seconds.
  func sample(from stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let value): value
    case .exponential(let law): law.sample(from: &stream)
    case .gamma(let law): law.sample(from: &stream)
    case .logNormal(let law): law.sample(from: &stream)
    case .pareto(let law): law.sample(from: &stream)
    case .boundedPareto(let law): law.sample(from: &stream)
    case .hyperexponential(let law): law.sample(from: &stream)
    case .weibull(let law): law.sample(from: &stream)
    case .uniform(let law): law.sample(from: &stream)
    case .empirical(let law): law.sample(from: &stream)
    }
  }

  /// One draw in whole nanoseconds, at least 0 and at most 2⁵³: a double, in which they are exact.
  func nanoseconds(from stream: inout RandomStream) -> Double {
    min(max((sample(from: &stream) * 1e9).rounded(), 0), 0x1p53)
  }
}
