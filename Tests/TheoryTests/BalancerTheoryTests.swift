import ClusterSimulation
import Testing

/// Ten replicas of one worker at a utilization of 0.8.
@Suite struct BalancerTheoryTests {
  private func waits(_ balancer: RequestBalancer) -> [Double] {
    let service = RequestServiceParameters(
      demand: .exponential(mean: 0.1), balancer: balancer, source: .open(rate: 80))
    return (1...20).map {
      RequestExperiment.run(service, replicas: 10, warmUp: 20, duration: 90, seed: $0).meanWait
    }
  }

  /// Split at random, each replica is an M/M/1 of rate 8: mean wait 0.1 · 0.8/0.2 = 0.4 s.
  @Test func randomSplitIsTenSingleServers() {
    let mean = SeedMean(waits(.random))
    #expect(mean.agrees(with: 0.4), "\(mean)")
  }

  /// Each of the better informed waits less with the same requests: the paired difference is beyond the 99 %
  /// bound.
  @Test func moreKnowledgeIsLessWait() {
    let order: [RequestBalancer] = [.leastOutstanding, .powerOfTwoChoices, .roundRobin, .random]
    let all = order.map(waits)
    for (better, worse) in zip(order.indices, order.indices.dropFirst()) {
      let gain = SeedMean(zip(all[better], all[worse]).map { $1 - $0 })
      #expect(gain.mean > 2.861 * gain.standardError, "\(order[better]) before \(order[worse]): \(gain)")
    }
  }
}
