import Stochastics
import Testing

@testable import Learning

@Suite("Ridge regression on lags and clock") struct RidgeLagsTests {
  @Test("each kind of feature stands where it says")
  func features() {
    let task = ForecastTask(target: .maximumOverHorizon, step: 21_600, horizon: 43_200)
    let features = LagFeatures(lags: 2, averages: [3], period: 86_400, calendar: true)
    // One point every 6 h, so 4 a day: 5 points are read.
    #expect(features.inputLength(for: task) == 5)
    let series = LoadSeries(values: [0, 3, 5, 1, 10], step: 21_600)
    let scaler = LoadScaler(form: .minMax, training: series, inputLength: 2)
    var row = [Double](repeating: .nan, count: features.count)
    _ = row.withUnsafeMutableBufferPointer {
      features.fill(
        history: series.values[...], endOfHistory: 5 * 21_600, task: task, scaler: scaler,
        output: $0.baseAddress!)
    }
    // Levels are tenths: newest 1, before 0.1, mean of three 16/3; a day ago 0, then max(3, 5). 30 h are 1¼
    // days and 1.25/7 of a week: sine and cosine of a quarter turn, then of half a turn.
    let wanted: [Double] = [1, -0.9, 1.6 / 3 - 1, 0.5, -1, -0.5, 1, 0, 0, -1]
    for (got, expected) in zip(row, wanted) { #expect(abs(got - expected) < 1e-12) }
    // sin and cos of 2π · 1.25/7 = 1.12200: 0.900969, 0.433884.
    #expect(abs(row[10] - 0.900969) < 1e-6 && abs(row[11] - 0.433884) < 1e-6)
  }

  @Test("the penalty and the features are chosen on validation")
  func choice() throws {
    let task = ForecastTask(target: .stepMean, step: 3600, horizon: 3600)
    var stream = RandomStream(seed: 12, purpose: .test)
    // A pulse at one hour of the day, of random height carried from the day before.
    let heights = (0..<60).map { _ in 50 + 30 * stream.nextUnit() }
    let values = (0..<1440).map { hour in
      10 + (hour % 24 == 8 ? heights[hour / 24] : 0) + 0.5 * stream.nextUnit()
    }
    let series = LoadSeries(values: values, step: 3600)
    let plain = LagFeatures(lags: 3)
    let daily = LagFeatures(lags: 3, period: 86_400)
    let model = try RidgeLagsConfiguration(task: task, features: [plain, daily]).fit(
      training: series.part(0..<720), validation: series.part(720..<1080))
    #expect(model.features == daily)
    // White noise: the strongest penalty shrinks to the newest point and is worse; a weak one finds the mean.
    let noise = LoadSeries(values: (0..<600).map { _ in 100 + stream.nextUnit() }, step: 3600)
    let flat = try RidgeLagsConfiguration(
      task: task, features: [plain], forms: [.minMax], penalties: [1e-4, 1e4]
    ).fit(training: noise.part(0..<300), validation: noise.part(300..<600))
    // The newest level's factor, with target and lags relative to it: about −1 where it is not penalised
    // away.
    #expect(flat.coefficients[0] < -0.5)
  }
}
