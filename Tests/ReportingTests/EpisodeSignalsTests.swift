import Autoscaling
import Testing

@testable import ClusterSimulation
@testable import Reporting

@Suite("Signals around a fault")
struct EpisodeSignalsTests {
  /// Scrapes each 15 s from 900 s before the onset to 600 s after it; the errors are 0 before, 2 % in the first five
  /// minutes and 40 % after that; the load is 100 throughout but for one wild minute long before.
  private var health: [HealthObservation] {
    (0..<100).map { step in
      let time = 100 + 15 * Double(step)
      var service = ServiceHealth()
      service.requestsPerSecond = step == 1 ? 900 : 100
      service.errorRate = time <= 1000 ? 0 : time < 1300 ? 0.02 : 0.4
      return HealthObservation(
        now: time + 15, timestamp: time, window: 15, service: service, replicas: [], nodes: [])
    }
  }
  private let fault = FaultRecord(
    number: 0, specification: FaultSpecification(.deadlock, onset: 0, duration: 600, severity: 0.5),
    onset: 1000,
    end: 1600, replicas: [4], nodes: [])

  @Test(
    "a signal's change is against its median of ten minutes before, or its floor, and is cut at the whole")
  func changes() throws {
    let rows = EpisodeSignals(health, of: fault, shown: 1000...1590).rows
    let errors = try #require(rows.first { $0.signal == .errors }).stretches
    // 0.02 over the floor of 0.05 is 0.4; the step at the onset holds a scrape of 0 and one of 0.02, 0.2; 0.4 is eight
    // floors, cut to one
    #expect(
      errors == [
        .init(from: 0, to: 30, change: 0.2), .init(from: 30, to: 300, change: 0.4),
        .init(from: 300, to: 600, change: 1),
      ])
    let load = try #require(rows.first { $0.signal == .requests }).stretches
    #expect(load == [.init(from: 0, to: 600, change: 0)])
    // no replica was there to read
    let read = Set(rows.map { $0.signal })
    #expect(read.isDisjoint(with: [.replicaCPU, .nodeCPU]))
  }
}
