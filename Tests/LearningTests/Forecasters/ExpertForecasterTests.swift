import Foundation
import Learning
import Testing

@Suite("Experts") struct ExpertForecasterTests {
  static let task = ForecastTask(target: .stepMean, step: 60, horizon: 120)

  /// Always the same value, with one quantile where asked.
  struct Fixed: HeaderModel {
    static let fileKind = "fixed"
    var problem: String? { nil }
    var value: Double
    var quantile: Double?
    var task = ExpertForecasterTests.task
    var name: String { "fixed" }
    var inputLength: Int { 1 }
    func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
      Forecast(
        value: value, quantiles: quantile.map { [Forecast.Quantile(probability: 0.9, value: $0)] } ?? [])
    }
  }

  @Test("the best of the last window answers, a horizon late")
  func best() throws {
    let experts = try ExpertForecaster(
      members: [Fixed(value: 0), Fixed(value: 10)], rule: .bestRecent, window: 3)
    // Window of 3 outcomes, horizon 2: 1 + 3 + 2 − 1 = 5 points; the outcomes are the last three.
    #expect(experts.inputLength == 5)
    #expect(experts.forecast(history: [0, 0, 0, 0, 10], endOfHistory: 0).value == 0)
    #expect(experts.forecast(history: [0, 0, 0, 10, 10], endOfHistory: 0).value == 10)
    // The two oldest points are no outcomes.
    #expect(experts.forecast(history: [0, 0, 10, 10, 10], endOfHistory: 0).value == 10)
    #expect(experts.forecast(history: [10, 10, 0, 0, 0], endOfHistory: 0).value == 0)
  }

  @Test("exponential weights are those of the formula")
  func weights() throws {
    let experts = try ExpertForecaster(
      members: [Fixed(value: 4, quantile: 5), Fixed(value: 8, quantile: 9)],
      rule: .exponentialWeights(rate: 0.5), window: 1)
    // Outcome 5: losses 1 and 9; weights 1 and e^(−0.5 · 8) = 0.0183156, so 8 counts 0.0179862.
    let forecast = experts.forecast(history: [0, 0, 5], endOfHistory: 0)
    #expect(abs(forecast.value - (4 + 4 * 0.017986209962)) < 1e-9)
    #expect(abs(forecast.quantiles[0].value - (5 + 4 * 0.017986209962)) < 1e-9)
    // A faultless member answers alone.
    #expect(experts.forecast(history: [0, 0, 8], endOfHistory: 0).value == 8)
    let mixed = try ExpertForecaster(
      members: [Fixed(value: 4, quantile: 5), Fixed(value: 8)], rule: .bestRecent, window: 1)
    #expect(mixed.forecast(history: [0, 0, 5], endOfHistory: 0).quantiles.isEmpty)
  }

  @Test("members are chosen on validation, and those that cannot be fitted are left out")
  func choice() throws {
    let season = ExponentialSmoothingConfiguration.holtWinters(task: Self.task, period: 25 * 60)
    let impossible = ExponentialSmoothingConfiguration.holtWinters(task: Self.task, period: 86_400)
    let average = MovingAverageTrendConfiguration(task: Self.task, windows: [5], shares: [0])
    let experts = try ExpertsConfiguration(members: [impossible, average, season], kept: 1)
      .fit(training: sine(0..<200), validation: sine(200..<300))
    #expect(experts.members.map(\.name) == ["ets-A,Ad,A"])
    let both = try ExpertsConfiguration(members: [impossible, average, season], kept: 5)
      .fit(training: sine(0..<200), validation: sine(200..<300))
    #expect(both.members.map(\.name) == ["ets-A,Ad,A", "moving-average"])
    #expect(throws: LearningError.self) {
      try ExpertsConfiguration(members: [impossible]).fit(
        training: sine(0..<200), validation: sine(200..<300))
    }
  }

  @Test("what cannot be combined is refused in one sentence")
  func refusals() {
    func sentence(_ body: () throws -> ExpertForecaster) -> String {
      do {
        _ = try body()
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
    let other = ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 120)
    #expect(
      sentence { try ExpertForecaster(members: [], rule: .bestRecent) }
        == "An expert forecaster needs at least one member.")
    #expect(
      sentence {
        try ExpertForecaster(members: [Fixed(value: 1), Fixed(value: 1, task: other)], rule: .bestRecent)
      } == "The members of an expert forecaster must forecast one task.")
    #expect(
      sentence { try ExpertForecaster(members: [Fixed(value: 1)], rule: .bestRecent, window: 0) }
        == "The window of an expert forecaster must be in 1...100000, is 0.")
    #expect(
      sentence {
        try ExpertForecaster(members: [Fixed(value: 1)], rule: .exponentialWeights(rate: -1))
      } == "The expert forecaster cannot be fitted: the rate must be finite and at least 0, is -1.0.")
  }
}
