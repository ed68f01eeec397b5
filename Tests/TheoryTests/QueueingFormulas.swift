import Foundation

/// Closed forms of queueing theory, computed here so that the engine is not its own judge.
///
/// Source: Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013 (chapters 13, 14, 17,
/// 23, 30).
enum QueueingFormulas {
  /// Erlang B: the probability that all `servers` are busy, of `load` = λ/μ, without a queue.
  static func erlangB(servers: Int, load: Double) -> Double {
    (1...servers).reduce(1) { blocked, n in load * blocked / (Double(n) + load * blocked) }
  }

  /// Erlang C: the probability of a wait in M/M/c.
  static func erlangC(servers: Int, load: Double) -> Double {
    let blocked = erlangB(servers: servers, load: load)
    return blocked / (1 - load / Double(servers) * (1 - blocked))
  }

  /// Mean wait in M/M/c: C/(cμ − λ).
  static func meanWait(servers: Int, rate: Double, serviceTime: Double) -> Double {
    erlangC(servers: servers, load: rate * serviceTime) / (Double(servers) / serviceTime - rate)
  }

  /// P(T > t) in M/M/c, by the wait being 0 or exponential with rate cμ − λ, plus the service.
  ///
  /// - Precondition: cμ − λ is not μ.
  static func tail(beyond t: Double, servers: Int, rate: Double, serviceTime: Double) -> Double {
    let waits = erlangC(servers: servers, load: rate * serviceTime)
    let (drain, serve) = (Double(servers) / serviceTime - rate, 1 / serviceTime)
    if servers == 1 { return exp(-drain * t) }
    let both = (serve * exp(-drain * t) - drain * exp(-serve * t)) / (serve - drain)
    return (1 - waits) * exp(-serve * t) + waits * both
  }

  /// Pollaczek–Khinchine: mean wait in M/G/1, λE[S²]/(2(1 − ρ)).
  static func meanWait(rate: Double, mean: Double, variance: Double) -> Double {
    rate * (variance + mean * mean) / (2 * (1 - rate * mean))
  }

  /// The probabilities of 0...K inside M/M/c/K: products of λ/(min(n, c) μ), normed.
  static func stateProbabilities(servers: Int, capacity: Int, load: Double) -> [Double] {
    var weights = [1.0]
    for n in 1...capacity { weights.append(weights[n - 1] * load / Double(min(n, servers))) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// Throughput of one exponential server with N clients: weights N!/(N − k)! (s/Z)ᵏ, X = (1 − p₀)/s.
  static func closedThroughput(clients: Int, thinkTime: Double, serviceTime: Double) -> Double {
    var (weight, sum) = (1.0, 1.0)
    for k in 1...clients {
      weight *= Double(clients - k + 1) * serviceTime / thinkTime
      sum += weight
    }
    return (1 - 1 / sum) / serviceTime
  }
}

/// The mean over runs with seeds 1...20, and its standard error.
struct SeedMean {
  let mean: Double
  let standardError: Double

  init(_ values: [Double]) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    self.mean = mean
    standardError = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / n).squareRoot()
  }

  /// Within 2.861 standard errors, the 99 % point of Student's t with the 19 degrees of freedom of 20 seeds.
  func agrees(with expected: Double) -> Bool { abs(mean - expected) < 2.861 * standardError }
}
