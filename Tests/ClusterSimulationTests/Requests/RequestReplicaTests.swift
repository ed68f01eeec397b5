import SimulationKernel
import Stochastics
import Testing

@testable import ClusterSimulation

/// The virtual time of a replica against its slow twin, which recomputes what is left of every request at
/// every event.
@Suite struct RequestReplicaTests {
  /// Takes O(n) an event and keeps remaining work in doubles of nanoseconds.
  private struct SlowReplica {
    var cores: Double, speed: Double, now = 0.0
    var left: [(slot: Int, work: Double)] = []

    var pace: Double { speed * min(1, cores / Double(max(1, left.count))) }

    /// When the next is done, and which.
    var next: (time: Double, slot: Int)? {
      guard pace > 0, let first = left.min(by: { $0.work < $1.work }) else { return nil }
      return (now + first.work / pace, first.slot)
    }

    mutating func advance(to time: Double) {
      let progress = (time - now) * pace
      for index in left.indices { left[index].work -= progress }
      now = time
    }
  }

  /// Ends of all requests of a random script: arrivals, and changes of speed now and then.
  private func fast(_ script: [(time: Int64, demand: Double, speed: Double?)], cores: Double) -> [Int: Double]
  {
    var replica = RequestReplica(service: 0, limit: .max, cores: cores, speed: 1, now: 0)
    var (ends, due) = ([Int: Double](), Int64.max)
    func note(_ time: Int64?) { if let time { due = time } else if replica.heap.count == 0 { due = .max } }
    for step in 0...script.count {
      let until = step < script.count ? script[step].time : Int64.max - 1
      while due <= until {
        let time = due
        replica.advance(to: time)
        ends[replica.finishFirst()] = Double(time)
        note(replica.settle(at: time))
      }
      guard step < script.count else { break }
      replica.advance(to: until)
      replica.begin(slot: step, demand: script[step].demand)
      if let speed = script[step].speed { replica.speed = speed }
      note(replica.settle(at: until))
    }
    return ends
  }

  private func slow(_ script: [(time: Int64, demand: Double, speed: Double?)], cores: Double) -> [Int: Double]
  {
    var (replica, ends) = (SlowReplica(cores: cores, speed: 1), [Int: Double]())
    for step in 0...script.count {
      let until = step < script.count ? Double(script[step].time) : .infinity
      while let next = replica.next, next.time <= until {
        replica.advance(to: next.time)
        ends[next.slot] = next.time
        replica.left.removeAll { $0.slot == next.slot }
      }
      guard step < script.count else { break }
      replica.advance(to: until)
      replica.left.append((step, script[step].demand))
      if let speed = script[step].speed { replica.speed = speed }
    }
    return ends
  }

  /// The engine rounds every departure to a nanosecond, up to half of one, and each rounding can shift those
  /// after it in the same busy period: 200 requests, at most 100 ns.
  @Test(arguments: [1, 2.5, .infinity]) func virtualTimeAgreesWithTheSlowTwin(cores: Double) {
    for seed in 0..<UInt64(20) {
      var stream = RandomStream(seed: seed, purpose: RandomPurpose("replica twins"))
      var time: Int64 = 0
      let script = (0..<200).map { _ in
        time += Int64(stream.nextUnit() * 1e8)
        let speed = stream.nextUnit() < 0.1 ? 0.5 + stream.nextUnit() : nil
        return (time: time, demand: (stream.nextUnit() * 9e7).rounded(), speed: speed)
      }
      let (fast, slow) = (fast(script, cores: cores), slow(script, cores: cores))
      #expect(fast.count == 200 && slow.count == 200, "seed \(seed): \(fast.count) and \(slow.count) ends")
      let apart = (0..<200).map { abs((fast[$0] ?? .infinity) - (slow[$0] ?? -.infinity)) }.max() ?? .infinity
      #expect(apart <= 100, "seed \(seed): \(apart) ns apart")
    }
  }

  /// Two requests of 4 s and 2 s, the second a second later, on one core: the first has 3 s left when the
  /// second comes, each gets half a core, the second is done at 1 + 4 = 5 s, the first, with 1 s left, at 6
  /// s.
  @Test func sharedCoreByHand() {
    let service = RequestServiceParameters(
      demand: .constant(1), workers: nil, cores: 1,
      source: .trace([RequestRecord(time: 0, demand: 4), RequestRecord(time: 1, demand: 2)]))
    var rig = RequestRig([service], replicas: [1])
    rig.run(until: 4.999_999)
    #expect(rig.network.inService(at: 0) == 2)
    rig.run(until: 5.5)
    #expect(rig.network.inService(at: 0) == 1)
    #expect(
      abs(rig.network.cpuSeconds(ofReplica: 0, at: SimulationTime(nanoseconds: 5_500_000_000)) - 5.5) < 1e-9)
    rig.run(until: 10)
    let totals = rig.totals(at: 10)
    #expect(totals.latencies.maximum == 6_000_000_000)
    #expect(totals.latencies.minimum == 4_000_000_000)
    #expect(abs(totals.cpuSeconds - 6) < 1e-9)
    #expect(abs(totals.insideSeconds - 10) < 1e-9)
  }
}
