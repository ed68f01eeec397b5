import SimulationKernel
import Stochastics

/// The rate of a hidden state that changes as a continuous-time Markov chain, averaged over each step.
///
/// Poisson counts of the steps are those of the Markov-modulated Poisson process exactly. Two states of rates r₀, r₁
/// that are left at a, b per second have the mean (b r₀ + a r₁)/(a + b), the variance p (1 − p) (r₀ − r₁)² with
/// p = a/(a + b), and an autocorrelation that falls as exp(−(a + b) t).
///
/// Source: Fischer & Meier-Hellstern, "The Markov-Modulated Poisson Process (MMPP) Cookbook", Performance Evaluation
/// 18(2), 1993.
public struct MarkovModulatedLoad: Hashable, Sendable, Codable {
  /// Requests per second in each state, finite and at least 0.
  public var rates: [Double]
  /// The rate of changes per second from the state of the row to that of the column, at least 0; the diagonal is not
  /// read. Every state can be reached from every other.
  public var changes: [[Double]]

  /// A load of the given values.
  public init(rates: [Double], changes: [[Double]]) {
    self.rates = rates
    self.changes = changes
  }

  /// A load that is low, and bursts now and then.
  ///
  /// - Parameters:
  ///   - low: requests per second when it is low.
  ///   - high: requests per second when it is high.
  ///   - meanLow: mean length of a low time in seconds, positive.
  ///   - meanHigh: mean length of a high time in seconds, positive.
  public static func bursts(low: Double, high: Double, meanLow: Double, meanHigh: Double) -> Self {
    MarkovModulatedLoad(rates: [low, high], changes: [[0, 1 / meanLow], [1 / meanHigh, 0]])
  }

  /// A load that stays in each state for a time and then goes to any of the others with equal chance.
  ///
  /// - Parameters:
  ///   - rates: requests per second in each state; at least two.
  ///   - stays: mean length of a stay in each, in seconds, positive; as many.
  public static func switching(rates: [Double], stays: [Double]) -> Self {
    MarkovModulatedLoad(
      rates: rates,
      changes: stays.indices.map { from in
        stays.indices.map { $0 == from ? 0 : 1 / stays[from] / Double(stays.count - 1) }
      })
  }

  /// What is wrong, a sentence each; empty if nothing is.
  public func problems() -> [String] {
    var checks = Checks()
    checks.require(!rates.isEmpty, "there are no states; at least one is needed.")
    checks.require(
      rates.allSatisfy { $0 >= 0 && $0.isFinite },
      "the rates are \(rates); allowed are finite numbers from 0 up.")
    let isSquare = changes.count == rates.count && changes.allSatisfy { $0.count == rates.count }
    checks.require(
      isSquare, "the changes need \(rates.count) rows of \(rates.count), as there are as many states.")
    guard isSquare else { return checks.sentences }
    for (from, row) in changes.enumerated() {
      for (to, rate) in row.enumerated() where from != to {
        checks.requirePositive(rate, orZero: true, "the rate of changes from state \(from) to \(to)")
      }
      checks.require(
        reachable(from: from).allSatisfy(\.self),
        "not every state can be reached from state \(from); give more changes a rate above 0.")
    }
    return checks.sentences
  }

  /// Which states can be reached from one.
  private func reachable(from state: Int) -> [Bool] {
    var seen = [Bool](repeating: false, count: rates.count)
    var open = [state]
    while let next = open.popLast() {
      if seen[next] { continue }
      seen[next] = true
      open += rates.indices.filter { $0 != next && changes[next][$0] > 0 }
    }
    return seen
  }

  /// The long-run mean in requests per second.
  ///
  /// - Precondition: nothing is wrong with the values.
  public var mean: Double {
    zip(stationaryDistribution(generator: changes), rates).reduce(0) { $0 + $1.0 * $1.1 }
  }

  func rates(_ steps: LoadGenerator.Steps, from stream: inout RandomStream) throws -> [Double] {
    let length = steps.length.seconds
    for state in rates.indices {
      let leaving = outgoing(state).reduce(0, +)
      guard leaving * length <= 1e6 else {
        throw WorkloadError(
          "state \(state) is left \(leaving) times a second, more than 1e6 times a step of \(length) s; "
            + "give it the mean rate of its fast states instead.")
      }
    }
    var state = WeightedIndex(weights: stationaryDistribution(generator: changes)).sample(from: &stream)
    var left = stay(in: state, from: &stream)
    return (0..<steps.count).map { _ in
      var rest = length
      var sum = 0.0
      while left < rest {
        sum += rates[state] * left
        rest -= left
        state = WeightedIndex(weights: outgoing(state)).sample(from: &stream)
        left = stay(in: state, from: &stream)
      }
      left -= rest
      return (sum + rates[state] * rest) / length
    }
  }

  private func outgoing(_ state: Int) -> [Double] {
    changes[state].enumerated().map { $0.offset == state ? 0 : $0.element }
  }

  private func stay(in state: Int, from stream: inout RandomStream) -> Double {
    let leaving = outgoing(state).reduce(0, +)
    return leaving > 0 ? Exponential(mean: 1 / leaving).sample(from: &stream) : .infinity
  }
}
