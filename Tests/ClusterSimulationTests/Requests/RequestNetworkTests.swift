import SimulationKernel
import Testing

@testable import ClusterSimulation

/// Replicas that come, slow down, leave and die; chains of calls; what is measured.
@Suite struct RequestNetworkTests {
  private func trace(_ records: [(Double, Double)]) -> RequestSource {
    .trace(records.map { RequestRecord(time: $0.0, demand: $0.1) })
  }

  /// Three requests wait for the first replica, which comes at 2 s: done at 3, 4 and 5 s.
  @Test func backlogWaitsForAReplica() {
    let service = RequestServiceParameters(demand: .constant(1), source: trace([(0, 1), (0.5, 1), (1, 1)]))
    var rig = RequestRig([service], replicas: [0])
    rig.scheduler.schedule(RequestEvent(.retry, 0, generation: .max), at: .seconds(2), phase: .plant)
    rig.run(until: 2)
    #expect(rig.network.backlog(of: 0) == 3)
    let replica = rig.network.addReplica(to: 0, scheduler: &rig.scheduler)
    #expect(rig.network.backlog(of: 0) == 0 && rig.network.queueLength(ofReplica: replica) == 2)
    rig.run(until: 10)
    let totals = rig.totals(at: 10)
    #expect(totals.completed == 3 && totals.latencies.maximum == 4_000_000_000)
    #expect(abs(totals.waitSeconds - (2 + 2.5 + 3)) < 1e-9)
  }

  /// A request of 4 s; half speed from 1 s leaves 3 s of work for 6 s; a standstill from 3 to 5 s adds 2 s: 9
  /// s. The other replica drains with a request and gets no more; the third is removed with one.
  @Test func replicasSlowDownDrainAndDie() {
    let service = RequestServiceParameters(
      demand: .constant(1), balancer: .roundRobin, source: trace([(0, 4), (0, 2), (0, 5), (1.5, 1)]))
    var rig = RequestRig([service], replicas: [3])
    for second in [1, 3, 5] as [Int64] {
      rig.scheduler.schedule(RequestEvent(.retry, 0, generation: .max), at: .seconds(second), phase: .plant)
    }
    rig.run(until: 1)
    rig.network.setSpeed(0.5, of: 0, scheduler: &rig.scheduler)
    rig.network.drainReplica(1)
    rig.network.removeReplica(2, scheduler: &rig.scheduler)
    #expect(rig.network.readyReplicas(of: 0) == [0])
    rig.run(until: 3)
    #expect(rig.network.inFlight(ofReplica: 0) == 2 && rig.network.inFlight(ofReplica: 1) == 0)
    rig.network.setSpeed(0, of: 0, scheduler: &rig.scheduler)
    rig.run(until: 5)
    #expect(abs(rig.network.cpuSeconds(ofReplica: 0, at: .seconds(5)) - 2) < 1e-9)
    rig.network.setSpeed(0.5, of: 0, scheduler: &rig.scheduler)
    rig.run(until: 20)
    let totals = rig.totals(at: 20)
    #expect(totals.lost == 1 && totals.completed == 3)
    // The last waits to 9 s, then takes 2 s at half speed: 11 − 1.5 s. The removed one had done 1 s.
    #expect(totals.latencies.maximum == 9_500_000_000)
    #expect(abs(totals.cpuSeconds - (4 + 2 + 1 + 1)) < 1e-9)
  }

  /// The front works 1 s, calls two services at once (2 s and 3 s), then a third (1 s): 5 s in all. With one
  /// worker kept meanwhile the second request is done at 10 s; released, it begins at 1 s: own work to 2 s,
  /// then the calls queue behind the first's: 3 s + 3 s = 7 s, then the third: 8 s.
  @Test(arguments: [(true, 10_000_000_000), (false, 8_000_000_000)] as [(Bool, Int64)])
  func chainsOfCalls(holds: Bool, second: Int64) {
    let front = RequestServiceParameters(
      demand: .constant(1), source: trace([(0, 1), (0, 1)]),
      calls: [[RequestCall(to: 1), RequestCall(to: 2)], [RequestCall(to: 3)]], holdsWorkerDuringCalls: holds)
    let others = [2, 3, 1].map { RequestServiceParameters(demand: .constant($0)) }
    var rig = RequestRig([front] + others, replicas: [1, 1, 1, 1])
    rig.run(until: 20)
    let totals = rig.totals(at: 20)
    #expect(totals.latencies.minimum == 5_000_000_000 && totals.latencies.maximum == second)
    #expect((1...3).allSatisfy { rig.network.services[$0].counts.completed == 2 })
  }

  /// The back end has no replica and 1 s of patience: what calls it fails at 1 s after its own 0.5 s.
  @Test func failuresPropagate() {
    let front = RequestServiceParameters(
      demand: .constant(1), source: trace([(0, 0.5)]), calls: [[RequestCall(to: 1)]])
    let back = RequestServiceParameters(demand: .constant(1), client: RequestClientParameters(timeout: 1))
    var rig = RequestRig([front, back], replicas: [1, 0])
    rig.run(until: 1.4)
    #expect(rig.network.inService(at: 0) == 1)
    rig.run(until: 1.5)
    let (first, second) = (rig.totals(0, at: 1.5), rig.totals(1, at: 1.5))
    #expect(first.failedDownstream == 1 && first.gaveUp == 1 && second.timedOut == 1)
    #expect(rig.network.inFlight(ofReplica: 0) == 0 && rig.network.visits.used == 0)
  }

  /// Little's law holds to the nanosecond within a run: the integral of the number inside, summed step by
  /// step, is the sum of the times that all have spent inside.
  @Test func littlesLawIsExact() {
    let service = RequestServiceParameters(
      demand: .exponential(mean: 0.1), workers: 3, source: .open(rate: 25))
    var rig = RequestRig([service], replicas: [1])
    var (area, last, inside) = (Int64(0), Int64(0), 0)
    while rig.step(until: 100) {
      area += Int64(inside) * (rig.network.now - last)
      last = rig.network.now
      inside = rig.network.inService(at: 0) + rig.network.waiting(at: 0)
    }
    let stillInside = rig.network.visits.slots.filter { $0.state != .free }
    let totals = rig.network.takeTotals(0, at: SimulationTime(nanoseconds: last))
    let ended = Int64((totals.latencies.mean * Double(totals.completed)).rounded())
    #expect(totals.completed > 2000)
    #expect(area == ended + stillInside.reduce(0) { $0 + (last - $1.arrivedAt) })
    #expect(abs(totals.insideSeconds - Double(area) / 1e9) < 1e-6)
  }

  /// Replica numbers are used again, and events of the former bearer do not reach the new one.
  @Test func numbersAreUsedAgain() {
    let service = RequestServiceParameters(demand: .constant(1), source: trace([(0, 3), (1.5, 3)]))
    var rig = RequestRig([service], replicas: [1])
    rig.scheduler.schedule(RequestEvent(.retry, 0, generation: .max), at: .seconds(1), phase: .plant)
    rig.run(until: 1)
    rig.network.removeReplica(0, scheduler: &rig.scheduler)
    #expect(rig.network.addReplica(to: 0, scheduler: &rig.scheduler) == 0)
    rig.run(until: 4)
    #expect(rig.network.inFlight(ofReplica: 0) == 1)
    rig.run(until: 4.5)
    #expect(rig.network.inFlight(ofReplica: 0) == 0)
  }
}
