import Learning
import Testing

/// Says the newest point plus 1, between the newest point minus 1 and plus 3.
private struct PlusOne: Forecaster {
  let task = ForecastTask(target: .stepMean, step: 60, horizon: 60)
  let name = "plus-one"
  let inputLength = 1

  func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    let newest = history[history.startIndex]
    return Forecast(
      value: newest + 1,
      quantiles: [.init(probability: 0.1, value: newest - 1), .init(probability: 0.9, value: newest + 3)])
  }
}

@Suite struct ForecastEvaluationTests {
  @Test("each figure on numbers worked by hand")
  func figures() throws {
    // Newest points 4, 8, 6 (the 4 is context) say 5, 9, 7; true are 8, 6, 6: errors −3, +3, +1.
    let evaluation = try ForecastEvaluation(
      of: PlusOne(), test: LoadSeries(values: [8, 6, 6], step: 60, start: 240),
      context: LoadSeries(values: [1, 2, 3, 4], step: 60),
      training: LoadSeries(values: [2, 5, 4, 10], step: 60), season: 120)
    #expect(evaluation.points.map(\.issuedAt) == [240, 300, 360])
    #expect(evaluation.points.map(\.validAt) == [300, 360, 420])
    #expect(evaluation.points.map(\.actual) == [8, 6, 6])
    #expect(evaluation.points.map(\.forecast.value) == [5, 9, 7])
    let rmse = (19.0 / 3).squareRoot()
    let expected: [(String, Double)] = [
      ("count", 3),
      ("rmse", rmse),  // √((9 + 9 + 1) / 3)
      ("rmse-minmax", rmse / 8),  // training range 10 − 2
      ("mae", 7.0 / 3),  // (3 + 3 + 1) / 3
      ("bias", 1.0 / 3),  // (−3 + 3 + 1) / 3
      ("wape", 0.35),  // 7 / (8 + 6 + 6)
      ("accuracy", 0.65),
      ("smape", (6.0 / 13 + 6.0 / 15 + 2.0 / 13) / 3),  // 2·3/(8+5), 2·3/(6+9), 2·1/(6+7)
      // Seasonal naive, two steps, in training: |4 − 2| = 2 and |10 − 5| = 5, mean 3.5.
      ("mase", 7.0 / 3 / 3.5),
      // Persistence says 4, 8, 6: errors −4, 2, 0; mean square 20/3.
      ("skill-persistence", 1 - (19.0 / 20).squareRoot()),
      // The seasonal naive says 3, 4, 8: errors −5, −2, 2; mean square 33/3.
      ("skill-seasonal", 1 - (19.0 / 33).squareRoot()),
      ("under-rate", 1.0 / 3),  // the first alone
      ("under-depth", 3),
      // 0.1-quantiles 3, 7, 5 against 8, 6, 6: 0.1·5, 0.9·1, 0.1·1.
      ("pinball-0.1", 1.5 / 3),
      // 0.9-quantiles 7, 11, 9 against 8, 6, 6: 0.9·1, 0.1·5, 0.1·3.
      ("pinball-0.9", 1.7 / 3),
      ("wql", 2 * 3.2 / 20),
      ("coverage", 1.0 / 3),  // 8 in 3…7 no, 6 in 7…11 no, 6 in 5…9 yes
      ("interval-nominal", 0.8),
      ("interval-width", 4),
    ]
    #expect(evaluation.figures.map(\.name) == expected.map(\.0))
    for (name, value) in expected {
      #expect(abs(try #require(evaluation.value(name)) - value) < 1e-12, "\(name)")
    }
  }

  @Test("without context, origins begin inside the test; a stride thins them")
  func origins() throws {
    let test = LoadSeries(values: [1, 2, 3, 4, 5, 6], step: 60)
    #expect(
      try ForecastEvaluation(of: PlusOne(), test: test).points.map(\.issuedAt) == [60, 120, 180, 240, 300])
    let thinned = try ForecastEvaluation(of: PlusOne(), test: test, stride: 2)
    #expect(thinned.points.map(\.issuedAt) == [60, 180, 300])
    #expect(thinned.value("mase")?.isNaN == true)
  }

  @Test("zero against zero counts as no symmetric error")
  func zeros() throws {
    let task = ForecastTask(target: .stepMean, step: 60, horizon: 60)
    let test = LoadSeries(values: [0, 0, 0], step: 60)
    #expect(try ForecastEvaluation(of: Persistence(task: task), test: test).value("smape") == 0)
  }

  @Test("a context that does not meet the test is refused")
  func gap() {
    #expect {
      try ForecastEvaluation(
        of: PlusOne(), test: LoadSeries(values: [1, 2], step: 60, start: 600),
        context: LoadSeries(values: [1], step: 60))
    } throws: {
      "\($0)" == "The context ends at 60.0 s, but the test begins at 600.0 s."
    }
  }
}
