/// The long-run share of time that a continuous-time Markov chain spends in each state.
///
/// No subtraction, so that shares of any size keep their digits. The diagonal of `generator` is not read.
///
/// Source: Grassmann, Taksar & Heyman, "Regenerative Analysis and Steady State Distributions for Markov Chains",
/// Operations Research 33(5), 1985.
///
/// - Precondition: every state can be reached from every other.
public func stationaryDistribution(generator: [[Double]]) -> [Double] {
  let count = generator.count
  var flow = generator
  var shares = [Double](repeating: 0, count: count)
  // Takes the states out one by one, the last first, and sends what went through each past it.
  for state in stride(from: count - 1, to: 0, by: -1) {
    let down = flow[state][..<state].reduce(0, +)
    precondition(down > 0, "state \(state) cannot reach those before it")
    for from in 0..<state {
      flow[from][state] /= down
      for to in 0..<state where to != from { flow[from][to] += flow[from][state] * flow[state][to] }
    }
  }
  shares[0] = 1
  for state in stride(from: 1, to: count, by: 1) {
    for from in 0..<state { shares[state] += shares[from] * flow[from][state] }
  }
  let total = shares.reduce(0, +)
  return shares.map { $0 / total }
}
