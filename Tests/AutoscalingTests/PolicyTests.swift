import Learning
import SimulationKernel
import Testing

@testable import Autoscaling

/// A second is 1; the service's newest scrape reports `rate` requests a second over the last 15 s.
private func observation(at seconds: Double, spec: Int, rate: Double?) -> Observation {
  let now = SimulationTime.zero + .seconds(rounding: seconds)
  return Observation(
    now: now, specReplicas: spec, statusReplicas: spec, pods: [],
    service: rate.map {
      ServiceSample(
        timestamp: now, window: .seconds(rounding: 15), requestsPerSecond: $0, cpuCores: 0, violationShare: 0,
        queueLength: 0)
    })
}

/// Ten workers of 0.1 s under p95 < 0.5 s: some 90 requests a second a replica.
private let demand = ReplicaDemand(
  queue: MultiServerQueue(servers: 10, serviceTime: 0.1),
  objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5))!

/// Says the same whatever it reads.
private struct FixedForecaster: Forecaster {
  let name = "fixed"
  let task = ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 120)
  let inputLength = 2
  var value: Double
  var quantiles: [Forecast.Quantile] = []
  func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    Forecast(value: value, quantiles: quantiles)
  }
}

@Suite("Policies that size the service themselves")
struct PolicyTests {
  @Test("The demand is the load over what one replica carries, rounded up", arguments: [0.0, 0.5, 1, 1.5, 7])
  func demandMap(factor: Double) {
    let rate = demand.ratePerReplica * factor
    #expect(demand.replicas(forRequestsPerSecond: rate * (1 - 1e-12)) == Int(factor.rounded(.up)))
    let utilization = demand.ratePerReplica / demand.queue.capacity
    #expect(abs(demand.queue.tail(beyond: 0.5, utilization: utilization) - 0.05) < 1e-9)
  }

  @Test func withoutMetricsNothingChanges() {
    var reactive = ReactPlusPolicy(
      headroom: 1, sizing: ReplicaSizing(demand), stabilization: .seconds(rounding: 300))
    #expect(reactive.decide(observation(at: 15, spec: 7, rate: nil)).desiredReplicas == 7)
    var proactive = ProactivePolicy(
      forecaster: FixedForecaster(value: 1e4), quantile: nil, headroom: 1, sizing: ReplicaSizing(demand),
      stabilization: .seconds(rounding: 300))
    #expect(proactive.decide(observation(at: 15, spec: 7, rate: nil)).desiredReplicas == 7)
  }

  @Test func aHighProposalHoldsForTheWindowAndNoLonger() {
    var policy = ReactPlusPolicy(
      headroom: 1, sizing: ReplicaSizing(demand), stabilization: .seconds(rounding: 300))
    let high = demand.ratePerReplica * 8.5
    let low = demand.ratePerReplica * 1.5
    #expect(policy.decide(observation(at: 0, spec: 1, rate: high)).desiredReplicas == 9)
    #expect(policy.decide(observation(at: 300, spec: 9, rate: low)).desiredReplicas == 9)
    #expect(policy.decide(observation(at: 300.001, spec: 9, rate: low)).desiredReplicas == 2)
  }

  @Test func theForecastRaisesAndTheGuardBounds() {
    let unit = demand.ratePerReplica
    // forecast, quantile asked for, measured now -> replicas after 2 full minutes of history
    let quantiles = [
      Forecast.Quantile(probability: 0.5, value: unit * 3.5), .init(probability: 0.9, value: unit * 6.5),
    ]
    let cases: [(FixedForecaster, Double?, measured: Double, replicas: Int)] = [
      (FixedForecaster(value: unit * 4.5), nil, 1.5, 5),
      (FixedForecaster(value: unit * 0.5), nil, 1.5, 2),
      (FixedForecaster(value: unit * 3.5, quantiles: quantiles), 0.95, 1.5, 7),
      (FixedForecaster(value: unit * 3.5, quantiles: quantiles), nil, 1.5, 4),
    ]
    for (forecaster, quantile, measured, replicas) in cases {
      var policy = ProactivePolicy(
        forecaster: forecaster, quantile: quantile, headroom: 1, sizing: ReplicaSizing(demand),
        stabilization: .zero)
      var decided = 0
      for scrape in 1...8 {
        decided =
          policy.decide(observation(at: 15 * Double(scrape), spec: 2, rate: unit * measured)).desiredReplicas
        // two points of a minute make a history
        if scrape < 8 { #expect(decided == 2) }
      }
      #expect(decided == replicas)
    }
  }

  @Test func theOracleLooksOneLeadAheadAndNoFurther() {
    let unit = demand.ratePerReplica
    let rates = [1.0, 1, 1, 1, 5, 1, 1, 1].map { ($0 - 0.5) * unit }
    var policy = OraclePolicy(
      future: LoadPath(rates: rates, resolution: .seconds(rounding: 15)), lead: .seconds(rounding: 30),
      sizing: ReplicaSizing(demand))
    let decided = stride(from: 0.0, through: 105, by: 15).map {
      policy.decide(observation(at: $0, spec: 1, rate: nil)).desiredReplicas
    }
    #expect(decided == [1, 1, 5, 5, 5, 1, 1, 1])
  }

  @Test func trailingMaximumAgainstAScan() {
    var window = TrailingMaximum(length: .seconds(rounding: 60))
    var seen: [(time: SimulationTime, value: Int)] = []
    for step in 0..<2000 {
      let now = SimulationTime.zero + .seconds(rounding: Double(step * 7 + (step % 5)))
      let value = (step * 7919) % 101
      seen.append((now, value))
      let expected = seen.filter { (now - $0.time).seconds <= 60 }.map(\.value).max()
      #expect(window.maximum(adding: value, at: now) == expected)
    }
  }
}
