import Foundation
import Learning
import Stochastics
import Testing

@Suite struct ForecasterTests {
  @Test("the seasonal naive is exact on a periodic series", arguments: [60.0, 240, 1500, 3000])
  func seasonalNaive(horizon: Double) throws {
    for target in [ForecastTask.Target.stepMean, .maximumOverHorizon] {
      let task = ForecastTask(target: target, step: 60, horizon: horizon)
      let values = (0..<200).map { Double(($0 % 25) * 7 % 11) }
      let evaluation = try ForecastEvaluation(
        of: SeasonalNaive(task: task, period: 25 * 60), test: LoadSeries(values: values, step: 60),
        season: 25 * 60)
      #expect(evaluation.value("rmse") == 0)
      #expect(evaluation.value("smape") == 0)
    }
  }

  @Test("ridge regression finds the coefficients of an autoregression")
  func autoregression() throws {
    // x(t) = 20 + 0.6 x(t−1) + 0.2 x(t−2) + e, e normal with deviation 1: stationary mean 20 / 0.2 = 100.
    var stream = RandomStream(seed: 4, purpose: .test)
    var values = [100.0, 100]
    for _ in 0..<20_000 {
      let noise = Normal().sample(from: &stream)
      values.append(20 + 0.6 * values[values.count - 1] + 0.2 * values[values.count - 2] + noise)
    }
    let series = LoadSeries(values: values, step: 60)
    let task = ForecastTask(target: .stepMean, step: 60, horizon: 60)
    let configuration = LinearLagsConfiguration(
      task: task, inputLength: 3, form: .minMax, ridge: 1e-9, quantiles: [0.1, 0.9])
    let model = try configuration.fit(
      training: series.part(0..<15_000), validation: series.part(15_000..<20_000))
    // Standard error of each: about 1/√15000 = 0.008; the bound is four of them.
    for (got, wanted) in zip(model.coefficients, [0, 0.2, 0.6]) { #expect(abs(got - wanted) < 0.033) }
    // Deciles of the standard normal: ±1.2816.
    let forecast = model.forecast(history: [100, 100, 100], endOfHistory: 0)
    #expect(abs(forecast.value - 100) < 0.2)
    #expect(abs(forecast.quantiles[0].value - forecast.value + 1.2816) < 0.1)
    #expect(abs(forecast.quantiles[1].value - forecast.value - 1.2816) < 0.1)
  }

  @Test("linear log-ratios follow a scaled load")
  func logRatios() throws {
    let task = ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 240)
    let configuration = LinearLagsConfiguration(
      task: task, inputLength: 10, form: .logRatio, quantiles: [0.5, 0.9])
    let model = try configuration.fit(training: sine(0..<600), validation: sine(600..<800))
    let evaluation = try ForecastEvaluation(of: model, test: sine(800..<1000), season: 25 * 60)
    #expect(try #require(evaluation.value("skill-persistence")) > 0.5)
  }

  @Test("what came true after an origin")
  func actual() {
    let values: [Double] = [5, 1, 4, 2, 3]
    let mean = ForecastTask(target: .stepMean, step: 60, horizon: 120)
    let maximum = ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 120)
    #expect(mean.actual(in: values, at: 0) == 4)
    #expect(maximum.actual(in: values, at: 0) == 4)
    #expect(maximum.actual(in: values, at: 2) == 3)
    #expect(mean.actual(in: values, at: 3) == nil)
    #expect(maximum.actual(in: values, at: -1) == 5)
  }
}
