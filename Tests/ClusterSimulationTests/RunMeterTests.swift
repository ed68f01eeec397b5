import SimulationKernel
import Testing

@testable import ClusterSimulation

@Suite("The meter of a run")
struct RunMeterTests {
  private func second(_ value: Int64) -> SimulationTime { .zero + .seconds(value) }

  /// Demand and supply in pieces of 10 s; demand 5 throughout.
  private func meter(_ supply: [Int], marked: [Range<SimulationTime>], from start: Int64 = 0)
    -> RunMeasurements
  {
    var meter = RunMeter(start: second(start), end: second(Int64(10 * supply.count)), markedSurges: marked)
    for (index, ready) in supply.enumerated() {
      meter.add(
        from: second(Int64(10 * index)), to: second(Int64(10 * index + 10)), demand: 5, ready: ready,
        nodePrice: 0, replicaPrice: 0)
    }
    return meter.measurements
  }

  @Test("of a marked surge the time below demand counts, within its window alone")
  func markedSurges() {
    // below demand from 10 to 40 s and from 60 to 70 s
    let supply = [5, 4, 3, 4, 5, 6, 2, 5, 5, 5]
    let cases: [(window: Range<SimulationTime>, seconds: Double)] = [
      (second(0)..<second(100), 40), (second(15)..<second(35), 20), (second(35)..<second(65), 10),
      (second(70)..<second(100), 0), (second(40)..<second(60), 0),
    ]
    for one in cases { #expect(meter(supply, marked: [one.window]).markedSurges == [one.seconds]) }
    // overlapping ones each count, in order of their start
    let overlapping = cases.map(\.window).sorted { $0.lowerBound < $1.lowerBound }
    #expect(meter(supply, marked: overlapping).markedSurges == [40, 20, 10, 0, 0])
  }

  @Test("a marked surge that begins before the measured part, or ends after it, does not count")
  func outside() {
    let supply = [Int](repeating: 1, count: 10)
    let windows = [second(10)..<second(50), second(30)..<second(60), second(90)..<second(101)]
    let measured = meter(supply, marked: windows, from: 20)
    #expect(measured.markedSurges == [30])
    #expect(measured.underTime == 80)
  }
}
