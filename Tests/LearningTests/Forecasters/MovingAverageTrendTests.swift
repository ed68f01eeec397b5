import Learning
import Stochastics
import Testing

@Suite("Moving average with trend") struct MovingAverageTrendTests {
  @Test(
    "a straight line is carried on exactly", arguments: [ForecastTask.Target.stepMean, .maximumOverHorizon])
  func line(_ target: ForecastTask.Target) throws {
    let task = ForecastTask(target: target, step: 60, horizon: 180)
    let series = LoadSeries(values: (0..<100).map { 10 + 2 * Double($0) }, step: 60)
    let model = try MovingAverageTrendConfiguration(task: task, quantiles: [0.5]).fit(
      training: series, validation: series)
    // Any share will do: what a smaller one lacks is the same everywhere and becomes the offset.
    let window = model.window
    let forecast = model.forecast(history: series.values.suffix(window), endOfHistory: series.end)
    // Point 99 + 3: 10 + 2 · 102 = 214.
    #expect(abs(forecast.value - 214) < 1e-9)
    #expect(abs(forecast.quantiles[0].value - 214) < 1e-9)
  }

  @Test("noise asks for a long window without a slope")
  func noise() throws {
    var stream = RandomStream(seed: 1, purpose: .test)
    let series = LoadSeries(values: (0..<800).map { _ in 50 + Normal().sample(from: &stream) }, step: 60)
    let model = try MovingAverageTrendConfiguration(
      task: ForecastTask(target: .stepMean, step: 60, horizon: 60)
    ).fit(training: series, validation: series)
    #expect(model.window >= 20 && model.share == 0)
  }
}
