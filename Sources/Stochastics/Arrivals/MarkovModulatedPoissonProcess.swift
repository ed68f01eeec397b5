/// Poisson arrivals whose rate is that of a hidden state, which changes as a continuous-time Markov chain.
///
/// An arrival or a change of state costs two numbers of the stream: the time to whichever comes first, and which it is.
///
/// Source: Fischer & Meier-Hellstern, "The Markov-Modulated Poisson Process (MMPP) Cookbook", Performance Evaluation
/// 18(2), 1993.
public struct MarkovModulatedPoissonProcess: ArrivalProcess {
  /// The arrival rate in each state, per second.
  public let rates: [Double]
  /// The rate of changes per second from the state of the row to that of the column; a row sums to 0.
  public let generator: [[Double]]
  /// The hidden state at `clock`.
  public private(set) var state: Int
  /// The time up to which the state is known, in seconds.
  public private(set) var clock: Double

  /// The process in a given state at a given time.
  ///
  /// - Precondition: the generator is square with a row for each rate, not negative off its diagonal, and its rows sum
  ///   to 0 within 10⁻⁹ of their diagonal; rates are finite and not negative; each state has a way out or arrivals.
  public init(rates: [Double], generator: [[Double]], state: Int, clock: Double = 0) {
    precondition(rates.indices.contains(state), "state must be in \(rates.indices), is \(state)")
    for rate in rates {
      precondition(rate >= 0 && rate.isFinite, "rate must be finite and not negative, is \(rate)")
    }
    Self.check(generator, count: rates.count)
    self.rates = rates
    self.generator = generator
    self.state = state
    self.clock = clock
  }

  /// The process in a state drawn from the stationary distribution, with one number of the stream.
  ///
  /// - Precondition: that of the other initializer, and every state can be reached from every other.
  public init(
    rates: [Double], generator: [[Double]], clock: Double = 0, stationaryFrom stream: inout RandomStream
  ) {
    Self.check(generator, count: rates.count)
    let state = WeightedIndex(weights: stationaryDistribution(generator: generator)).sample(from: &stream)
    self.init(rates: rates, generator: generator, state: state, clock: clock)
  }

  /// The long-run rate of arrivals, per second.
  ///
  /// - Precondition: every state can be reached from every other.
  public var meanRate: Double {
    zip(stationaryDistribution(generator: generator), rates).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The first arrival after `time`, in seconds; `.infinity` where none is left.
  ///
  /// - Precondition: `time` is not before `clock`, the last arrival returned.
  public mutating func next(after time: Double, from stream: inout RandomStream) -> Double {
    precondition(time >= clock, "time must not be before the clock \(clock), is \(time)")
    // The chain runs on without arrivals up to `time`; a stay that reaches beyond is cut there, as it has no memory.
    while clock < time {
      let leaving = -generator[state][state]
      let change = leaving > 0 ? clock + Exponential(mean: 1 / leaving).sample(from: &stream) : .infinity
      if change >= time { break }
      clock = change
      state = target(of: stream.nextUnit() * leaving)
    }
    clock = time
    while true {
      let arriving = rates[state]
      let leaving = -generator[state][state]
      if arriving + leaving == 0 { return .infinity }
      clock += Exponential(mean: 1 / (arriving + leaving)).sample(from: &stream)
      let choice = stream.nextUnit() * (arriving + leaving)
      if choice < arriving { return clock }
      state = target(of: choice - arriving)
    }
  }

  /// The state that a change out of the current one leads to, for a `choice` below the sum of its rates.
  private func target(of choice: Double) -> Int {
    var left = choice
    var last = state
    for (other, rate) in generator[state].enumerated() where other != state && rate > 0 {
      if left < rate { return other }
      left -= rate
      last = other
    }
    // Reached only where the row's sum is rounded up.
    return last
  }

  private static func check(_ generator: [[Double]], count: Int) {
    precondition(generator.count == count, "\(count) rates need as many rows, are \(generator.count)")
    for (state, row) in generator.enumerated() {
      precondition(row.count == count, "\(count) rates need as many columns, are \(row.count)")
      for (other, rate) in row.enumerated() where other != state {
        precondition(rate >= 0 && rate.isFinite, "rate of change must be finite and not negative, is \(rate)")
      }
      let sum = row.reduce(0, +)
      precondition(abs(sum) <= 1e-9 * abs(row[state]), "row \(state) must sum to 0, sums to \(sum)")
    }
  }
}
