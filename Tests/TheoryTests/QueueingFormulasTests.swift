import Foundation
import Testing

/// The formulas the engine is held against, against numbers worked out by hand.
@Suite struct QueueingFormulasTests {
  /// M/M/2 with a = 1.5: B = 1.125/3.625 = 9/29, C = B/(1 − 0.75(1 − B)) = 9/14. With λ = 1.5 and μ = 1 the
  /// mean wait is (9/14)/0.5 = 9/7.
  @Test func severalServers() {
    #expect(abs(QueueingFormulas.erlangB(servers: 2, load: 1.5) - 9.0 / 29) < 1e-12)
    #expect(abs(QueueingFormulas.erlangC(servers: 2, load: 1.5) - 9.0 / 14) < 1e-12)
    #expect(abs(QueueingFormulas.meanWait(servers: 2, rate: 1.5, serviceTime: 1) - 9.0 / 7) < 1e-12)
  }

  /// M/M/1 at ρ = 0.8 and a service time of 0.1 s: wait 0.4 s, tail e^(−t/0.5); the general formula with the
  /// exponential's variance agrees, and half of it is M/D/1.
  @Test func oneServer() {
    #expect(abs(QueueingFormulas.meanWait(servers: 1, rate: 8, serviceTime: 0.1) - 0.4) < 1e-12)
    #expect(abs(QueueingFormulas.meanWait(rate: 8, mean: 0.1, variance: 0.01) - 0.4) < 1e-12)
    #expect(abs(QueueingFormulas.meanWait(rate: 8, mean: 0.1, variance: 0) - 0.2) < 1e-12)
    #expect(
      abs(QueueingFormulas.tail(beyond: 0.5, servers: 1, rate: 8, serviceTime: 0.1) - exp(-1)) < 1e-12)
  }

  /// M/M/1/2 with a = 0.5: weights 1, 1/2, 1/4. M/M/c/c is Erlang's loss system. One client that thinks as
  /// long as it is served: p₀ = 1/2.
  @Test func finiteSystems() {
    let states = QueueingFormulas.stateProbabilities(servers: 1, capacity: 2, load: 0.5)
    #expect(zip(states, [4.0 / 7, 2.0 / 7, 1.0 / 7]).allSatisfy { abs($0 - $1) < 1e-12 })
    let loss = QueueingFormulas.stateProbabilities(servers: 2, capacity: 2, load: 1.5)
    #expect(abs(loss[2] - 9.0 / 29) < 1e-12)
    #expect(abs(QueueingFormulas.closedThroughput(clients: 1, thinkTime: 2, serviceTime: 2) - 0.25) < 1e-12)
  }

  /// M/M/2 with λ = 1.5, μ = 1, so cμ − λ = 0.5: at t = 2, e^(−2) 5/14 + (e^(−1) − 0.5 e^(−2))/0.5 · 9/14.
  @Test func tailOfSeveralServers() {
    let both: Double = (exp(-1.0) - 0.5 * exp(-2.0)) / 0.5
    let expected: Double = exp(-2.0) * (5.0 / 14.0) + both * (9.0 / 14.0)
    let tail = QueueingFormulas.tail(beyond: 2, servers: 2, rate: 1.5, serviceTime: 1)
    #expect(abs(tail - expected) < 1e-12)
  }
}
