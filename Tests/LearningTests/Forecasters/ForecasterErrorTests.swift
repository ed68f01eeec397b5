import Learning
import Testing

@Suite("Sentences of forecasters") struct ForecasterErrorTests {
  static let task = ForecastTask(target: .stepMean, step: 60, horizon: 60)

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var configuration: any ForecasterConfiguration
  }

  static let cases = [
    Case(
      testDescription: "The autoregression cannot be fitted: the order must be in 1...1000, is 0.",
      configuration: AutoregressionConfiguration(task: task, order: .fixed(0))),
    Case(
      testDescription: "The autoregression cannot be fitted: paths must be even and in 2...10000, is 3.",
      configuration: AutoregressionConfiguration(task: task, paths: 3)),
    Case(
      testDescription: "The moving average cannot be fitted: windows must be in 2...100000, are [1].",
      configuration: MovingAverageTrendConfiguration(task: task, windows: [1])),
    Case(
      testDescription: "The moving average cannot be fitted: shares must be in 0...1, are [2.0].",
      configuration: MovingAverageTrendConfiguration(task: task, shares: [2])),
    Case(
      testDescription:
        "The moving average cannot be fitted: quantiles must be ascending probabilities between 0 and 1, "
        + "are [0.9, 0.1].",
      configuration: MovingAverageTrendConfiguration(task: task, quantiles: [0.9, 0.1])),
    Case(
      testDescription:
        "The moving average cannot be fitted: task.horizon must be 1...100000 whole steps of 60.0 s, is "
        + "90.0 s.",
      configuration: MovingAverageTrendConfiguration(
        task: ForecastTask(target: .stepMean, step: 60, horizon: 90))),
    Case(
      testDescription: "The exponential smoothing cannot be fitted: forms must not be empty.",
      configuration: ExponentialSmoothingConfiguration(task: task, forms: [])),
    Case(
      testDescription:
        "The exponential smoothing cannot be fitted: a season must have at least 2 steps of 60.0 s, period "
        + "is 60.0 s.",
      configuration: ExponentialSmoothingConfiguration.holtWinters(task: task, period: 60)),
    Case(
      testDescription:
        "No form of exponential smoothing suits the training series of 100 points: seasons need "
        + "two periods of 1440, multiplicative parts loads above 0.",
      configuration: ExponentialSmoothingConfiguration.holtWinters(task: task)),
    Case(
      testDescription:
        "The decomposable model cannot be fitted: changepointScale must be positive and finite, is 0.0.",
      configuration: DecomposableConfiguration(task: task, changepointScale: 0)),
    Case(
      testDescription: "The decomposable model cannot be fitted: changepoints must be in 0...500, is -1.",
      configuration: DecomposableConfiguration(task: task, changepoints: -1)),
    Case(
      testDescription:
        "The ridge regression cannot be fitted: features, forms and penalties must each have "
        + "a candidate.",
      configuration: RidgeLagsConfiguration(task: task, features: [])),
    Case(
      testDescription: "The ridge regression cannot be fitted: lags must be in 1...10000, is 0.",
      configuration: RidgeLagsConfiguration(task: task, features: [LagFeatures(lags: 0)])),
    Case(
      testDescription: "The training series has 100 points, but one window needs 201.",
      configuration: RidgeLagsConfiguration(task: task, features: [LagFeatures(lags: 200)])),
    Case(
      testDescription: "The boosted trees cannot be fitted: depth must be in 1...12, is 0.",
      configuration: BoostedTreesConfiguration(task: task, features: LagFeatures(lags: 2), depth: 0)),
    Case(
      testDescription:
        "The boosted trees cannot be fitted: learningRate must be above 0 and at most 1, "
        + "is 2.0.",
      configuration: BoostedTreesConfiguration(task: task, features: LagFeatures(lags: 2), learningRate: 2)),
    Case(
      testDescription: "The conformal margin cannot be fitted: quantiles must not be empty.",
      configuration: ConformalConfiguration(MovingAverageTrendConfiguration(task: task), quantiles: [])),
    Case(
      testDescription:
        "The conformal margin cannot be fitted: the conformal gain must be between 0 and 1, is 2.0.",
      configuration: ConformalConfiguration(
        MovingAverageTrendConfiguration(task: task), method: .tracking(gain: 2, steps: 5))),
    Case(
      testDescription:
        "The conformal margin cannot be fitted: calibrationShare must be at least 0 and below 1, is 1.0.",
      configuration: ConformalConfiguration(MovingAverageTrendConfiguration(task: task), calibrationShare: 1)),
    Case(
      testDescription: "The expert forecaster cannot be fitted: members must not be empty.",
      configuration: ExpertsConfiguration(members: [])),
  ]

  @Test("a configuration or series that will not do is refused in one sentence", arguments: cases)
  func refusal(_ known: Case) throws {
    let series = LoadSeries(values: (0..<100).map { Double($0 % 7) }, step: 60)
    do {
      _ = try known.configuration.fit(training: series, validation: series)
      Issue.record("it was accepted")
    } catch let error as LearningError {
      #expect(error.description == known.testDescription)
    }
  }

  @Test("a stored model of another kind or with a spoilt header is refused")
  func files() throws {
    let series = LoadSeries(values: (0..<100).map { Double($0 % 7) }, step: 60)
    let average = try MovingAverageTrendConfiguration(task: Self.task).fit(
      training: series, validation: series)
    func sentence(_ change: (inout ModelFile) -> Void) throws -> String {
      var file = try ModelFile(bytes: average.encoded(), source: "x.model")
      change(&file)
      do {
        _ = try MovingAverageTrend(bytes: file.encoded(), source: "x.model")
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
    let start = "The model file x.model "
    #expect(
      try sentence { $0.kind = "lstm" }
        == start + "holds a model of kind 'lstm', but 'moving-average-trend' is needed here.")
    #expect(
      try sentence { $0.header = Array("{}".utf8) }
        == start
        + "has a header that cannot be used: it is not the JSON of a model of kind 'moving-average-trend'.")
    #expect(
      try sentence { $0.parameters = [1] } == start + "holds 1 parameters, but its configuration calls for 0."
    )
    let spoilt = try sentence { file in
      let text = String(decoding: file.header, as: UTF8.self)
      file.header = Array(text.replacing("\"window\":\(average.window)", with: "\"window\":0").utf8)
    }
    #expect(spoilt == start + "has a header that cannot be used: its window must be in 2...100000, is 0.")
  }
}
