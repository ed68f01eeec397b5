import Autoscaling
import ClusterSimulation
import Stochastics
import Testing

/// The request-level station against the closed forms of M/M/c, over 20 seeds.
///
/// Each bound is 2.861 standard errors of the mean over the seeds: the 99 % point of Student's t with 19 degrees of
/// freedom.
@Suite struct QueueTheoryTests {
  private func runs(_ workers: Int, _ utilization: Double) -> [RequestStation.Measurements] {
    (1...20).map { seed in
      RequestStation.run(
        arrivalRate: utilization * Double(workers) / 0.1, serviceTime: 0.1, workers: workers,
        latencyTarget: 0.5,
        warmUp: 60, duration: 660, seed: seed)
    }
  }

  @Test(arguments: [(1, 0.5), (1, 0.8), (2, 0.7), (10, 0.85)])
  func agreesWithTheClosedForms(workers: Int, utilization: Double) {
    let theory = MultiServerQueue(servers: workers, serviceTime: 0.1)
    let runs = runs(workers, utilization)
    func check(_ name: String, _ values: [Double], _ expected: Double) {
      let mean = SampleMean(values)
      #expect(
        abs(mean.mean - expected) < 2.861 * mean.standardError,
        "\(name) of M/M/\(workers) at \(utilization): \(mean.mean) ± \(mean.standardError), theory \(expected)"
      )
    }
    check("mean latency", runs.map(\.meanLatency), theory.meanLatency(utilization: utilization))
    check("late share", runs.map(\.lateShare), theory.tail(beyond: 0.5, utilization: utilization))
    check("busy workers", runs.map(\.meanBusy), utilization * Double(workers))
    check(
      "mean number inside", runs.map(\.meanInside),
      utilization * Double(workers) + theory.meanQueue(utilization: utilization))
  }

  /// Arrived = completed + inside, to the request.
  @Test func requestsAreConserved() {
    for run in runs(2, 0.9) { #expect(run.arrived == run.completed + run.inside) }
  }

  /// The sister: a service time 5 % too long is seen by the same bound.
  @Test func theBoundSeesAWrongServiceTime() {
    let mean = SampleMean(runs(10, 0.85).map(\.meanLatency))
    let wrong = MultiServerQueue(servers: 10, serviceTime: 0.105).meanLatency(utilization: 0.85)
    #expect(abs(mean.mean - wrong) > 2.861 * mean.standardError)
  }

  /// M/M/1 at ρ = 0.8: waiting probability 0.8, L_q = 0.64/0.2 = 3.2, latency 0.1/0.2 = 0.5 s, tail e^(−t/0.5).
  /// M/M/2 at ρ = 0.75 (a = 1.5): B = 1.125/3.625 = 0.310345, C = B/(1 − 0.75(1 − B)) = 0.642857 (9/14).
  @Test func closedFormsByHand() {
    let one = MultiServerQueue(servers: 1, serviceTime: 0.1)
    #expect(abs(one.waitingProbability(utilization: 0.8) - 0.8) < 1e-12)
    #expect(abs(one.meanQueue(utilization: 0.8) - 3.2) < 1e-12)
    #expect(abs(one.meanLatency(utilization: 0.8) - 0.5) < 1e-12)
    #expect(abs(one.tail(beyond: 0.5, utilization: 0.8) - 0.36787944117144233) < 1e-12)
    let two = MultiServerQueue(servers: 2, serviceTime: 1)
    #expect(abs(two.waitingProbability(utilization: 0.75) - 9.0 / 14.0) < 1e-12)
  }
}
