import Autoscaling
import Testing

@Suite("Closed forms of the M/M/c queue")
struct MultiServerQueueTests {
  /// M/M/1 at ρ = 0.8: waiting probability 0.8, L_q = 0.64/0.2 = 3.2, latency 0.1/0.2 = 0.5 s, tail e^(−t/0.5).
  /// M/M/2 at ρ = 0.75 (a = 1.5): B = 1.125/3.625 = 0.310345, C = B/(1 − 0.75(1 − B)) = 0.642857 (9/14).
  @Test func byHand() {
    let one = MultiServerQueue(servers: 1, serviceTime: 0.1)
    #expect(abs(one.waitingProbability(utilization: 0.8) - 0.8) < 1e-12)
    #expect(abs(one.meanQueue(utilization: 0.8) - 3.2) < 1e-12)
    #expect(abs(one.meanLatency(utilization: 0.8) - 0.5) < 1e-12)
    #expect(abs(one.tail(beyond: 0.5, utilization: 0.8) - 0.36787944117144233) < 1e-12)
    let two = MultiServerQueue(servers: 2, serviceTime: 1)
    #expect(abs(two.waitingProbability(utilization: 0.75) - 9.0 / 14.0) < 1e-12)
  }
}
