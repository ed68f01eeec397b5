import SimulationKernel
import Testing

@testable import Autoscaling

@Suite struct QueueLengthPolicyTests {
  static let queue = QueueLengthPolicy.Trigger.external(.queueLength, threshold: 5)

  static func settings(
    _ triggers: [QueueLengthPolicy.Trigger] = [queue], min: Int = 0, max: Int = 100, idle: Int? = nil
  ) -> QueueLengthPolicy.Settings {
    var settings = QueueLengthPolicy.Settings(triggers: triggers)
    settings.minReplicaCount = min
    settings.maxReplicaCount = max
    settings.idleReplicaCount = idle
    return settings
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let settings: QueueLengthPolicy.Settings
    let replicas: Int
    let queue: Double
    let wanted: Int
    let rule: DecisionReason.Rule

    init(
      _ name: String, _ settings: QueueLengthPolicy.Settings, replicas: Int, queue: Double, wanted: Int,
      _ rule: DecisionReason.Rule
    ) {
      testDescription = name
      self.settings = settings
      self.replicas = replicas
      self.queue = queue
      self.wanted = wanted
      self.rule = rule
    }
  }

  /// The situations of `pkg/scaling/executor/scale_scaledobjects_test.go` (KEDA v2.20) and the HPA's
  /// arithmetic.
  static let cases = [
    Case("inactive, no minimum: off", settings(), replicas: 2, queue: 0, wanted: 0, .kedaDeactivated),
    Case("inactive below the minimum", settings(min: 5), replicas: 0, queue: 0, wanted: 5, .kedaMinimum),
    Case(
      "inactive at the minimum: never off", settings(min: 5), replicas: 5, queue: 0, wanted: 5,
      .scaleDownStabilized),
    Case(
      "active at zero: one, whatever the queue", settings(), replicas: 0, queue: 100, wanted: 1,
      .kedaActivated),
    Case("inactive: idle", settings(min: 5, idle: 0), replicas: 10, queue: 0, wanted: 0, .kedaDeactivated),
    Case("active at idle", settings(min: 5, idle: 0), replicas: 0, queue: 1, wanted: 5, .kedaActivated),
    // 23 / 5 = 4.6
    Case("queue over threshold, rounded up", settings(), replicas: 3, queue: 23, wanted: 5, .kedaTrigger),
    // 21 / (4 · 5) = 1.05
    Case("within the HPA's tolerance: hold", settings(), replicas: 4, queue: 21, wanted: 4, .atTarget),
    // 16 / (4 · 5) = 0.8 is outside the tolerance, and ceil(16 / 5) = 4
    Case("rounding up holds", settings(), replicas: 4, queue: 16, wanted: 4, .roundedUp),
    // 1,000 / 5 = 200, but at most max(2 · 3, 4)
    Case("the HPA at most doubles", settings(), replicas: 3, queue: 1000, wanted: 6, .kedaLimited),
    Case("the maximum holds", settings(max: 5), replicas: 3, queue: 1000, wanted: 5, .kedaLimited),
  ]

  @Test(arguments: cases) func firstSync(_ row: Case) {
    var policy = QueueLengthPolicy(settings: row.settings)
    let decision = policy.decide(.steady(second: 0, replicas: row.replicas, queueLength: row.queue))
    #expect(decision.desiredReplicas == row.wanted)
    #expect(decision.reason.rule == row.rule)
  }

  @Test func activationIsAboveItsThresholdAndSeparateFromScaling() {
    let trigger = QueueLengthPolicy.Trigger.external(.queueLength, threshold: 5, activation: 50)
    var policy = QueueLengthPolicy(settings: Self.settings([trigger]))
    #expect(policy.decide(.steady(second: 0, replicas: 0, queueLength: 50)).desiredReplicas == 0)
    #expect(policy.decide(.steady(second: 30, replicas: 0, queueLength: 51)).desiredReplicas == 1)
    // 40 messages do not activate, but scale a service that is on: 8 replicas, at most 4 at first
    #expect(policy.decide(.steady(second: 45, replicas: 1, queueLength: 40)).desiredReplicas == 4)
  }

  @Test func switchesOffOnlyAfterTheCooldown() {
    var policy = QueueLengthPolicy(settings: Self.settings())
    #expect(policy.decide(.steady(second: 0, replicas: 0, queueLength: 3)).desiredReplicas == 1)
    // inactive from now on: the HPA keeps its one replica until more than 300 s have passed
    let script: [(second: Int64, wanted: Int)] = [(15, 1), (30, 1), (300, 1), (315, 1), (330, 0)]
    for step in script {
      #expect(
        policy.decide(.steady(second: step.second, replicas: 1)).desiredReplicas == step.wanted, "\(step)")
    }
  }

  @Test func theHPANeverScalesToZero() {
    // an empty queue wants no replica, and the HPA's window of 300 s is over long before the cooldown
    var settings = Self.settings()
    settings.cooldownPeriod = .seconds(900)
    var policy = QueueLengthPolicy(settings: settings)
    _ = policy.decide(.steady(second: 0, replicas: 0, queueLength: 3))
    for second in stride(from: Int64(30), through: 900, by: 30) {
      #expect(policy.decide(.steady(second: second, replicas: 1)).desiredReplicas == 1, "at \(second) s")
    }
    #expect(policy.decide(.steady(second: 930, replicas: 1)).desiredReplicas == 0)
  }

  @Test func polledOnlyEveryInterval() {
    var policy = QueueLengthPolicy(settings: Self.settings())
    #expect(policy.decide(.steady(second: 0, replicas: 0)).desiredReplicas == 0)
    #expect(policy.decide(.steady(second: 15, replicas: 0, queueLength: 9)).desiredReplicas == 0)
    #expect(policy.decide(.steady(second: 30, replicas: 0, queueLength: 9)).desiredReplicas == 1)
  }

  @Test(arguments: [
    (start: 21_600, end: 72_000, second: 21_599, isOn: false), (21_600, 72_000, 21_600, true),
    (21_600, 72_000, 71_999, true), (21_600, 72_000, 72_000, false),
    (72_000, 21_600, 80_000, true), (72_000, 21_600, 86_400 + 21_599, true), (72_000, 21_600, 21_600, false),
  ])
  func cronWindow(_ row: (start: Int, end: Int, second: Int64, isOn: Bool)) {
    let cron = QueueLengthPolicy.Trigger.cron(start: row.start, end: row.end, desiredReplicas: 10)
    var policy = QueueLengthPolicy(settings: Self.settings([cron]))
    #expect(policy.decide(.steady(second: row.second, replicas: 0)).desiredReplicas == (row.isOn ? 1 : 0))
    var running = QueueLengthPolicy(settings: Self.settings([cron], min: 2))
    // 10 replicas at 1 each, or the minimum once the stabilization window lets it
    #expect(running.decide(.steady(second: row.second, replicas: 8)).desiredReplicas == (row.isOn ? 10 : 8))
  }

  @Test func highestTriggerWins() {
    let cron = QueueLengthPolicy.Trigger.cron(start: 0, end: 3600, desiredReplicas: 6)
    var policy = QueueLengthPolicy(settings: Self.settings([Self.queue, cron]))
    #expect(policy.decide(.steady(second: 0, replicas: 4, queueLength: 30)).desiredReplicas == 6)
    #expect(policy.decide(.steady(second: 15, replicas: 6, queueLength: 45)).desiredReplicas == 9)
  }

  /// After three failures in a row the trigger is taken to ask for 6.
  @Test func aFallbackStandsForATriggerThatCannotBeRead() {
    var settings = Self.settings()
    settings.fallback = .init(failureThreshold: 3, replicas: 6)
    var policy = QueueLengthPolicy(settings: settings)
    for (second, wanted) in [(Int64(0), 4), (15, 4), (30, 4), (45, 6)] {
      let decision = policy.decide(.steady(second: second, replicas: 4, hasSample: false))
      #expect(decision.desiredReplicas == wanted, "at \(second) s")
    }
  }

  /// CPU of the pods feeds the HPA alone: 2 at 100 % of a target of 50 % ask for 4, and nothing switches them off.
  @Test func cpuScalesAndSwitchesNothing() {
    let cpu = QueueLengthPolicy.Trigger.resource(
      HPAMetric(
        source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: 50)))
    func seen(_ second: Int64, replicas: Int, milli: Int64) -> Observation {
      var seen = Observation.steady(second: 10_000 + second, replicas: replicas)
      for index in seen.pods.indices {
        seen.pods[index].usage = PodUsage(cpu: milli, timestamp: seen.now, window: .seconds(15))
      }
      return seen
    }
    var alone = QueueLengthPolicy(settings: Self.settings([cpu]))
    #expect(alone.decide(seen(0, replicas: 2, milli: 1000)).desiredReplicas == 4)
    #expect(alone.decide(seen(600, replicas: 1, milli: 0)).desiredReplicas == 1)
    // beside a queue it can be off, and is on again when something waits
    var beside = QueueLengthPolicy(settings: Self.settings([cpu, Self.queue]))
    #expect(beside.decide(seen(0, replicas: 2, milli: 1000)).desiredReplicas == 0)
    #expect(beside.decide(.steady(second: 10_030, replicas: 0, queueLength: 1)).desiredReplicas == 1)
  }

  @Test func anUnreadableTriggerNeverScalesDown() {
    let cron = QueueLengthPolicy.Trigger.cron(start: 0, end: 3600, desiredReplicas: 6)
    // the schedule alone wants 6
    for (replicas, wanted) in [(8, 8), (4, 6)] {
      var policy = QueueLengthPolicy(settings: Self.settings([Self.queue, cron]))
      let decision = policy.decide(.steady(second: 0, replicas: replicas, hasSample: false))
      #expect(decision.desiredReplicas == wanted)
    }
    var alone = QueueLengthPolicy(settings: Self.settings())
    #expect(alone.decide(.steady(second: 0, replicas: 3, hasSample: false)).desiredReplicas == 3)
  }
}
