import SimulationKernel
import Testing

@testable import Autoscaling

/// The examples of the Amazon EC2 Auto Scaling User Guide ("Step and simple scaling policies") and of the
/// Application Auto Scaling API Reference (`StepScalingPolicyConfiguration`).
@Suite struct StepScalingPolicyTests {
  typealias Policy = StepScalingPolicy

  /// The guide's pair of policies around 50 %: 0 / 10 / 30 percent out, 0 / −10 / −30 percent in.
  static let out = Policy.Rule(
    alarm: MetricAlarm(threshold: 50, comparison: .greaterThanOrEqual),
    adjustmentType: .percentChangeInCapacity,
    steps: [
      .init(from: 0, to: 10, adjustment: 0), .init(from: 10, to: 20, adjustment: 10),
      .init(from: 20, to: nil, adjustment: 30),
    ], minAdjustmentMagnitude: 1, pause: .warmup(.seconds(60)))
  static let into = Policy.Rule(
    alarm: MetricAlarm(threshold: 50, comparison: .lessThanOrEqual), adjustmentType: .percentChangeInCapacity,
    steps: [
      .init(from: -10, to: 0, adjustment: 0), .init(from: -20, to: -10, adjustment: -10),
      .init(from: nil, to: -20, adjustment: -30),
    ], minAdjustmentMagnitude: 1, pause: .warmup(.seconds(60)))

  @Test(arguments: [
    (capacity: 10, percent: 127, wanted: 22),  // 12.7 → 12
    (1, 67, 2),  // 0.67 → 1
    (1, -58, 0),  // −0.58 → −1
    (29, -23, 23),  // −6.67 → −6
    (10, 10, 11), (11, 30, 14), (14, -10, 13), (13, -30, 10), (10, 0, 10),
  ])
  func percentagesAreCutTowardZeroButNeverToZero(_ row: (capacity: Int, percent: Int, wanted: Int)) {
    let rule = Policy.Rule(alarm: Self.out.alarm, adjustmentType: .percentChangeInCapacity, steps: [])
    let step = Policy.Step(from: 0, to: nil, adjustment: row.percent)
    #expect(rule.capacity(after: step, from: row.capacity) == row.wanted)
  }

  @Test(arguments: [
    // 25 percent of 4 is 1, but at least 2
    (Policy.AdjustmentType.percentChangeInCapacity, 4, 25, 2, 6), (.percentChangeInCapacity, 100, -1, 5, 95),
    (.percentChangeInCapacity, 4, 0, 2, 4), (.changeInCapacity, 4, 1, 2, 5), (.changeInCapacity, 4, -3, 2, 1),
    (.exactCapacity, 4, 7, 2, 7),
  ])
  func minimumMagnitudeHoldsForPercentagesOnly(
    _ row: (type: Policy.AdjustmentType, capacity: Int, adjustment: Int, minimum: Int, wanted: Int)
  ) {
    let rule = Policy.Rule(
      alarm: Self.out.alarm, adjustmentType: row.type, steps: [], minAdjustmentMagnitude: row.minimum)
    let step = Policy.Step(from: 0, to: nil, adjustment: row.adjustment)
    #expect(rule.capacity(after: step, from: row.capacity) == row.wanted)
  }

  @Test(
    arguments: [
      (50, 0, 0), (59.9, 0, nil), (60, 10, nil), (69.9, 10, nil), (70, 30, nil), (49.9, nil, 0),
      (40.1, nil, 0), (40, nil, -10), (30.1, nil, -10), (30, nil, -30), (0, nil, -30),
    ] as [(Double, Int?, Int?)])
  func boundsIncludeTheSideOfTheThreshold(_ row: (value: Double, out: Int?, into: Int?)) {
    #expect(Self.out.step(for: row.value)?.adjustment == row.out)
    #expect(Self.into.step(for: row.value)?.adjustment == row.into)
  }

  @Test func theGuidesDayOfAGroup() {
    // 10 instances; 60 % adds 1 of 10; 70 % adds 3 of 11 (3.3); 40 % takes 1 of 14 (1.4); 30 % takes 3 of 13
    // (3.9)
    var policy = Policy(metric: AlarmMetric(.queueLength), rules: [Self.out, Self.into], limits: 1...100)
    let script: [(minute: Int64, value: Double, current: Int, wanted: Int)] = [
      (1, 60, 10, 11), (2, 50, 11, 11), (3, 70, 11, 14), (4, 50, 14, 14), (5, 40, 14, 13), (6, 50, 13, 13),
      (7, 30, 13, 10),
    ]
    for step in script {
      let decision = policy.decide(
        .steady(second: step.minute * 60, replicas: step.current, queueLength: step.value))
      #expect(decision.desiredReplicas == step.wanted, "in minute \(step.minute)")
    }
  }

  @Test func warmingReplicasAreNotScaledFrom() {
    var rule = Self.out
    rule.pause = .warmup(.seconds(300))
    var policy = Policy(metric: AlarmMetric(.queueLength), rules: [rule, Self.into], limits: 1...100)
    let script: [(minute: Int64, value: Double, current: Int, wanted: Int)] = [
      (1, 60, 10, 11),
      // the same step again adds nothing; the next one adds 30 % of 10, of which one is under way
      (2, 60, 11, 11), (3, 70, 11, 13),
      // no scale-in while some are warming
      (4, 30, 13, 13),
      // the first replica is warm, two are not: 30 % of 11 is 3, one more than the two on their way
      (6, 70, 13, 14),
    ]
    for step in script {
      let decision = policy.decide(
        .steady(second: step.minute * 60, replicas: step.current, queueLength: step.value))
      #expect(decision.desiredReplicas == step.wanted, "in minute \(step.minute)")
    }
  }

  @Test func warmUpInTheExampleOfReposts() {
    // four instances, a warm-up of 5 min: +1, again +1 on four, then +2 on four (repost.aws, "slow down ASG
    // target tracking scale out")
    let rule = Policy.Rule(
      alarm: MetricAlarm(threshold: 50, comparison: .greaterThan), adjustmentType: .changeInCapacity,
      steps: [.init(from: 0, to: 20, adjustment: 1), .init(from: 20, to: nil, adjustment: 2)],
      pause: .warmup(.minutes(5)))
    var policy = Policy(metric: AlarmMetric(.queueLength), rules: [rule], limits: 1...100)
    var replicas = 4
    let wanted = [60.0, 60, 80].enumerated().map { index, value in
      let observation = Observation.steady(
        second: Int64(index + 1) * 60, replicas: replicas, queueLength: value)
      replicas = policy.decide(observation).desiredReplicas
      return replicas
    }
    #expect(wanted == [5, 5, 6])
  }

  @Test func cooldownCountsWhatWasAdded() {
    // +2, then +3 during the cooldown: only one more
    let rule = Policy.Rule(
      alarm: MetricAlarm(threshold: 50, comparison: .greaterThanOrEqual), adjustmentType: .changeInCapacity,
      steps: [.init(from: 0, to: 20, adjustment: 2), .init(from: 20, to: nil, adjustment: 3)])
    let down = Policy.Rule(
      alarm: MetricAlarm(threshold: 20, comparison: .lessThan), adjustmentType: .changeInCapacity,
      steps: [.init(from: nil, to: 0, adjustment: -1)])
    var policy = Policy(metric: AlarmMetric(.queueLength), rules: [rule, down], limits: 1...100)
    let script: [(minute: Int64, value: Double, current: Int, wanted: Int)] = [
      (1, 60, 10, 12), (2, 60, 12, 12), (3, 80, 12, 13), (4, 60, 13, 13),
      (7, 80, 13, 13),  // all three count until the second cooldown is over
      (9, 60, 13, 15),  // the cooldown from minute 3 is over
      (10, 10, 15, 14), (11, 10, 14, 14),  // the cooldown of the scale-in
      (12, 60, 14, 16), (13, 10, 16, 15),  // a scale-out ends it
    ]
    for step in script {
      let decision = policy.decide(
        .steady(second: step.minute * 60, replicas: step.current, queueLength: step.value))
      #expect(decision.desiredReplicas == step.wanted, "in minute \(step.minute)")
    }
  }

  @Test(
    arguments: [
      (3, 3, [60, 60, 60], true), (3, 3, [60, 60, 40, 60], false), (2, 3, [60, 40, 60], true),
      (2, 3, [60, 40, 40, 60], false), (3, 3, [60, 60], false), (2, 3, [60, nil, 60], true),
      (3, 3, [60, nil, 60], false),
    ] as [(Int, Int, [Double?], Bool)])
  func mOutOfN(_ row: (m: Int, n: Int, values: [Double?], isAlarm: Bool)) {
    let alarm = MetricAlarm(
      threshold: 50, comparison: .greaterThan, evaluationPeriods: row.n, datapointsToAlarm: row.m)
    #expect(alarm.isInAlarm(row.values) == row.isAlarm)
  }

  @Test func datapointsAreMeansOverPeriods() {
    var series = DatapointSeries(period: .seconds(60), length: 10)
    let complete = [15, 30, 45, 60, 75, 250].map { series.add(Double($0), at: .seconds($0)) }
    // 250 s closes the minute of 75 s; the minutes to 180 s and 240 s have no scrape
    #expect(complete == [false, false, false, true, false, true])
    #expect(series.values == [37.5, 75, nil, nil])
    let again = series.add(1, at: .seconds(250))
    #expect(!again)
  }

  @Test func largestCapacityWinsWithinLimits() {
    // of +3 and +200 percent of 10, the second wins (PutScalingPolicy): 30, cut to the limit
    let alarm = MetricAlarm(threshold: 50, comparison: .greaterThan)
    let steps = { [Policy.Step(from: 0, to: nil, adjustment: $0)] }
    let rules = [
      Policy.Rule(alarm: alarm, adjustmentType: .changeInCapacity, steps: steps(3)),
      Policy.Rule(alarm: alarm, adjustmentType: .percentChangeInCapacity, steps: steps(200)),
    ]
    for (limit, wanted) in [(100, 30), (25, 25)] {
      var policy = Policy(metric: AlarmMetric(.queueLength), rules: rules, limits: 1...limit)
      let decision = policy.decide(.steady(second: 60, replicas: 10, queueLength: 90))
      #expect(decision.desiredReplicas == wanted)
      #expect(decision.reason == DecisionReason(.stepOut, signal: 90, reference: 50))
    }
  }
}
