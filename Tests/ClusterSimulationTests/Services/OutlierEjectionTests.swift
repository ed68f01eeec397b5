import SimulationKernel
import Testing

@testable import ClusterSimulation

@Suite("Outlier ejection")
struct OutlierEjectionTests {
  private func ready(_ failedShares: [Double], requests: Double = 550) -> [(
    pod: Int, outcomes: ReplicaOutcomes
  )] {
    failedShares.enumerated().map { ($0, .expected(requests: requests, failedShare: $1)) }
  }

  /// Of 550 requests with failures of share f a run of five is expected 545 (1 − f) f⁵ + f⁵ times: 0.14 at f = 0.2 and
  /// 0.93 at f = 0.3; a run counts from one half on. With fewer than five requests there is none.
  @Test(
    "a run of failures that is to be expected counts",
    arguments: [(550.0, 0.2, false), (550, 0.3, true), (550, 1, true), (4, 1, false), (550, 0, false)])
  func expectedRuns(requests: Double, share: Double, isRun: Bool) {
    let outcomes = ReplicaOutcomes.expected(requests: requests, failedShare: share)
    #expect((outcomes.failuresInARow >= 5) == isRun)
  }

  @Test(
    "at most a tenth of the replicas is out, so none of nine and one of nineteen",
    arguments: [(9, 0), (10, 1), (19, 1), (20, 2), (28, 2)])
  func atMostATenth(count: Int, expected: Int) {
    var ejection = OutlierEjection(OutlierEjectionParameters())
    let (back, out) = ejection.look(ready(Array(repeating: 1, count: count)), at: .seconds(10))
    #expect(back == [] && out == Array(0..<expected))
  }

  /// Success shares 1 of nine and 0.95 of one: mean 0.995, deviation 0.015, bound 0.995 − 1.9 · 0.015 = 0.9665. Five in a
  /// hundred failures make no run of five.
  @Test("a replica far below the mean success is out, unless few have enough requests")
  func successRate() {
    var ejection = OutlierEjection(OutlierEjectionParameters())
    let shares = [0.05] + Array(repeating: 0.0, count: 9)
    #expect(ejection.look(ready(shares), at: .seconds(10)).out == [0])
    var quiet = OutlierEjection(OutlierEjectionParameters())
    #expect(quiet.look(ready(shares, requests: 99), at: .seconds(10)).out == [])
  }

  /// Out at 10 s for 30 s, back at 40 s; out again at 50 s for 60 s, as the count has not fallen in between.
  @Test("the second ejection lasts longer, and one that lost its readiness comes back as an ordinary replica")
  func ejectionGrows() {
    var ejection = OutlierEjection(OutlierEjectionParameters())
    let shares = [1.0] + Array(repeating: 0.0, count: 9)
    var events: [String] = []
    for second in stride(from: 10 as Int64, through: 130, by: 10) {
      let (back, out) = ejection.look(ready(shares), at: .seconds(second))
      events += back.map { _ in "\(second) back" } + out.map { _ in "\(second) out" }
    }
    #expect(events.prefix(3) == ["10 out", "40 back", "50 out"])
    #expect(events.dropFirst(3).first.map { $0 == "80 back" || $0 == "110 back" } == true, "\(events)")
    ejection.forget(0)
    #expect(!ejection.isEjected(0))
  }
}
