import Foundation
import Stochastics
import Testing

@testable import Learning

/// What every forecaster promises, held against each of them.
@Suite("Forecaster contract") struct ForecasterContractTests {
  struct Arm: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Whether another validation part must change the model; nil where it only says when to stop or
    /// calibrates what the newest scores replace.
    var readsValidation: Bool? = true
    var make: @Sendable (ForecastTask) -> any ForecasterConfiguration
  }

  static let quantiles = [0.1, 0.5, 0.9]
  static let period = 25.0 * 60

  static let arms = [
    Arm(testDescription: "autoregression") {
      AutoregressionConfiguration(task: $0, quantiles: quantiles, paths: 32)
    },
    Arm(testDescription: "autoregression by Burg") {
      AutoregressionConfiguration(
        task: $0, order: .selected(maximum: 4), method: .burg, quantiles: quantiles, paths: 32)
    },
    Arm(testDescription: "moving average") {
      MovingAverageTrendConfiguration(task: $0, quantiles: quantiles)
    },
    Arm(testDescription: "Holt–Winters", readsValidation: false) {
      ExponentialSmoothingConfiguration(
        task: $0, forms: [SmoothingModel.Form(trend: .additive, damped: true, season: .additive)],
        period: period, estimatesState: false, quantiles: quantiles, paths: 32)
    },
    Arm(testDescription: "multiplicative smoothing", readsValidation: false) {
      ExponentialSmoothingConfiguration(
        task: $0,
        forms: [
          SmoothingModel.Form(multiplicativeError: true, trend: .multiplicative, season: .multiplicative)
        ],
        period: period, estimatesState: false, quantiles: quantiles, paths: 32)
    },
    Arm(testDescription: "decomposable") {
      DecomposableConfiguration(
        task: $0, changepoints: 5, seasons: [.init(period: period, order: 2)], quantiles: quantiles, paths: 32
      )
    },
    Arm(testDescription: "plain decomposable", readsValidation: false) {
      DecomposableConfiguration(
        task: $0, changepoints: 5, seasons: [.init(period: period, order: 2)], carriesResidual: false,
        quantiles: quantiles, paths: 32)
    },
    Arm(testDescription: "linear lags") {
      LinearLagsConfiguration(task: $0, inputLength: 6, form: .minMax, quantiles: quantiles)
    },
    Arm(testDescription: "ridge") {
      RidgeLagsConfiguration(
        task: $0,
        features: [
          LagFeatures(lags: 4), LagFeatures(lags: 4, averages: [8], period: period, calendar: true),
        ],
        quantiles: quantiles)
    },
    Arm(testDescription: "boosted trees", readsValidation: nil) {
      BoostedTreesConfiguration(
        task: $0, features: LagFeatures(lags: 4, period: period, calendar: true), form: .logRatio,
        quantiles: quantiles, maximumTrees: 4)
    },
    Arm(testDescription: "LSTM of a normal distribution", readsValidation: nil) {
      LSTMConfiguration(
        task: $0, inputLength: 6, hidden: 4, layers: 2, dropout: 0.1, gaussian: true, quantiles: quantiles,
        maximumEpochs: 2)
    },
    Arm(testDescription: "LSTM-CNN", readsValidation: nil) {
      LSTMConfiguration(
        task: $0, inputLength: 6, hidden: 5, convolution: .init(channels: 3, width: 2), calendar: true,
        quantiles: quantiles, maximumEpochs: 4)
    },
    Arm(testDescription: "conformal", readsValidation: nil) {
      ConformalConfiguration(
        LinearLagsConfiguration(task: $0, inputLength: 6, form: .minMax), quantiles: quantiles,
        method: .adaptive(gain: 0.05, memory: 20, steps: 10))
    },
    Arm(testDescription: "experts") {
      ExpertsConfiguration(
        members: [
          LinearLagsConfiguration(task: $0, inputLength: 6, form: .minMax, quantiles: quantiles),
          MovingAverageTrendConfiguration(task: $0, quantiles: quantiles),
        ], window: 12)
    },
    Arm(testDescription: "conformal experts") {
      ConformalConfiguration(
        ExpertsConfiguration(
          members: [
            LinearLagsConfiguration(task: $0, inputLength: 6, form: .minMax),
            AutoregressionConfiguration(task: $0, paths: 32),
          ], window: 12), quantiles: quantiles, method: .tracking(gain: 0.02, steps: 20), relative: true)
    },
  ]

  static let tasks = [
    ForecastTask(target: .stepMean, step: 60, horizon: 60),
    ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 240),
  ]

  /// A sine with noise, at least 1.
  static let series: LoadSeries = {
    var stream = RandomStream(seed: 21, purpose: .test)
    let pure = sine(0..<360)
    return LoadSeries(values: pure.values.map { max(1, $0 + 5 * Normal().sample(from: &stream)) }, step: 60)
  }()

  static func fit(_ configuration: some ForecasterConfiguration, _ series: LoadSeries) throws
    -> any StoredForecaster
  {
    try configuration.fit(training: series.part(0..<160), validation: series.part(160..<280))
  }

  static func forecasts(_ model: some Forecaster, _ series: LoadSeries) -> [Forecast] {
    (279..<300).map { model.forecast(at: $0, of: series) }
  }

  @Test("forecasts are finite, rise with probability, and skill is not absurd", arguments: arms, tasks)
  func shape(_ arm: Arm, _ task: ForecastTask) throws {
    let model = try Self.fit(arm.make(task), Self.series)
    #expect(model.task == task)
    #expect(model.inputLength >= 1)
    for forecast in Self.forecasts(model, Self.series) {
      #expect(forecast.value.isFinite && forecast.value >= 0)
      #expect(forecast.quantiles.map(\.probability) == Self.quantiles)
      let values = forecast.quantiles.map(\.value)
      #expect(values.allSatisfy { $0.isFinite && $0 >= 0 })
      #expect(values == values.sorted() && values[0] < values[2])
      // Loads lie in 1…170.
      #expect(forecast.value < 250)
    }
    for level in [0, 1e9] {
      let odd = model.forecast(
        history: [Double](repeating: level, count: model.inputLength)[...], endOfHistory: 1e6)
      #expect(odd.value.isFinite && odd.quantiles.allSatisfy { $0.value.isFinite })
    }
  }

  @Test("a roll of forecasts is the same as one after the other", arguments: arms, tasks)
  func roll(_ arm: Arm, _ task: ForecastTask) throws {
    let model = try Self.fit(arm.make(task), Self.series)
    let history = Self.series.values[280 - model.inputLength...299]
    let rolled = model.rollingForecasts(
      history: history, endOfHistory: Self.series.end(of: 299), count: 21)
    #expect(rolled == Self.forecasts(model, Self.series))
  }

  @Test("what comes after an origin changes nothing", arguments: arms, tasks)
  func noLookAhead(_ arm: Arm, _ task: ForecastTask) throws {
    var changed = Self.series
    for index in 300..<360 { changed.values[index] = 7 }
    let model = try Self.fit(arm.make(task), Self.series)
    let again = try Self.fit(arm.make(task), changed)
    #expect(Self.forecasts(model, Self.series) == Self.forecasts(again, changed))
    let late = model.forecast(at: 310, of: changed)
    // Sister: what came before does change the forecast, but for the clock alone.
    if arm.testDescription != "plain decomposable" {
      #expect(late != model.forecast(at: 310, of: Self.series))
    }
  }

  @Test(
    "fitting again gives the same model, and only validation that is read changes it", arguments: arms, tasks)
  func fitting(_ arm: Arm, _ task: ForecastTask) throws {
    let first = Self.forecasts(try Self.fit(arm.make(task), Self.series), Self.series)
    #expect(Self.forecasts(try Self.fit(arm.make(task), Self.series), Self.series) == first)
    var changed = Self.series
    for index in 160..<280 { changed.values[index] = changed.values[index] * 1.5 + Double(index % 7) }
    let other = Self.forecasts(try Self.fit(arm.make(task), changed), Self.series)
    guard let reads = arm.readsValidation else { return }
    #expect((other != first) == reads)
  }

  /// The forecasts of a model that went through its file, and whether its bytes stayed the same.
  static func reloaded<Model: StoredForecaster>(_ model: Model) throws -> (Model, Bool) {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).model").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.write(to: path)
    let read = try Model(contentsOf: path)
    return (read, read.encoded() == model.encoded())
  }

  @Test("a stored model forecasts as before", arguments: arms, tasks)
  func storage(_ arm: Arm, _ task: ForecastTask) throws {
    let model = try Self.fit(arm.make(task), Self.series)
    let (read, sameBytes) = try Self.reloaded(model)
    #expect(sameBytes)
    // Whoever does not know the kind gets the same.
    let found = try StoredForecasters.forecaster(bytes: model.encoded(), source: "memory")
    #expect(found.encoded() == model.encoded() && type(of: found) == type(of: model))
    #expect(Self.forecasts(read, Self.series) == Self.forecasts(model, Self.series))
  }
}
