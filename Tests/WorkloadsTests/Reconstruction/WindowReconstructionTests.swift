import SimulationKernel
import Stochastics
import Testing

@testable import Workloads

@Suite("From windows to a path")
struct WindowReconstructionTests {
  /// A shape in NCU with a mean of about 1, and windows of it that rise and fall.
  static let shape = UsageWindow.defaultShape
  static func windows(_ count: Int) -> [UsageWindow] {
    (0..<count).map { index in
      let level = [1, 1.5, 0.7, 2.2, 1.1][index % 5]
      return UsageWindow(mean: level, percentiles: shape.map { $0 * level })
    }
  }
  static func series(
    _ windows: [UsageWindow], resolution: Int64 = 1, correlation: Int64 = 30,
    sampling: ReconstructionParameters.Sampling = .steps, reach: Int = 12, seed: UInt64 = 1,
    entity: UInt64 = 0
  ) throws -> (series: CPUSeries, report: ReconstructionReport) {
    let parameters = ReconstructionParameters(
      resolution: .seconds(resolution), correlationTime: .seconds(correlation), sampling: sampling,
      neighbourReach: reach)
    return try WindowReconstruction(parameters).series(windows: windows, seed: seed, entity: entity)
  }

  @Test(
    "every window keeps its mean at every resolution", arguments: [1, 2, 15, 60, 150, 300] as [Int64],
    ReconstructionParameters.Sampling.allCases)
  func means(resolution: Int64, sampling: ReconstructionParameters.Sampling) throws {
    let windows = Self.windows(40) + [UsageWindow(mean: 0), UsageWindow(mean: 3)]
    let (path, report) = try Self.series(windows, resolution: resolution, sampling: sampling)
    #expect(path.span == .seconds(42 * 300) && report.windows == 42)
    let accuracy = ReconstructionAccuracy(windows: windows, series: path)
    #expect(accuracy.meanErrors.count == 42 && accuracy.meanErrors.max()! < 1e-12)
  }

  @Test("seconds seen more coarsely are the same path")
  func coarser() throws {
    let fine = try Self.series(Self.windows(20)).series
    let coarse = try Self.series(Self.windows(20), resolution: 15, sampling: .seconds).series
    for (index, value) in coarse.values.enumerated() {
      let mean = fine.values[index * 15..<(index + 1) * 15].reduce(0, +) / 15
      #expect(abs(mean - value) < 1e-14)
    }
  }

  @Test("same seed and entity, same path; another of either, the same values in another order")
  func seeds() throws {
    let windows = Self.windows(3)
    let one = try Self.series(windows).series.values
    #expect(try one == Self.series(windows).series.values)
    for (seed, entity) in [(2, 0), (1, 1)] as [(UInt64, UInt64)] {
      let other = try Self.series(windows, seed: seed, entity: entity).series.values
      #expect(one != other)
      #expect(one[300..<600].sorted() == other[300..<600].sorted())
    }
  }

  @Test("the path runs on through borders as it does within windows")
  func borders() throws {
    let windows = [UsageWindow](repeating: Self.windows(1)[0], count: 300)
    // A correlation over 300 pairs has a standard error of at most 1/√300 = 0.058.
    let linked = try Self.series(windows).series.values
    #expect(Self.correlation(linked, atBorders: true) > 0.5)
    #expect(Self.correlation(linked, atBorders: false) > 0.85)
    // The sister: cells without memory.
    let free = try Self.series(windows, correlation: 0).series.values
    #expect(abs(Self.correlation(free, atBorders: true)) < 3.5 * 0.058)
  }

  /// The correlation of neighbouring cells: the last of a window and the first of the next, or the two in its middle.
  static func correlation(_ values: [Double], atBorders: Bool) -> Double {
    let starts = stride(from: atBorders ? 299 : 149, to: values.count - 1, by: 300)
    let pairs = starts.map { (values[$0], values[$0 + 1]) }
    let first = SampleMean(pairs.map(\.0)).mean
    let second = SampleMean(pairs.map(\.1)).mean
    var (product, squares, others) = (0.0, 0.0, 0.0)
    for (a, b) in pairs {
      product += (a - first) * (b - second)
      squares += (a - first) * (a - first)
      others += (b - second) * (b - second)
    }
    return product / (squares * others).squareRoot()
  }

  @Test("ranks within a window are the ranks of a process of the memory asked for")
  func memory() {
    // Normal scores of the ranks in one long window have the process's autocorrelation, exp(−60/30) = 0.1353 at lag
    // 60. Its standard error over n = 30 000 is √((1 + 2 Σ r²)/n) with Σ r² = 1/(e^(2/30) − 1) = 14.5, so 0.0316.
    let count = 30_000
    var process = RankProcess(step: 1, correlationTime: 30, seed: 5, entity: 0)
    let ranks = process.ranks(count: count)
    #expect(ranks.sorted() == Array(0..<count))
    let scores = ranks.map { normalQuantile((Double($0) + 0.5) / Double(count)) }
    let products = (0..<count - 60).map { scores[$0] * scores[$0 + 60] }
    #expect(abs(SampleMean(products).mean - 0.1353) < 3 * 0.0316)
  }

  @Test("windows without percentiles borrow the nearest shape, or take the default")
  func fallback() throws {
    let plain = UsageWindow(mean: 2)
    let steep = UsageWindow(mean: 1, percentiles: CellCase.burst.map { $0 / 2 })
    let flat = UsageWindow(mean: 1, percentiles: [Double](repeating: 1, count: 20))
    // The first plain one has the steep window before it, the third the flat one after it, the second is between: the
    // earlier lends.
    let (path, report) = try Self.series([steep, plain, plain, plain, flat], reach: 2)
    #expect(report.neighbourShapes == 3 && report.defaultShapes == 0)
    func range(_ window: Int) -> Double {
      let part = path.values[window * 300..<(window + 1) * 300]
      return part.max()! - part.min()!
    }
    #expect(range(1) > 8 && range(2) > 8 && range(3) == 0)
    let (_, alone) = try Self.series([steep, plain, plain, plain, flat], reach: 0)
    #expect(alone.neighbourShapes == 0 && alone.defaultShapes == 3)
    // The default's lowest and highest value over the mean: 0.26 and 2.81.
    let (standard, _) = try Self.series([plain])
    #expect(abs(standard.values.min()! - 0.52) < 0.02 && abs(standard.values.max()! - 5.62) < 0.02)
  }

  @Test("CPU becomes requests by the utilisation law, and back")
  func requests() throws {
    // 0.02 NCU of a machine of 50 cores is 1 core; at 4 ms of CPU a request that is 250 requests per second.
    let series = CPUSeries(resolution: .seconds(15), values: [0.02, 0.04])
    let load = try series.load(cpuSecondsPerRequest: 0.004, coresPerUnit: 50)
    #expect(abs(load.rates[0] - 250) < 1e-12 && abs(load.rates[1] - 500) < 1e-12)
    #expect(abs(load.cores(cpuSecondsPerRequest: 0.004).values[1] - 2) < 1e-15)
    #expect(throws: WorkloadError("a request takes 0.0 CPU seconds; allowed are finite numbers above 0.")) {
      try series.load(cpuSecondsPerRequest: 0)
    }
    #expect(throws: WorkloadError("a unit of CPU is -1.0 cores; allowed are finite numbers above 0.")) {
      try series.load(cpuSecondsPerRequest: 1, coresPerUnit: -1)
    }
    #expect(throws: WorkloadError("the CPU series has no steps; at least one is needed.")) {
      try CPUSeries(resolution: .seconds(1), values: []).load(cpuSecondsPerRequest: 1)
    }
  }

  @Test("what cannot be done is refused")
  func refusals() {
    let wrong = ReconstructionParameters(
      resolution: .seconds(7), correlationTime: .seconds(-1), neighbourReach: -2)
    #expect(
      wrong.problems() == [
        "the resolution is 7.0 s; allowed are whole seconds that divide 300.0 s.",
        "the correlation time is -1.0 s; allowed are 0 s and more.",
        "the neighbour reach is -2 windows; allowed are 0 and more.",
      ])
    #expect(
      throws: WorkloadError("the resolution is 0.5 s; allowed are whole seconds that divide 300.0 s.")
    ) { try WindowReconstruction(ReconstructionParameters(resolution: .milliseconds(500))) }
    #expect(throws: WorkloadError("there are no windows to reconstruct; at least one is needed.")) {
      try Self.series([])
    }
  }

  @Test("the picture of a day has its bands and its path")
  func chart() throws {
    let windows = Self.windows(300) + [UsageWindow(mean: 1)]
    let path = try Self.series(windows, resolution: 15).series
    let day = ReconstructionChart(windows: windows, series: path)
    #expect(day.bands.count == 288 && day.path.count == 288 * 20)
    // Window 13 is the fourth of five, of level 2.2; it lasts from 65 to 70 minutes.
    let band = day.bands[13]
    #expect(abs(band.start - 65.0 / 60) < 1e-12 && abs(band.end - 70.0 / 60) < 1e-12)
    #expect(band.mean == 2.2 && band.low == 0.26 * 2.2 && band.tenth == 0.58 * 2.2)
    #expect(band.median == 0.89 * 2.2 && band.ninetieth == 1.40 * 2.2)
    #expect(band.high == 2.81 * 2.2)
    #expect(day.path[260].time == 260.0 / 240 && day.path[260].value == path.values[260])
    let last = ReconstructionChart(windows: windows, series: path, range: 300..<600)
    #expect(last.bands.count == 1 && last.bands[0].start == 0 && last.bands[0].median == nil)
    #expect(last.path.first?.value == path.values[300 * 20])
  }
}
