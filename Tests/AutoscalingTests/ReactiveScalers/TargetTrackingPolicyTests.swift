import SimulationKernel
import Testing

@testable import Autoscaling

@Suite struct TargetTrackingPolicyTests {
  static func policy(
    limits: ClosedRange<Int> = 1...100, _ change: (inout TargetTrackingPolicy.Settings) -> Void = { _ in }
  ) -> TargetTrackingPolicy {
    var settings = TargetTrackingPolicy.Settings(
      metric: .cpuUtilization(coresPerReplica: 1), target: 50, limits: limits)
    change(&settings)
    return TargetTrackingPolicy(settings: settings)
  }

  /// What the policy asks for in each minute with a fixed number of replicas at these utilizations (percent).
  static func run(
    _ policy: inout TargetTrackingPolicy, from minute: Int64 = 1, replicas: Int, _ percent: [Double]
  ) -> [Int] {
    percent.enumerated().map { index, value in
      policy.decide(
        .steady(
          second: (minute + Int64(index)) * 60, replicas: replicas, cpuCores: Double(replicas) * value / 100)
      ).desiredReplicas
    }
  }

  @Test(arguments: [
    // 4 · 80 / 50 = 6.4
    (replicas: 4, percent: [80.0, 80, 80], wanted: [4, 4, 7]),
    // the newest datapoint sizes the step: 4 · 100 / 50
    (4, [60, 70, 100], [4, 4, 8]),
    (4, [80, 80, 50, 80], [4, 4, 4, 4]),
    // a little above still adds a whole replica
    (4, [51, 51, 51], [4, 4, 5]),
    (1, [100, 100, 100], [1, 1, 2]),
  ])
  func scalesOutAfterThreeDatapoints(_ row: (replicas: Int, percent: [Double], wanted: [Int])) {
    var policy = Self.policy()
    #expect(Self.run(&policy, replicas: row.replicas, row.percent) == row.wanted)
  }

  @Test func scalesInAfterFifteenDatapointsBelowNinetyPercent() {
    var policy = Self.policy()
    let wanted = Self.run(&policy, replicas: 10, Array(repeating: 22, count: 15))
    // 10 · 22 / 50 = 4.4, rounded up to be on the safe side
    #expect(wanted == Array(repeating: 10, count: 14) + [5])
    var near = Self.policy()
    #expect(Self.run(&near, replicas: 10, Array(repeating: 45, count: 40)).allSatisfy { $0 == 10 })
    var interrupted = Self.policy()
    let gap = Array(repeating: 22.0, count: 14) + [46] + Array(repeating: 22, count: 14)
    #expect(Self.run(&interrupted, replicas: 10, gap).allSatisfy { $0 == 10 })
    var disabled = Self.policy { $0.isScaleInDisabled = true }
    #expect(Self.run(&disabled, replicas: 10, Array(repeating: 22, count: 20)).allSatisfy { $0 == 10 })
  }

  @Test func scaleInWaitsForItsCooldown() {
    var policy = Self.policy()
    _ = Self.run(&policy, replicas: 10, Array(repeating: 22, count: 15))
    // minute 15 took replicas away; the alarm lasts, but the next step comes with minute 20: 5 · 10 / 50
    #expect(Self.run(&policy, from: 16, replicas: 5, Array(repeating: 10, count: 5)) == [5, 5, 5, 5, 1])
  }

  @Test func replicasInTheirCooldownCountAsPartOfTheNextStep() {
    var policy = Self.policy()
    #expect(Self.run(&policy, replicas: 4, [80, 80, 80]) == [4, 4, 7])
    // still 80 % with 7: by the four that the metric knows, 4 · 80 / 50 are enough
    #expect(Self.run(&policy, from: 4, replicas: 7, [80]) == [7])
    // a larger breach does scale out further: 4 · 100 / 50
    #expect(Self.run(&policy, from: 5, replicas: 7, [100]) == [8])
    // in minute 10 the cooldown is over and all 8 count: 8 · 60 / 50 = 9.6
    #expect(Self.run(&policy, from: 8, replicas: 8, [60, 60, 60]) == [8, 8, 10])
  }

  @Test func limitsHold() {
    var policy = Self.policy(limits: 2...6)
    #expect(Self.run(&policy, replicas: 4, [100, 100, 100]) == [4, 4, 6])
    #expect(Self.run(&policy, from: 20, replicas: 9, [30]) == [6])
  }
}
