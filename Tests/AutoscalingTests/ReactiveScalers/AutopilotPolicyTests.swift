import SimulationKernel
import Testing

@testable import Autoscaling

/// Worked by hand from the formulas of Rzadca et al., EuroSys 2020.
@Suite struct AutopilotPolicyTests {
  static let usage: [Double?] = [8, 4, nil, 2, 1]

  @Test(arguments: [
    (AutopilotPolicy.Statistic.peak, 8.0),
    // weights 1/16, 1/8, –, 1/2, 1: (0.5 + 0.5 + 1 + 1) / 1.6875
    (.weightedAverage(halfLife: .minutes(5)), 3 / 1.6875),
    // by value 1, 2, 4, 8: shares 0.593, 0.889, 0.963, 1
    (.percentile(50, halfLife: .minutes(5)), 1), (.percentile(60, halfLife: .minutes(5)), 2),
    (.percentile(95, halfLife: .minutes(5)), 4), (.percentile(99, halfLife: .minutes(5)), 8),
    (.percentile(100, halfLife: .minutes(5)), 8),
    // without fading, the quartiles
    (.percentile(25, halfLife: .days(10_000)), 1), (.percentile(50, halfLife: .days(10_000)), 2),
    (.percentile(90, halfLife: .days(10_000)), 8),
  ])
  func statistics(_ row: (statistic: AutopilotPolicy.Statistic, wanted: Double)) throws {
    let value = try #require(row.statistic.value(Self.usage, step: .minutes(5)))
    #expect(abs(value - row.wanted) < 1e-12)
  }

  @Test func nothingComesOfNothing() {
    #expect(AutopilotPolicy.Statistic.peak.value([nil], step: .minutes(5)) == nil)
    #expect(AutopilotPolicy.Statistic.weightedAverage().value([nil], step: .minutes(5)) == nil)
    #expect(AutopilotPolicy.Statistic.percentile(95).value([nil], step: .minutes(5)) == nil)
  }

  static func policy(_ change: (inout AutopilotPolicy.Settings) -> Void) -> AutopilotPolicy {
    var settings = AutopilotPolicy.Settings(coresPerReplica: 2, targetUtilization: 0.5, limits: 1...100)
    settings.scaleDownDelay = .zero
    settings.statistic = .peak
    change(&settings)
    return AutopilotPolicy(settings: settings)
  }

  @Test func fiveMinuteMeansOverTheTarget() {
    var policy = Self.policy { _ in }
    // one minute of 30 cores in five is a mean of 6.8 cores; a replica is to use 1
    let cores = [1.0, 1, 30, 1, 1]
    let wanted = cores.enumerated().map { index, value in
      policy.decide(.steady(second: Int64(index + 1) * 60, replicas: 3, cpuCores: value)).desiredReplicas
    }
    #expect(wanted == [3, 3, 3, 3, 7])
  }

  @Test func thePeakLeavesWithItsWindow() {
    var policy = Self.policy { $0.window = .minutes(10) }
    let wanted = [9.0, 2, 2].enumerated().map { index, value in
      policy.decide(.steady(second: Int64(index + 1) * 300, replicas: 4, cpuCores: value)).desiredReplicas
    }
    #expect(wanted == [9, 9, 2])
  }

  @Test func scaleDownIsDeferredToTheHighestOfTheDelay() {
    var policy = Self.policy {
      $0.window = .minutes(5)
      $0.scaleDownDelay = .minutes(10)
      $0.decayBatch = 100
    }
    let wanted = [20.0, 5, 7, 5, 5, 5].enumerated().map { index, value in
      policy.decide(.steady(second: Int64(index + 1) * 300, replicas: 20, cpuCores: value)).desiredReplicas
    }
    #expect(wanted == [20, 20, 20, 7, 7, 5])
  }

  @Test func replicasLeaveInBatches() {
    var policy = Self.policy { $0.window = .minutes(5) }
    var replicas = 20
    var wanted: [Int] = []
    for index in 1...9 {
      // half a batch interval apart, so every other sync takes a batch of 5 away
      let observation = Observation.steady(second: 150 + Int64(index) * 150, replicas: replicas, cpuCores: 6)
      replicas = policy.decide(observation).desiredReplicas
      wanted.append(replicas)
    }
    #expect(wanted == [15, 15, 10, 10, 6, 6, 6, 6, 6])
    // growth is not slowed
    #expect(policy.decide(.steady(second: 1800, replicas: 6, cpuCores: 60)).desiredReplicas == 60)
  }

  @Test func holdsUntilTheFirstMean() {
    var policy = Self.policy { _ in }
    #expect(policy.decide(.steady(second: 0, replicas: 4, hasSample: false)).desiredReplicas == 4)
    #expect(policy.decide(.steady(second: 60, replicas: 4, cpuCores: 1)).reason.rule == .noMetrics)
  }
}
