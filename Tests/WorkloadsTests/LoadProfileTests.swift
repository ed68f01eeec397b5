import SimulationKernel
import Stochastics
import Testing

@testable import Workloads

@Suite("Load profiles")
struct LoadProfileTests {
  static let demand = DemandSeries(
    start: 300_000_000,
    values: (0..<500).map { index in [0.2, 1.4, 0.0, 3.0, 2.5, 0.01][index % 6] + Double(index) / 500 })

  @Test("every window keeps its mean", arguments: [1, 15, 20, 60, 100, 300] as [Int64], [0, 0.3])
  func windowMeans(resolution: Int64, variation: Double) throws {
    let noise = LoadFluctuation(coefficientOfVariation: variation, correlationTime: .seconds(60))
    let profile = try LoadProfile(
      demand: Self.demand, meanRate: 120, resolution: .seconds(resolution),
      fluctuation: variation > 0 ? noise : nil,
      seed: 3)
    #expect(profile.span == .seconds(500 * 300))
    #expect(abs(profile.mean - 120) < 1e-9 * 120)
    #expect(profile.rates.allSatisfy { $0 >= 0 })
    let values = Self.demand.values.compactMap(\.self)
    let factor = 120 / (values.reduce(0, +) / Double(values.count))
    for (mean, value) in zip(profile.means(step: 300), values) {
      #expect(abs(mean - value * factor) <= 1e-9 * value * factor)
    }
  }

  @Test("the curve runs on through the borders of windows where nothing is cut off")
  func continuity() throws {
    let smooth = DemandSeries(start: 0, values: (0..<50).map { 10 + Double($0 % 7) })
    let profile = try LoadProfile(demand: smooth, meanRate: 100, resolution: .seconds(1))
    let steps = zip(profile.rates, profile.rates.dropFirst()).map { abs($0 - $1) }
    #expect(steps.max()! < 0.7)
  }

  @Test("the same seed gives the same noise, another seed another, and its spread is as asked")
  func fluctuation() throws {
    let flat = DemandSeries(start: 0, values: [Double](repeating: 1, count: 2000))
    let noise = LoadFluctuation(coefficientOfVariation: 0.2, correlationTime: .seconds(30))
    let make = { try LoadProfile(demand: flat, meanRate: 50, fluctuation: noise, seed: $0) }
    let one = try make(1)
    #expect(try one == make(1))
    #expect(try one != make(2))
    let variance = one.rates.map { ($0 - 50) * ($0 - 50) }.reduce(0, +) / Double(one.rates.count)
    let spread = variance.squareRoot() / 50
    // Keeping the windows' means takes away part of the spread: about a fifth of the variance at 30 s in 300
    // s.
    #expect((0.16...0.2).contains(spread))
  }

  @Test("rates, means and slices")
  func access() {
    let profile = LoadProfile(resolution: .seconds(15), rates: [1, 3, 5, 7, 9])
    #expect(profile.rate(at: .zero) == 1)
    #expect(profile.rate(at: SimulationTime(nanoseconds: 15_000_000_000 - 1)) == 1)
    #expect(profile.rate(at: .seconds(15)) == 3)
    #expect(profile.rate(at: .seconds(-100)) == 1 && profile.rate(at: .seconds(1000)) == 9)
    #expect(profile.means(step: 30) == [2, 6, 9])
    #expect(profile.slice(from: .seconds(15), to: .seconds(60)).rates == [3, 5, 7])
  }

  @Test("what cannot be a load is refused")
  func refusals() {
    let gap = DemandSeries(start: 0, values: [1, nil])
    let idle = DemandSeries(start: 0, values: [0, 0])
    let some = DemandSeries(start: 0, values: [1])
    #expect(throws: WorkloadError("the demand has no value in 1 of 2 windows; fill it first.")) {
      try LoadProfile(demand: gap, meanRate: 1)
    }
    #expect(throws: WorkloadError("the demand is 0 in all of 2 windows; some demand is needed.")) {
      try LoadProfile(demand: idle, meanRate: 1)
    }
    let eras = DemandSeries(start: 0, window: .max, values: [1])
    #expect(
      throws: WorkloadError("the demand has steps of 106751991 days; allowed are up to 106751 days.")
    ) {
      try LoadProfile(demand: eras, meanRate: 1)
    }
    #expect(throws: WorkloadError("the resolution is 7.0 s; allowed are divisors of 300.0 s.")) {
      try LoadProfile(demand: some, meanRate: 1, resolution: .seconds(7))
    }
    #expect(
      throws: WorkloadError("the mean rate is 0.0 requests per second; allowed are finite numbers above 0.")
    ) {
      try LoadProfile(demand: some, meanRate: 0)
    }
  }
}
