import SimulationKernel
import Testing

@testable import Autoscaling

/// Values of `pkg/autoscaler/scaling/autoscaler_test.go` of knative/serving v1.23: rates of 10, threshold 200
/// %.
@Suite struct KnativePolicyTests {
  static func settings(target: Double) -> KnativePolicy.Settings {
    var settings = KnativePolicy.Settings(metric: .requestsPerSecond, targetPerReplica: target)
    settings.targetUtilization = 1
    settings.maxScaleUpRate = 10
    settings.maxScaleDownRate = 10
    return settings
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var target = 10.0
    var stable: Double
    var panic: Double
    var ready: Int
    var up = 10.0
    var down = 10.0
    var wanted: Int
  }

  static let cases = [
    Case(testDescription: "no load: nothing", stable: 0, panic: 0, ready: 1, wanted: 0),
    Case(testDescription: "already scaled: hold", stable: 50, panic: 50, ready: 5, wanted: 5),
    Case(testDescription: "stable window alone", stable: 50, panic: 10, ready: 1, wanted: 5),
    Case(
      testDescription: "a slow rate still adds one", target: 1, stable: 3, panic: 3.1, ready: 2, up: 1.1,
      wanted: 3),
    Case(testDescription: "at most × 10 up", stable: 1000, panic: 1001, ready: 1, wanted: 10),
    Case(testDescription: "no ready replica counts as one", stable: 1000, panic: 888, ready: 0, wanted: 10),
    Case(testDescription: "a slow rate down", stable: 1, panic: 1, ready: 100, down: 1.1, wanted: 90),
    Case(testDescription: "at most ÷ 10 down", stable: 1, panic: 1, ready: 100, wanted: 10),
    Case(testDescription: "panic doubles", stable: 50, panic: 100, ready: 1, wanted: 10),
  ]

  @Test(arguments: cases) func desiredCount(_ row: Case) {
    var settings = Self.settings(target: row.target)
    settings.maxScaleUpRate = row.up
    settings.maxScaleDownRate = row.down
    var policy = KnativePolicy(settings: settings)
    #expect(policy.desired(stable: row.stable, panic: row.panic, ready: row.ready, now: .zero) == row.wanted)
  }

  @Test func panicNeverScalesDownAndEndsAfterAStableWindow() {
    var policy = KnativePolicy(settings: Self.settings(target: 10))
    #expect(policy.desired(stable: 100, panic: 1000, ready: 10, now: .zero) == 100)
    #expect(policy.desired(stable: 1, panic: 1, ready: 10, now: .seconds(30)) == 100)
    // exactly one window is not over yet
    #expect(policy.desired(stable: 1, panic: 1, ready: 10, now: .seconds(60)) == 100)
    #expect(policy.desired(stable: 1, panic: 1, ready: 10, now: .seconds(61)) == 1)
  }

  @Test func panicIsProlongedOnlyAboveTheThreshold() {
    // TestAutoscalerUnpanicAfterSlowIncrease and TestAutoscalerExtendPanicWindow
    var slow = KnativePolicy(settings: Self.settings(target: 1))
    #expect(slow.desired(stable: 11, panic: 25, ready: 10, now: .zero) == 25)
    #expect(slow.desired(stable: 30, panic: 41, ready: 40, now: .seconds(30)) == 41)
    #expect(slow.desired(stable: 50, panic: 56, ready: 55, now: .seconds(62)) == 50)
    var surge = KnativePolicy(settings: Self.settings(target: 1))
    #expect(surge.desired(stable: 11, panic: 25, ready: 10, now: .zero) == 25)
    #expect(surge.desired(stable: 30, panic: 80, ready: 40, now: .seconds(30)) == 80)
    #expect(surge.desired(stable: 50, panic: 56, ready: 55, now: .seconds(62)) == 80)
  }

  @Test func scaleDownDelayHoldsTheHighest() {
    var settings = Self.settings(target: 10)
    settings.panicThresholdPercentage = 10_000
    settings.scaleDownDelay = .seconds(300)
    var policy = KnativePolicy(settings: settings)
    let script: [(second: Int64, load: Double, wanted: Int)] = [
      (540, 40, 4), (600, 30, 4), (660, 0, 4), (840, 0, 3), (900, 0, 0),
    ]
    for step in script {
      let wanted = policy.desired(stable: step.load, panic: step.load, ready: 0, now: .seconds(step.second))
      #expect(wanted == step.wanted, "at \(step.second) s")
    }
  }

  @Test func defaultsAimAtSeventyPercentAndPanicOnTheShortWindow() {
    // 200 requests/s a replica at 70 %: 140. The long mean of 140 (5 of 6 scrapes) and 2,100 is 466.7, that
    // is 4 replicas; the newest scrape alone needs 15, which is over 200 % of the one that is ready.
    var policy = KnativePolicy(settings: .init(metric: .requestsPerSecond, targetPerReplica: 200))
    for second in stride(from: Int64(10), through: 50, by: 10) {
      let calm = policy.decide(.steady(second: second, replicas: 1, requestsPerSecond: 140))
      #expect(calm.desiredReplicas == 1)
      #expect(calm.reason.rule == .knativeStable)
    }
    let surge = policy.decide(.steady(second: 60, replicas: 1, requestsPerSecond: 2100))
    #expect(surge.desiredReplicas == 15)
    #expect(surge.reason == DecisionReason(.knativePanic, signal: 2100, reference: 140))
  }

  @Test func aScrapeLeavesTheWindowAtItsFullLength() {
    var policy = KnativePolicy(settings: .init(metric: .requestsPerSecond, targetPerReplica: 200))
    let means = [0.0, 60, 60, 60, 60, 60, 60].enumerated().map { index, rate in
      policy.decide(.steady(second: Int64(index) * 10, replicas: 1, requestsPerSecond: rate)).reason.signal
    }
    #expect(means == [0, 30, 40, 45, 48, 50, 60])
  }

  @Test func aFirstLookAtSeveralReplicasTakesNoneAway() {
    var policy = KnativePolicy(settings: .init(metric: .requestsPerSecond, targetPerReplica: 200))
    #expect(policy.decide(.steady(second: 0, replicas: 8, requestsPerSecond: 140)).desiredReplicas == 8)
    #expect(policy.decide(.steady(second: 60, replicas: 8, requestsPerSecond: 140)).desiredReplicas == 8)
    // out of panic; the rate of 2 still holds half of them
    #expect(policy.decide(.steady(second: 70, replicas: 8, requestsPerSecond: 140)).desiredReplicas == 4)
  }

  @Test(arguments: [SimulationDuration.seconds(30), nil])
  func scalesToZeroAfterItsGracePeriod(_ grace: SimulationDuration?) {
    var settings = KnativePolicy.Settings(metric: .concurrency(coresPerRequest: 1), targetPerReplica: 100)
    settings.scaleToZeroGracePeriod = grace
    var policy = KnativePolicy(settings: settings)
    let wanted = [0, 30, 60, 89, 90].map { second in
      policy.decide(.steady(second: second, replicas: 1)).desiredReplicas
    }
    // active for a window of 60 s first, then 30 s of grace
    #expect(wanted == (grace == nil ? [1, 1, 1, 1, 1] : [1, 1, 1, 1, 0]))
    let back = policy.decide(.steady(second: 95, replicas: 0, cpuCores: 2, queueLength: 5))
    #expect(back.desiredReplicas == 1)
  }

  @Test func holdsWithoutFreshScrapes() {
    var policy = KnativePolicy(settings: .init(metric: .requestsPerSecond, targetPerReplica: 200))
    #expect(policy.decide(.steady(second: 0, replicas: 3, hasSample: false)).reason.rule == .noMetrics)
    _ = policy.decide(.steady(second: 10, replicas: 3, requestsPerSecond: 100))
    let stale = policy.decide(.steady(second: 71, replicas: 3, hasSample: false))
    #expect(stale.reason.rule == .noMetrics)
    #expect(stale.desiredReplicas == 3)
  }
}
