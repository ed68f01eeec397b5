import Stochastics
import Testing

@testable import Learning

@Suite("Autoregression") struct AutoregressionTests {
  static let known = ForecastersReference.shared.autoregression

  @Test("Burg's coefficients are those of statsmodels")
  func burg() {
    let mean = Self.known.values.reduce(0, +) / Double(Self.known.values.count)
    let ours = AutoregressionConfiguration.burg(Self.known.values.map { $0 - mean }, order: 4)
    for (got, wanted) in zip(ours, Self.known.burg) { #expect(abs(got - wanted) < 1e-10) }
  }

  @Test("least squares and its forecasts are those of statsmodels")
  func leastSquares() throws {
    let series = LoadSeries(values: Self.known.values, step: 60)
    for (steps, wanted) in Self.known.forecasts.enumerated() {
      let task = ForecastTask(target: .stepMean, step: 60, horizon: 60 * Double(steps + 1))
      let configuration = AutoregressionConfiguration(task: task, order: .fixed(4))
      let model = try configuration.fit(training: series, validation: series)
      for (got, known) in zip(model.coefficients, Self.known.least_squares) {
        #expect(abs(got - known) < 1e-6)
      }
      #expect(abs(model.intercept - Self.known.constant) < 1e-5)
      let forecast = model.forecast(history: series.values.suffix(4), endOfHistory: series.end)
      #expect(abs(forecast.value - wanted) < 1e-5)
    }
  }

  @Test(
    "AICc finds the order of a long series",
    arguments: [AutoregressionConfiguration.Method.burg, .leastSquares])
  func order(_ method: AutoregressionConfiguration.Method) throws {
    var stream = RandomStream(seed: 2, purpose: .test)
    var values = [50.0, 50, 50]
    for _ in 0..<4000 {
      let next = 50 + 0.5 * (values[values.count - 1] - 50) - 0.4 * (values[values.count - 3] - 50)
      values.append(next + Normal().sample(from: &stream))
    }
    let series = LoadSeries(values: values, step: 60)
    let configuration = AutoregressionConfiguration(
      task: ForecastTask(target: .stepMean, step: 60, horizon: 60), order: .selected(maximum: 10),
      method: method)
    let model = try configuration.fit(training: series, validation: series)
    // AICc overfits with a chance of a fifth, but by little; it does not miss the third lag.
    #expect((3...5).contains(model.coefficients.count))
    #expect(abs(model.coefficients[2] + 0.4) < 0.07)
  }

  @Test("the expected maximum lies above the maximum of the expected path")
  func maximum() throws {
    // White noise of deviation 1: E max of 5 standard normal numbers is 1.1630 (order statistics' table).
    var stream = RandomStream(seed: 8, purpose: .test)
    let series = LoadSeries(values: (0..<5000).map { _ in 20 + Normal().sample(from: &stream) }, step: 60)
    let task = ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 300)
    let configuration = AutoregressionConfiguration(
      task: task, order: .fixed(1), quantiles: [0.95], paths: 4000)
    let model = try configuration.fit(training: series.part(0..<2500), validation: series.part(2500..<5000))
    let forecast = model.forecast(history: [20], endOfHistory: 0)
    // 4,000 paths: standard error 0.67/√4000 = 0.011; the innovations' own 0.02.
    #expect(abs(forecast.value - 21.163) < 0.08)
    // 0.95 quantile of the maximum: the normal one at 0.95^(1/5) = 0.98979, 2.319.
    #expect(abs(forecast.quantiles[0].value - 22.319) < 0.15)
    #expect(try #require(model.meanPath(after: [20]).max()) < 20.1)
  }
}
