import SimulationKernel
import Stochastics
import TestSupport
import Testing

@testable import Workloads

/// How near the reconstruction of the files of one job comes, at one resolution.
struct AccuracyCase: Sendable {
  let job: String
  let tasks: [Int]
  /// One row in so many is taken; the figures of all differ in the third digit.
  let stride: Int
  /// Bounds of the percentile errors, over the range: median, 95 %, and the least share within 5 %.
  let median: Double
  let ninetyFifth: Double
  let share: Double
}

@Suite("Reconstruction of the real trace")
struct ReconstructionDataTests {
  static let cases = [
    AccuracyCase(
      job: "job113", tasks: [75, 88], stride: 4, median: 0.002, ninetyFifth: 0.003,
      share: 0.998),
    AccuracyCase(
      job: "job382", tasks: [115, 2, 22, 23, 27], stride: 1, median: 0.01, ninetyFifth: 0.025,
      share: 0.998),
  ]

  static func rows(_ name: String, task: Int) throws -> [UsageWindow] {
    let path = try SharedData.path("google2019-instance-usage/\(name)-task\(task).csv.gz")
    var windows: [UsageWindow] = []
    _ = try UsageFile(path, withPercentiles: true).read { windows.append(UsageWindow($0)) }
    return windows
  }

  @Test(
    "rows of the files: means within 10⁻⁹, percentiles within 5 % of the range but for a few",
    arguments: cases)
  func accuracy(_ expected: AccuracyCase) throws {
    let (seconds, coarse) = (WindowCells(count: 300), WindowCells(count: 20))
    var errors: [Double] = []
    var (coarseErrors, bodyErrors): ([Double], [Double]) = ([], [])
    var worstMean = 0.0
    var (all, shifted, scaled) = (0, 0, 0)
    for task in expected.tasks {
      let rows = try Self.rows(expected.job, task: task)
      let windows = stride(from: 0, to: rows.count, by: expected.stride).map { rows[$0] }
      all += windows.count
      for window in windows where !window.percentiles.isEmpty {
        let (values, outcome) = seconds.values(mean: window.mean, percentiles: window.percentiles)
        worstMean = max(worstMean, ReconstructionAccuracy.meanError(values, window))
        if outcome == .shifted { shifted += 1 }
        if outcome == .scaled { scaled += 1 }
        guard let error = ReconstructionAccuracy.percentileError(values, window) else { continue }
        errors.append(error)
        let few = coarse.values(mean: window.mean, percentiles: window.percentiles).values
        worstMean = max(worstMean, ReconstructionAccuracy.meanError(few, window))
        coarseErrors.append(ReconstructionAccuracy.percentileError(few, window) ?? 0)
        let range = window.percentiles[19] - window.percentiles[0]
        let body = (0...9).map {
          abs(quantile(ofSorted: few, Double($0) / 10) - window.percentiles[$0]) / range
        }
        bodyErrors.append(body.max() ?? 0)
      }
    }
    for (name, values) in [("1 s", errors), ("15 s", coarseErrors), ("15 s, 0 to 90 %", bodyErrors)] {
      let sorted = values.sorted()
      let levels = [0.5, 0.95, 0.99, 1].map { "\(quantile(ofSorted: sorted, $0))".prefix(7) }
      let within = Double(sorted.count { $0 <= 0.05 }) / Double(sorted.count)
      print(
        "\(expected.job), \(name): error of percentiles \(levels) within 5 %: \(within) of \(sorted.count)")
    }
    print("\(expected.job): rows \(all), shifted \(shifted), scaled \(scaled), mean error \(worstMean)")
    #expect(worstMean < 1e-9)
    let sorted = errors.sorted()
    #expect(quantile(ofSorted: sorted, 0.5) < expected.median)
    #expect(quantile(ofSorted: sorted, 0.95) < expected.ninetyFifth)
    #expect(Double(errors.count { $0 <= 0.05 }) >= expected.share * Double(errors.count))
    // The sister: twenty steps cannot do it.
    #expect(Double(coarseErrors.count { $0 <= 0.05 }) < 0.1 * Double(errors.count))
  }

  @Test("a task's path at a second has them too")
  func path() throws {
    let windows = try Self.rows("job382", task: 2)
    let path = try WindowReconstruction().series(windows: Array(windows[..<200]), seed: 3).series
    let accuracy = ReconstructionAccuracy(windows: Array(windows[..<200]), series: path)
    #expect(accuracy.meanErrors.max()! < 1e-9 && accuracy.share(within: 0.05) > 0.99)
  }

  @Test("the tasks of a job together have the job's demand")
  func superposition() throws {
    let names = [75, 88].map { "google2019-instance-usage/job113-task\($0).csv.gz" }
    let paths = try names.map { try SharedData.path($0) }
    let collection = try CollectionWindows.read(paths)
    let demand = try CollectionDemand.read(paths).series
    #expect(collection.tasks.count == 2 && collection.start == demand.start)
    let parameters = ReconstructionParameters(resolution: .seconds(60))
    let (path, report) = try WindowReconstruction(parameters).series(collection: collection, seed: 2)
    // Windows with a row, counted by another reader: 4731 and 4148. In windows without any, both are made up.
    #expect(demand.missing > 0 && report.windows == 4731 + 4148 + 2 * demand.missing)
    print("job 113 together: \(report)")
    var worst = 0.0
    for case (let window, let value?) in demand.values.enumerated() {
      let mean = path.values[window * 5..<(window + 1) * 5].reduce(0, +) / 5
      worst = max(worst, abs(mean - value) / value)
    }
    #expect(worst < 1e-9)
  }

  @Test("a window in which no task is measured is filled, with a shape")
  func gaps() throws {
    let some = UsageWindow(mean: 1, percentiles: UsageWindow.defaultShape)
    let collection = CollectionWindows(start: 0, tasks: [[some, nil, some], [some, nil, nil]])
    let reconstruction = try WindowReconstruction()
    let (path, report) = try reconstruction.series(collection: collection, fill: .linear, seed: 1)
    #expect(report.windows == 5 && report.neighbourShapes == 2)
    // Two tasks of mean 1; in the third window one stands for both.
    for window in 0..<3 {
      let part = path.values[window * 300..<(window + 1) * 300]
      #expect(abs(part.reduce(0, +) / 300 - 2) < 1e-12 && part.max()! > 2.5)
    }
    #expect(
      throws: WorkloadError(
        "the demand has no value in 1 of 3 windows, the first at 300000000 µs; fill them with linear, hold or zero."
      )
    ) { try reconstruction.series(collection: collection, fill: .refuse, seed: 1) }
  }
}
