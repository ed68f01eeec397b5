import Foundation
import Learning
import SimulationKernel
import Stochastics
import Testing

@testable import Autoscaling

private let demand = ReplicaDemand(
  queue: MultiServerQueue(servers: 10, serviceTime: 0.1),
  objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5))!
private let unit = demand.ratePerReplica

/// Always the same answer.
private struct Constant: ScalingPolicy {
  let replicas: Int
  mutating func decide(_ observation: Observation) -> ScalingDecision {
    ScalingDecision(desiredReplicas: replicas, reason: DecisionReason(.fixed))
  }
}

@Suite("Schedules, experts, and an oracle that errs")
struct BoundPolicyTests {
  /// Day 0 is the first day of the time line; floors are asked for 100 s early.
  @Test(
    "a floor holds from one lead before it begins to when it ends",
    arguments: [
      ("a lead and a second early: not yet", 28_699, 0), ("a lead early: asked for", 28_700, 5),
      ("the last second", 64_799, 5), ("over", 64_800, 0), ("a day off", 28_800 + 2 * 86_400, 0),
      ("the week after", 28_800 + 7 * 86_400, 5),
      ("past midnight, the evening", 23 * 3600 + 86_400, 3),
      ("past midnight, the morning", 2 * 86_400 + 3599, 3),
      ("past midnight, over", 2 * 86_400 + 3600, 0),
    ] as [(String, Int64, Int)])
  func schedule(situation: String, second: Int64, expected: Int) {
    var policy = ScheduledPolicy(
      entries: [
        .init(days: [0], from: 28_800, to: 64_800, replicas: 5),
        .init(days: [0], from: 30_000, to: 31_000, replicas: 2),
        .init(days: [1], from: 22 * 3600, to: 3600, replicas: 3),
      ], lead: .seconds(100), sizing: ReplicaSizing(demand), reactive: nil)
    let decision = policy.decide(.steady(second: second, replicas: 1))
    #expect(decision.desiredReplicas == expected, "\(situation)")
  }

  /// The load needs 6. One member always says 6, one 20, one 3: shortfalls weigh ten times.
  @Test("experts follow the member that was right, and change their mind with it", arguments: [true, false])
  func experts(isBest: Bool) {
    var policy = ExpertsPolicy(
      members: [Constant(replicas: 20), Constant(replicas: 3), Constant(replicas: 6)],
      rule: isBest ? .best : .weighted(rate: 10), memory: .seconds(600), lead: .seconds(60), headroom: 1,
      sizing: ReplicaSizing(demand))
    var second: Int64 = 0
    func decide(_ replicas: Double) -> Int {
      second += 15
      return policy.decide(.steady(second: second, replicas: 6, requestsPerSecond: unit * (replicas - 0.5)))
        .desiredReplicas
    }
    for _ in 0..<200 { _ = decide(6) }
    // losses: 14/6, 10 × 3/6 and 0, so the weights of the others are below e^-23
    #expect(decide(6) == 6)
    #expect(
      abs(policy.losses[0] - 14.0 / 6) < 0.05 && abs(policy.losses[1] - 5) < 0.1 && policy.losses[2] == 0)
    // now 20 are needed: the guard answers at once, the weights some time later
    #expect(decide(20) == 20)
    for _ in 0..<200 { _ = decide(20) }
    #expect(decide(18) == 20)
  }

  @Test("an oracle's error has the stated mean and spread, is keyed by time, and grows with the spread alone")
  func noisyOracle() {
    let path = LoadPath(rates: [100], resolution: .seconds(60))
    func policy(_ deviation: Double) -> NoisyOraclePolicy {
      NoisyOraclePolicy(
        future: path, lead: .seconds(60), sizing: ReplicaSizing(demand),
        error: .init(deviation: deviation, bias: 1.2), seed: 5)
    }
    let noisy = policy(0.3)
    let factors = (0..<4000).map { noisy.factor(at: .seconds($0 * 60)) }
    let mean = factors.reduce(0, +) / 4000
    // the standard deviation of the factor is 1.2 √(e^0.09 − 1) = 0.368, of the mean of 4000 it is 0.0058
    #expect(abs(mean - 1.2) < 4 * 0.0058)
    let logs = factors.map { log($0) }
    let centre = logs.reduce(0, +) / 4000
    let spread = (logs.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / 3999).squareRoot()
    // the standard error of a standard deviation is σ/√(2 × 4000) = 0.0034
    #expect(abs(spread - 0.3) < 4 * 0.0034)
    // the same minute the same error; without spread the bias alone
    #expect(noisy.factor(at: .seconds(61)) == noisy.factor(at: .seconds(119)))
    #expect(policy(0).factor(at: .seconds(61)) == 1.2)
    // errors of two spreads are the same draw: log factors in proportion, less their means' shift
    let wide = policy(0.6)
    let pairs = (0..<50).map { index -> (Double, Double) in
      let time = SimulationTime.seconds(Int64(index) * 60)
      return (log(noisy.factor(at: time) / 1.2) + 0.045, log(wide.factor(at: time) / 1.2) + 0.18)
    }
    for (small, large) in pairs { #expect(abs(large - 2 * small) < 1e-9) }
  }

  @Test(
    "an oracle that errs keeps its highest belief for the stabilization window, and multiplies it by the headroom"
  )
  func noisyOracleHolds() {
    let path = LoadPath(rates: Array(repeating: 40 * unit, count: 90), resolution: .seconds(60))
    func desired(headroom: Double = 1, window: Double = 0) -> [Int] {
      var policy = NoisyOraclePolicy(
        future: path, lead: .seconds(60), sizing: ReplicaSizing(demand), error: .init(deviation: 0.4),
        headroom: headroom, stabilization: .seconds(rounding: window), seed: 5)
      return (0..<60).map { minute in
        policy.decide(.steady(second: Int64(minute * 60), replicas: 40)).desiredReplicas
      }
    }
    let bare = desired()
    let held = desired(window: 300)
    // five minutes back and the present one, one belief a minute
    #expect(held == bare.indices.map { bare[max(0, $0 - 5)...$0].max()! })
    #expect(held != bare)
    #expect(zip(bare, desired(headroom: 1.5)).allSatisfy { $0 < $1 })
  }

  @Test("without a forecast the plan follows the measured load, with one it is ahead of it")
  func modelPredictive() {
    let task = ForecastTask(target: .maximumOverHorizon, step: 60, horizon: 120)
    struct Fixed: Forecaster {
      let name = "fixed"
      var task: ForecastTask
      let inputLength = 1
      func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
        Forecast(value: unit * 7.5)
      }
    }
    var policy = ModelPredictivePolicy(
      forecasters: [Fixed(task: task)], quantile: nil, costs: .init(), horizon: .seconds(600),
      stage: .seconds(60),
      lead: .seconds(120), headroom: 1, sizing: ReplicaSizing(demand))
    let before = policy.decide(.steady(second: 15, replicas: 3, requestsPerSecond: unit * 2.5))
    #expect(before.desiredReplicas == 3 && before.reason.rule == .measuredLoad)
    for second in [30, 45] as [Int64] {
      _ = policy.decide(.steady(second: second, replicas: 3, requestsPerSecond: unit * 2.5))
    }
    // the first point is whole at 60: within the lead of 120 s the path reaches 7.5 replicas' load
    let after = policy.decide(.steady(second: 60, replicas: 3, requestsPerSecond: unit * 2.5))
    #expect(after.desiredReplicas == 8 && after.reason.rule == .plan)
  }

  @Test(
    "a path's peak is that of its ends and corners",
    arguments: [
      (0.0, 30.0, 20.0), (30, 60, 30), (60, 90, 30), (120, 500, 10), (30, 120, 30),
    ])
  func pathPeak(from: Double, to: Double, expected: Double) {
    // 10 now, 30 in a minute, 10 in two: after half a minute it is 20
    let path = [(ahead: 0.0, rate: 10.0), (60, 30), (120, 10)]
    #expect(ModelPredictivePolicy.peak(of: path, from: from, to: to) == expected)
  }
}
