import SimulationKernel
import Testing

@testable import Autoscaling

/// Values of kubernetes/autoscaler (2026-08-22), `vertical-pod-autoscaler/pkg/recommender`: `util/*_test.go`,
/// `model/container_test.go` and the comments of `logic/recommender.go`.
@Suite struct VerticalRecommenderTests {
  static func linear(epsilon: Double = 1e-15) -> DecayingHistogram {
    DecayingHistogram(buckets: .linear(maximum: 10, size: 1), epsilon: epsilon, halfLife: .hours(1))
  }

  @Test func exponentialBuckets() {
    let buckets = HistogramBuckets.exponential(maximum: 500, first: 40, ratio: 1.5)
    #expect(buckets.count == 6)
    #expect((0..<6).map(buckets.start) == [0, 40, 100, 190, 325, 527.5])
    #expect([-1, 39.99, 40, 100, 900].map(buckets.index) == [0, 0, 1, 2, 5])
  }

  @Test(arguments: [
    (0.0, 2.0), (0.02, 2), (0.03, 3), (0.10, 3), (0.11, 4), (0.34, 4), (0.35, 5), (1.0, 5),
  ])
  func percentilesOfDecayingSamples(_ row: (share: Double, value: Double)) {
    // values and weights 1, 2, 3, 4, each a half-life after the one before: weights 1/8, 2/4, 3/2, 4
    var histogram = Self.linear()
    for index in 1...4 {
      histogram.add(Double(index), weight: Double(index), at: .zero + .hours(Int64(index)))
    }
    #expect(histogram.percentile(row.share) == row.value)
  }

  @Test func oldSamplesFade() {
    var histogram = Self.linear()
    histogram.add(2, weight: 1000, at: .zero)
    histogram.add(1, weight: 1, at: .zero + .hours(20))
    #expect(histogram.percentile(0.999) == 2)
    #expect(histogram.percentile(1) == 3)
    var longTerm = Self.linear()
    longTerm.add(2, weight: 1, at: .zero)
    longTerm.add(1, weight: 1, at: .zero + .hours(101))
    #expect(longTerm.percentile(1) == 2)
    // 2¹¹⁰⁰ is more than a double holds
    longTerm.add(3, weight: 1, at: .zero + .hours(1100))
    longTerm.add(4, weight: 1, at: .zero + .hours(1100))
    #expect([0, 0.5, 0.6].map(longTerm.percentile) == [4, 4, 5])
  }

  @Test func nothingIsKnownWithoutSamples() {
    let empty = VerticalRecommender().recommendation
    #expect(empty.target == .init(cpuMillicores: 25, memoryBytes: 262_144_000))
    #expect(Self.linear().percentile(0.5) == 0)
  }

  @Test(arguments: [
    // one sample a minute; upper and lower bound by the comments of logic/recommender.go
    (minutes: 5, widening: 289.0, narrowing: 0.6), (30, 49, 0.9), (60, 25, 0.95), (720, 3, 1), (1440, 2, 1),
    (10_080, 1.14, 1),
  ])
  func confidenceWidensTheBounds(_ row: (minutes: Int64, widening: Double, narrowing: Double)) {
    var recommender = VerticalRecommender()
    for minute in 0...row.minutes { recommender.addCPU(cores: 2, at: .zero + .minutes(minute)) }
    let recommendation = recommender.recommendation
    // all samples lie in the bucket of 2 cores, so all three percentiles are its end
    let target = Double(recommendation.target.cpuMillicores)
    #expect(target > 2000 * 1.15 && target < 2000 * 1.15 * 1.06)
    #expect(abs(Double(recommendation.upperBound.cpuMillicores) / target / row.widening - 1) < 0.01)
    #expect(abs(Double(recommendation.lowerBound.cpuMillicores) / target - row.narrowing) < 0.05)
  }

  @Test func confidenceCountsSamplesAsWellAsTime() {
    // nine samples, two minutes apart: 9/1440, although they span 16 minutes (TestConfidenceMultiplier)
    var recommender = VerticalRecommender()
    for index in 0..<9 { recommender.addCPU(cores: 1, at: .zero + .minutes(Int64(2 * index))) }
    #expect(recommender.confidence == 0.00625)
    // memory does not count
    for day in 0..<9 { recommender.addMemory(bytes: 1 << 30, at: .zero + .days(Int64(day))) }
    #expect(recommender.confidence == 0.00625)
  }

  @Test func oneSampleBoundsNothing() {
    var recommender = VerticalRecommender()
    recommender.addCPU(cores: 2, at: .zero)
    #expect(recommender.recommendation.upperBound.cpuMillicores == 100_000_000_000_000)
    #expect(recommender.recommendation.lowerBound.cpuMillicores == 25)
  }

  @Test func percentilesAndMarginOfCPU() {
    // 1,000 samples within seconds: the 90th percentile is at 9.x of 0…9.99 cores, at most 5 % above it
    var recommender = VerticalRecommender()
    for index in 0..<1000 {
      recommender.addCPU(cores: Double(index % 100) / 10, at: SimulationTime(nanoseconds: Int64(index)))
    }
    let target = recommender.recommendation.target.cpuCores
    #expect(target > 8.9 * 1.15 && target < 8.9 * 1.15 * 1.06)
  }

  @Test func onlyTheDailyMemoryPeakCounts() {
    var recommender = VerticalRecommender()
    let gibibyte: Int64 = 1 << 30
    // a day that peaks at 4 GiB among much smaller samples
    for minute in Int64(0)..<1440 {
      recommender.addMemory(bytes: minute == 700 ? 4 * gibibyte : gibibyte / 2, at: .zero + .minutes(minute))
    }
    let first = Double(recommender.recommendation.target.memoryBytes) / Double(4 * gibibyte)
    #expect(first > 1.15 && first < 1.15 * 1.06)
  }

  @Test func rejectsSamplesOutOfOrder() {
    var recommender = VerticalRecommender()
    let cpu = [
      recommender.addCPU(cores: 1, at: .seconds(60)), recommender.addCPU(cores: 1, at: .seconds(60)),
      recommender.addCPU(cores: 1, at: .seconds(60), replica: 1),
      recommender.addCPU(cores: -1, at: .seconds(120)),
    ]
    #expect(cpu == [true, false, true, false])
    let memory = [
      recommender.addMemory(bytes: 5, at: .seconds(60)), recommender.addMemory(bytes: 5, at: .seconds(59)),
      recommender.addMemory(bytes: -5, at: .seconds(61)),
    ]
    #expect(memory == [true, false, false])
  }

  @Test(arguments: [
    // request and known use in MiB, expected peak in MiB (TestRecordOOMIncreasedByBumpUp, …ByMin,
    // …MaxedWithKnownSample)
    (request: 1000, used: 0, peak: 1200.0), (1, 0, 101), (1000, 3000, 3600),
  ])
  func memoryGrowsAfterAKill(_ row: (request: Int64, used: Int64, peak: Double)) {
    var recommender = VerticalRecommender()
    if row.used > 0 { recommender.addMemory(bytes: row.used << 20, at: .zero) }
    let isFresh = recommender.addOutOfMemory(requestBytes: row.request << 20, at: .zero)
    #expect(isFresh)
    var direct = VerticalRecommender()
    direct.addMemory(bytes: Int64(row.peak * 1_048_576), at: .zero)
    #expect(recommender.recommendation.target == direct.recommendation.target)
    let isStale = !recommender.addOutOfMemory(requestBytes: 1, at: .zero - .hours(30))
    #expect(isStale)
  }
}
