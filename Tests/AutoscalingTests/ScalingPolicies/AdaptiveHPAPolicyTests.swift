import Foundation
import SimulationKernel
import Testing

@testable import Autoscaling

@Suite("An HPA whose target adapts")
struct AdaptiveHPAPolicyTests {
  private func policy(_ rule: AdaptiveHPAPolicy.Rule, target: Double = 70) -> AdaptiveHPAPolicy {
    let metric = HPAMetric(
      source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: 70))
    let hpa = HorizontalPodAutoscalerPolicy(
      spec: HPASpec(minReplicas: 1, maxReplicas: 100, metrics: [metric]),
      service: HPAServiceShape(cpuRequest: 1000, memoryRequest: 0, signals: [:]))
    return AdaptiveHPAPolicy(
      hpa, target: target, objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5), rule: rule)
  }

  /// Ten replicas of one core, each at 600 millicores.
  private func observation(_ step: Int, violations: Double) -> Observation {
    var observation = Observation.steady(second: Int64(15 * step), replicas: 10, cpuCores: 6)
    observation.service?.violationShare = violations
    let now = SimulationTime.seconds(Int64(15 * step))
    observation.pods = (0..<10).map { _ in
      PodObservation(
        phase: .running, readiness: .ready, startTime: .zero, readySince: .zero,
        usage: PodUsage(cpu: 600, memory: 0, timestamp: now, window: .seconds(15)))
    }
    return observation
  }

  @Test("moves its target by the gain and the budget, once a scrape, within its bounds")
  func moves() {
    var policy = policy(.init(budget: 0.01, gain: 0.1))
    _ = policy.decide(observation(100, violations: 0.05))
    // five violations in a hundred are what the 95th percentile allows
    #expect(abs(policy.target - 70 * exp(0.001)) < 1e-12)
    _ = policy.decide(observation(100, violations: 1))
    #expect(abs(policy.target - 70 * exp(0.001)) < 1e-12, "the same scrape again")
    _ = policy.decide(observation(101, violations: 0.051))
    #expect(abs(policy.target - 70 * exp(0.001 - 0.099)) < 1e-12)
    for step in 102..<200 { _ = policy.decide(observation(step, violations: 1)) }
    #expect(policy.target == 10)
    for step in 200..<3000 { _ = policy.decide(observation(step, violations: 0)) }
    #expect(policy.target == 100)
  }

  @Test("scales by the target that it has reached")
  func scales() {
    var policy = policy(.init(budget: 0.005, gain: 0.5))
    // 60 % at a target of 70 %: 10 × 60/70 = 8.6, so 9, but not before the stabilization window of 300 s; the target falls by
    // e^-0.4975 to 42.6, shown as 43: 10 × 60/43 = 13.95, so 14
    #expect(policy.decide(observation(100, violations: 0)).desiredReplicas == 10)
    let decision = policy.decide(observation(101, violations: 0.5))
    #expect(decision.desiredReplicas == 14 && decision.reason.reference == 43)
  }

  /// A service that misses its objective whenever the target is above 50 %.
  @Test("misses its objective in the share of the scrapes that it was given", arguments: [0.01, 0.05, 0.2])
  func keepsItsBudget(budget: Double) {
    var policy = policy(.init(budget: budget, gain: 0.05))
    var missed = 0.0
    for step in 1...20_000 {
      let isLate = policy.target > 50
      if step > 2000, isLate { missed += 1 }
      _ = policy.decide(observation(step, violations: isLate ? 1 : 0))
    }
    // after n steps the sum of budget − missed is what the logarithm has moved over the gain: here at most ln(10)/0.05 = 46 of
    // 18,000 steps
    #expect(abs(missed / 18_000 - budget) < 46.0 / 18_000)
  }
}
