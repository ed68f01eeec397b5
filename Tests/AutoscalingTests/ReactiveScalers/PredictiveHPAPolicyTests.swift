import SimulationKernel
import Testing

@testable import Autoscaling

/// Values of jthomperoo/predictive-horizontal-pod-autoscaler v0.13.2 (`algorithms/*/test_*.py`,
/// `internal/scalebehavior/scalebehavior_test.go`) and of statsmodels 0.15.0.
@Suite struct PredictiveHPAPolicyTests {
  typealias Model = PredictiveHPAPolicy.Model

  @Test(arguments: [
    (PredictiveHPAPolicy.DecisionType.maximum, [Int32](), Int32(0)), (.maximum, [1, 10, 8, 15, 0], 15),
    (.minimum, [], 0), (.minimum, [1, 10, 8, 15, 0], 0),
    (.mean, [], 0), (.mean, [1, 10, 8, 15, 0], 7), (.mean, [1, 2], 2),
    (.median, [], 0), (.median, [1, 10, 8, 15, 0], 8), (.median, [1, 10, 8, 15, 0, 7], 7),
  ])
  func choice(_ row: (type: PredictiveHPAPolicy.DecisionType, proposals: [Int32], wanted: Int32)) {
    #expect(row.type.choice(row.proposals) == row.wanted)
  }

  /// The forecasts of a model that is given these proposals, `step` seconds apart.
  static func forecasts(_ model: Model, step: Int64 = 15, _ proposals: [Int32]) -> [Int32?] {
    var history = ModelHistory(model: model)
    return proposals.enumerated().map { index, value in
      history.forecast(adding: value, at: .seconds(Int64(index) * step))
    }
  }

  @Test(arguments: [
    // 1, 2, 3, 4 at 10 s intervals, read 9, 19 and 24 s after the last: 4.9, 5.9 and 6.4
    (ahead: 9, wanted: 5), (19, 6), (24, 7), (0, 4), (10, 5),
  ])
  func straightLine(_ row: (ahead: Int64, wanted: Int32)) {
    let model = Model(.linear(lookAhead: .seconds(row.ahead), historySize: 10))
    #expect(Self.forecasts(model, step: 10, [1, 2, 3, 4]).last == row.wanted)
    // one value stands for itself, and a constant is its own forecast
    #expect(Self.forecasts(model, [3]) == [3])
    #expect(Self.forecasts(model, [3, 3, 3]) == [3, 3, 3])
  }

  @Test func theLineForgetsAllButItsHistory() {
    // the history of 2 and the new value are 10, 10, 13 at −30, −15 and 0 s: 11 + 1.5 · 2, read 15 s ahead
    let model = Model(.linear(lookAhead: .seconds(15), historySize: 2))
    // before it, 50, 10, 10: 23.3 − 1.33 · 30
    #expect(Self.forecasts(model, [90, 50, 10, 10, 13]).suffix(2) == [-16, 14])
  }

  @Test(arguments: [
    (
      periods: 3, alpha: 0.9, beta: 0.9, gamma: 0.3, series: [1.0, 3, 1, 1, 3, 1, 1, 3, 1, 1, 3, 1, 1],
      wanted: 3.0
    ),
    (4, 0.5, 0.2, 0.4, [2, 4, 7, 5, 3, 5, 8, 6, 3, 6, 9, 7, 4, 7, 10], 7.899892636756043),
    (4, 0.5, 0.2, 0.4, [2, 4, 7, 5, 3, 5, 8, 6, 3, 6, 9, 7, 4, 7], 9.793485462313347),
    (
      6, 0.3, 0.1, 0.6,
      [
        10, 14, 14, 10, 6, 6, 11, 16, 16, 12, 8, 8, 12, 17, 17, 13, 9, 9, 14, 19, 19, 15, 11, 11, 15, 20, 20,
        16, 12,
        12, 17, 22, 22, 18, 14, 14, 18, 23, 23, 19,
      ], 15.022308045102854
    ),
  ])
  func holtWintersAgreesWithStatsmodels(
    _ row: (periods: Int, alpha: Double, beta: Double, gamma: Double, series: [Double], wanted: Double)
  ) throws {
    let smoothing = HoltWinters(
      alpha: row.alpha, beta: row.beta, gamma: row.gamma, seasonalPeriods: row.periods)
    #expect(abs(try #require(smoothing.next(after: row.series)) - row.wanted) < 1e-9)
  }

  @Test func holtWintersProposesZeroBeforeTwoSeasons() {
    // 10 + 2 · (3 / 2) = 12 values for a season of 3; 2 · 20 = 40 for one of 20
    let short = Model(.holtWinters(alpha: 0.9, beta: 0.9, gamma: 0.3, seasonalPeriods: 3, storedSeasons: 4))
    let forecasts = Self.forecasts(short, [1, 3, 1, 1, 3, 1, 1, 3, 1, 1, 3, 1, 1])
    #expect(forecasts.prefix(11).allSatisfy { $0 == 0 })
    #expect(forecasts.suffix(2) == [1, 3])
    let long = HoltWinters(alpha: 0.5, beta: 0.5, gamma: 0.5, seasonalPeriods: 20)
    #expect(long.next(after: Array(repeating: 2, count: 39)) == nil)
    #expect(long.next(after: Array(repeating: 2, count: 40)) == 2)
  }

  @Test func wholeSeasonsAreForgotten() {
    let model = Model(.holtWinters(alpha: 0.9, beta: 0.9, gamma: 0.3, seasonalPeriods: 3, storedSeasons: 4))
    var history = ModelHistory(model: model)
    let counts = (0..<19).map { index in
      _ = history.forecast(adding: 1, at: .seconds(Int64(index) * 15))
      return history.values.count
    }
    #expect(counts == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 12, 13, 14, 12, 13])
  }

  @Test func modelsHaveTheirTurnsAndStarts() {
    var model = Model(.linear(lookAhead: .zero, historySize: 10))
    model.perSyncPeriod = 3
    #expect(Self.forecasts(model, [2, 2, 2, 2, 2, 2, 2]) == [nil, nil, 2, nil, nil, 2, nil])
    model.perSyncPeriod = 1
    model.startInterval = .seconds(60)
    var started = ModelHistory(model: model)
    let result = [20, 50, 60, 75].map { started.forecast(adding: 4, at: .seconds($0)) }
    #expect(result == [nil, nil, 4, 4])
    #expect(started.values.count == 2)
    var onTime = ModelHistory(model: model)
    #expect([60, 75].map { onTime.forecast(adding: 4, at: .seconds($0)) } == [nil, 4])
  }

  @Test func aGapClearsTheHistory() {
    var model = Model(.linear(lookAhead: .zero, historySize: 10))
    model.resetDuration = .seconds(60)
    var history = ModelHistory(model: model)
    for second in [0, 15, 75] { _ = history.forecast(adding: 9, at: .seconds(Int64(second))) }
    #expect(history.values.count == 3)
    #expect(history.forecast(adding: 2, at: .seconds(136)) == 2)
    #expect(history.values.count == 1)
  }

  static func policy(
    _ models: [Model], _ type: PredictiveHPAPolicy.DecisionType = .maximum,
    limits: ClosedRange<Int32> = 1...50
  ) -> PredictiveHPAPolicy {
    var settings = PredictiveHPAPolicy.Settings(
      metric: HPAMetric(
        source: .external(HPAMetricIdentifier(name: "requests_per_second")),
        target: HPATarget(kind: .averageValue, averageValue: ResourceQuantity(milli: 10_000))),
      service: HPAServiceShape(cpuRequest: 1000), limits: limits, models: models)
    settings.decisionType = type
    return PredictiveHPAPolicy(settings: settings)
  }

  @Test func forecastRaisesAGrowingService() {
    // 10 requests/s a replica: 2, 3, 4 wanted; the line through them reaches 6 in 30 s
    let line = Model(.linear(lookAhead: .seconds(30), historySize: 6))
    for (type, wanted) in [
      (PredictiveHPAPolicy.DecisionType.maximum, 6), (.minimum, 4), (.mean, 5), (.median, 5),
    ] {
      var policy = Self.policy([line], type)
      var decision = ScalingDecision(desiredReplicas: 2, reason: DecisionReason(.fixed))
      for (index, rate) in [20.0, 30, 40].enumerated() {
        // replicas stay at 3, so the HPA proposes by the rate alone
        decision = policy.decide(.steady(second: Int64(index) * 15, replicas: 3, requestsPerSecond: rate))
      }
      #expect(decision.desiredReplicas == wanted, "\(type)")
      #expect(decision.reason.rule == (wanted == 4 ? .predictiveMetric : .predictiveModel))
    }
  }

  @Test func anIgnorantHoltWintersPullsTheMinimumDown() {
    // 4 replicas are right by the metric, but the model proposes 0 until it has two seasons
    let model = Model(.holtWinters(alpha: 0.5, beta: 0.5, gamma: 0.5, seasonalPeriods: 8, storedSeasons: 4))
    var policy = Self.policy([model], .minimum, limits: 2...50)
    #expect(policy.decide(.steady(second: 0, replicas: 4, requestsPerSecond: 40)).desiredReplicas == 2)
    var highest = Self.policy([model], .maximum, limits: 2...50)
    #expect(highest.decide(.steady(second: 0, replicas: 4, requestsPerSecond: 40)).desiredReplicas == 4)
  }

  @Test func stabilizationAndRatesHold() {
    var policy = Self.policy([])
    // 3 → 30 wanted; 100 % or 4 pods a minute, whichever is more, is 7
    let first = policy.decide(.steady(second: 0, replicas: 3, requestsPerSecond: 300))
    #expect(first.desiredReplicas == 7)
    #expect(first.reason == DecisionReason(.predictiveLimited, signal: 30, reference: 30))
    #expect(policy.decide(.steady(second: 15, replicas: 7, requestsPerSecond: 300)).desiredReplicas == 7)
    #expect(policy.decide(.steady(second: 60, replicas: 7, requestsPerSecond: 300)).desiredReplicas == 14)
    // the high proposal holds for 300 s
    #expect(policy.decide(.steady(second: 359, replicas: 14, requestsPerSecond: 20)).desiredReplicas == 14)
    #expect(policy.decide(.steady(second: 360, replicas: 14, requestsPerSecond: 20)).desiredReplicas == 2)
  }

  @Test func holdsWithoutMetrics() {
    var policy = Self.policy([])
    let decision = policy.decide(.steady(second: 0, replicas: 3, hasSample: false))
    #expect(decision.desiredReplicas == 3)
    #expect(decision.reason.rule == .noMetrics)
  }
}
