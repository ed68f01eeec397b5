import Stochastics
import TestSupport
import Testing

@testable import Learning

@Suite("Conformal margins") struct ConformalForecasterTests {
  static let task = ForecastTask(target: .stepMean, step: 60, horizon: 60)

  /// Normal noise around 100 whose deviation is `after` from `change` on and 1 before.
  static func noise(_ count: Int, change: Int, after: Double, seed: UInt64 = 4) -> LoadSeries {
    var stream = RandomStream(seed: seed, purpose: .test)
    return LoadSeries(
      values: (0..<count).map { 100 + ($0 < change ? 1 : after) * Normal().sample(from: &stream) }, step: 60)
  }

  static func coverage(_ model: some Forecaster, on test: LoadSeries) throws -> Double {
    let evaluation = try ForecastEvaluation(of: model, test: test)
    let covered = evaluation.points.filter { $0.actual <= $0.forecast.quantiles[0].value }
    return Double(covered.count) / Double(evaluation.points.count)
  }

  static let methods: [ConformalMethod] = [.split, .adaptive, .tracking(gain: 0.05, steps: 300)]

  @Test("coverage of exchangeable errors is the target", arguments: methods)
  func stationary(_ method: ConformalMethod) throws {
    let series = Self.noise(3000, change: 3000, after: 1)
    let model = try ConformalForecaster(
      Persistence(task: Self.task), calibration: series.part(0..<1000), quantiles: [0.95], method: method)
    // 2,000 origins, neighbouring errors of persistence with correlation −½: below the binomial √(0.95 · 0.05
    // / 2000) = 0.0049; four of them, and 0.007 for the 1,000 scores of calibration.
    let coverage = try Self.coverage(model, on: series.part(1000..<3000))
    #expect(abs(coverage - 0.95) < 0.027)
  }

  @Test("when errors treble, adaptive margins follow and split ones do not", arguments: methods)
  func shift(_ method: ConformalMethod) throws {
    let series = Self.noise(3500, change: 1000, after: 3)
    let model = try ConformalForecaster(
      Persistence(task: Self.task), calibration: series.part(0..<1000), quantiles: [0.95], method: method)
    let coverage = try Self.coverage(model, on: series.part(1500..<3500))
    // Split: P(3Z ≤ 1.645) = Φ(0.548) = 0.708.
    if method == .split {
      #expect(abs(coverage - 0.708) < 0.04)
    } else {
      #expect(abs(coverage - 0.95) < 0.025)
    }
  }

  @Test("a split margin is the order statistic of rank ⌈(n + 1)p⌉, from below its mirror")
  func rank() {
    let scores = (1...99).map(Double.init)
    // 100 · 0.95 = 95 and 100 · 0.05 = 5; 20 · 0.95 = 19 of 19 scores.
    #expect(ConformalMethod.splitMargin(p: 0.95, calibration: scores) == 95)
    #expect(ConformalMethod.splitMargin(p: 0.05, calibration: scores) == 5)
    #expect(ConformalMethod.splitMargin(p: 0.95, calibration: Array(scores.prefix(19))) == 19)
    #expect(ConformalMethod.splitMargin(p: 0.951, calibration: Array(scores.prefix(19))) == 19)
  }

  @Test("an adaptive level moves by the gain at every outcome")
  func recursion() {
    // Memory 2, 2 steps, horizon 1: scores 1, 3 | 10, 0. Level 0.5 → margin 2; 10 misses: 0.5 + 0.1 · 0.5 =
    // 0.55; window 3, 10 → margin 3 + 0.55 · 7 = 6.85, 0 is within: 0.55 − 0.05 = 0.5; window 0, 10 → 5.
    let method = ConformalMethod.adaptive(gain: 0.1, memory: 2, steps: 2)
    let margin = method.margin(p: 0.5, scores: [1, 3, 10, 0], calibration: [], horizon: 1)
    #expect(abs(margin - 5) < 1e-12)
    // Without the last outcome the level is 0.55.
    let earlier = ConformalMethod.adaptive(gain: 0.1, memory: 2, steps: 1)
    #expect(abs(earlier.margin(p: 0.5, scores: [1, 3, 10], calibration: [], horizon: 1) - 6.85) < 1e-12)
    // Tracking from the median 2 of 1, 2, 3 with largest score 3: 2 + 0.1 · 3 · (½) = 2.15, then − 0.15.
    let tracking = ConformalMethod.tracking(gain: 0.1, steps: 2)
    #expect(abs(tracking.margin(p: 0.5, scores: [10, 0], calibration: [1, 2, 3], horizon: 1) - 2) < 1e-12)
    // With a horizon of 2 both outcomes were held to the first margin.
    #expect(
      abs(tracking.margin(p: 0.5, scores: [10, 2.1], calibration: [1, 2, 3], horizon: 2) - 2.3) < 1e-12)
  }

  @Test("margins over a maximum several steps ahead hold on a real series")
  func real() throws {
    let path = try SharedData.path("azure-v2-fleet-5min/vm_cpu_readings_week1_aggregated_cpu_mem.csv.gz")
    let series = try gzippedColumn(path, column: 1, step: 300)
    let task = ForecastTask(target: .maximumOverHorizon, step: 300, horizon: 1500)
    let configuration = ConformalConfiguration(
      LinearLagsConfiguration(task: task, inputLength: 12, form: .minMax), calibrationShare: 0.5)
    let n = series.values.count
    let model = try configuration.fit(
      training: series.part(0..<n / 2), validation: series.part(n / 2..<n / 2 + 600))
    // The last 408 points leave few origins after the replay; overlapping outcomes stand for about a fifth as
    // many.
    let test = series.part(n - 800..<n)
    let coverage = try Self.coverage(model, on: test)
    #expect(abs(coverage - 0.95) < 0.05)
  }

  @Test("relative scores grow with the forecast")
  func relative() throws {
    // The load is 10 or 1,000 for long, with 10 % of noise.
    var stream = RandomStream(seed: 3, purpose: .test)
    let values = (0..<2000).map {
      (($0 / 200) % 2 == 0 ? 10 : 1000) * (1 + 0.1 * Normal().sample(from: &stream))
    }
    let series = LoadSeries(values: values, step: 60)
    let base = Persistence(task: Self.task)
    func width(_ relative: Bool, at load: Double) throws -> Double {
      let model = try ConformalForecaster(
        base, calibration: series, quantiles: [0.9], method: .split, relative: relative)
      return model.forecast(history: [load], endOfHistory: 0).quantiles[0].value - load
    }
    #expect(abs(try width(true, at: 1000) / width(true, at: 10) - 100) < 1e-6)
    #expect(abs(try width(false, at: 1000) - width(false, at: 10)) < 1e-9)
  }
}
