import Foundation
import Stochastics
import Testing

@testable import Learning

@Suite("Decomposable model") struct DecomposableTests {
  static let task = ForecastTask(target: .stepMean, step: 3600, horizon: 3600)
  static let seasons = [
    DecomposableConfiguration.Season(period: 86_400, order: 4),
    DecomposableConfiguration.Season(period: 604_800, order: 3),
  ]

  @Test("the mode is Prophet's: no less dense, and the same forecasts", arguments: [0, 1])
  func prophet(_ index: Int) throws {
    let known = ForecastersReference.shared.decomposable[index]
    let series = LoadSeries(values: known.values, step: 3600, start: 86_400 * 20_000)
    let configuration = DecomposableConfiguration(
      task: Self.task, seasons: Self.seasons, carriesResidual: false)
    let model = try configuration.fit(training: series, validation: series)
    let scale = try #require(known.values.max())
    var cost = Double(known.values.count) * log(model.noise) + 2 * model.noise * model.noise
    for (place, value) in known.values.enumerated() {
      let error = (value - model.mean(at: series.end(of: place))) / scale
      cost += error * error / (2 * model.noise * model.noise)
    }
    for (place, coefficient) in model.coefficients.enumerated() {
      switch place {
      case 0..<2: cost += coefficient * coefficient / 50
      case 2..<27: cost += abs(coefficient) / 0.05
      default: cost += coefficient * coefficient / 200
      }
    }
    #expect(cost <= known.cost + 1e-3)
    // Prophet stops where its steps get small; 0.2 % of the largest load is far below the noise of 3 %.
    #expect(abs(model.noise - known.noise) < 1e-3)
    for (place, wanted) in known.forecasts.enumerated() {
      #expect(abs(model.mean(at: series.end(of: 12 * place)) - wanted) < 0.002 * scale)
    }
  }

  @Test("a changepoint is found where the trend bends")
  func bend() throws {
    let values = (0..<200).map { (index: Int) -> Double in
      let time = Double(index)
      let jitter = index % 2 == 0 ? 0.2 : -0.2
      return 100 + 0.1 * time + 0.5 * max(0, time - 100) + jitter
    }
    let series = LoadSeries(values: values, step: 3600)
    let configuration = DecomposableConfiguration(
      task: Self.task, changepointScale: 1, seasons: [], carriesResidual: false)
    let model = try configuration.fit(training: series, validation: series)
    // One step on at 0.6 a step: 100 + 0.1 · 200 + 0.5 · 100 = 170.
    let forecast = model.forecast(history: [0], endOfHistory: series.end)
    #expect(abs(forecast.value - 170) < 1.5)
    let straight = DecomposableConfiguration(
      task: Self.task, changepoints: 0, seasons: [], carriesResidual: false)
    let line = try straight.fit(training: series, validation: series)
    #expect(abs(line.forecast(history: [0], endOfHistory: series.end).value - 170) > 5)
  }

  @Test("intervals widen with the distance from training, as future changes of trend add up")
  func intervals() throws {
    let known = ForecastersReference.shared.decomposable[1]
    let series = LoadSeries(values: known.values, step: 3600, start: 86_400 * 20_000)
    let configuration = DecomposableConfiguration(
      task: Self.task, seasons: Self.seasons, carriesResidual: false, quantiles: [0.1, 0.9])
    let model = try configuration.fit(training: series, validation: series)
    func width(_ days: Double) -> Double {
      let forecast = model.forecast(history: [0], endOfHistory: series.end + days * 86_400)
      return forecast.quantiles[1].value - forecast.quantiles[0].value
    }
    #expect(width(60) > 1.5 * width(0.5))
    // Near the end the noise alone: ±1.2816 deviations; 200 paths, standard error some 6 %.
    let scale = try #require(known.values.max())
    #expect(abs(width(0) / (2 * 1.2816 * model.noise * scale) - 1) < 0.25)
  }

  @Test("the newest residual is carried on only where that is asked for")
  func residual() throws {
    let known = ForecastersReference.shared.decomposable[0]
    let series = LoadSeries(values: known.values, step: 3600, start: 86_400 * 20_000)
    var configuration = DecomposableConfiguration(task: Self.task, seasons: Self.seasons)
    let shifted = LoadSeries(values: known.values.map { $0 + 100 }, step: 3600, start: series.start)
    let carrying = try configuration.fit(training: series, validation: shifted)
    configuration.carriesResidual = false
    let plain = try configuration.fit(training: series, validation: shifted)
    let modelled = plain.mean(at: series.end)
    let difference =
      carrying.forecast(history: [modelled + 100], endOfHistory: series.end).value
      - carrying.forecast(history: [modelled], endOfHistory: series.end).value
    // Residuals near 100 hardly fade: Σ r r' / Σ r² is about 1 − 6²/100² from noise of deviation 6.
    #expect(abs(difference - 100) < 2)
    #expect(
      plain.forecast(history: [modelled + 100], endOfHistory: series.end)
        == plain.forecast(history: [modelled], endOfHistory: series.end))
  }
}
