import SimulationKernel
import Testing

@testable import Autoscaling

/// Ready pods of one core that started long ago, each with the given CPU use in millicores.
private func observation(at seconds: Double, cpu: [Int64], spec: Int? = nil) -> Observation {
  let now = SimulationTime.zero + .seconds(rounding: 10_000 + seconds)
  let pods = cpu.map {
    PodObservation(
      phase: .running, readiness: .ready, startTime: .zero, readySince: .zero,
      usage: PodUsage(cpu: $0, timestamp: now, window: .seconds(rounding: 15)))
  }
  return Observation(
    now: now, specReplicas: spec ?? cpu.count, statusReplicas: cpu.count, pods: pods, service: nil)
}

private func hpa(_ percent: Int32 = 50, limits: ClosedRange<Int32> = 1...100) -> HorizontalPodAutoscalerPolicy
{
  HorizontalPodAutoscalerPolicy(
    spec: HPASpec(
      minReplicas: limits.lowerBound, maxReplicas: limits.upperBound,
      metrics: [
        HPAMetric(
          source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: percent))
      ]),
    service: HPAServiceShape(cpuRequest: 1000))
}

@Suite("The HPA in a run")
struct HorizontalPodAutoscalerPolicyTests {
  /// One reconcile of an HPA without history, at a target of 50 %.
  @Test(
    "First decisions",
    arguments: [
      // ceil(4 · 80/50) = 7, and at most double
      ([800, 800, 800, 800], 4, 7, "metric above target"), ([990, 990, 990], 3, 6, "metric above target"),
      ([1000, 1000, 1000, 1000, 1000, 1000], 2, 4, "ScaleUpLimit"),
      // the dead band counts whole percent: 55.9 % is 55 %, and 1.1 is within
      ([559, 559], 2, 2, "metric within tolerance"), ([560, 560], 2, 3, "metric above target"),
      ([450, 450], 2, 2, "metric within tolerance"),
      // 45/50 is within; were it not, the proposal of 9 would be held up by the 10 first found
      ([Int64](repeating: 450, count: 10), 10, 10, "metric within tolerance"),
      // less is wanted, but the size first found holds for the window
      ([100, 100, 100, 100], 4, 4, "ScaleDownStabilized"),
      // no pods: no decision
      ([], 3, 3, "no metrics yet"),
    ] as [([Int64], Int, Int, String)])
  func first(cpu: [Int64], spec: Int, desired: Int, reason: String) {
    var policy = hpa()
    let decision = policy.decide(observation(at: 0, cpu: cpu, spec: spec))
    #expect(decision.desiredReplicas == desired)
    #expect(decision.reason.rule.description == reason)
  }

  @Test func shrinksWhenTheHighProposalIsOlderThanTheWindow() {
    var policy = hpa()
    for second in stride(from: 0.0, through: 300, by: 15) {
      #expect(policy.decide(observation(at: second, cpu: [100, 100, 100, 100])).desiredReplicas == 4)
    }
    #expect(policy.decide(observation(at: 315, cpu: [100, 100, 100, 100])).desiredReplicas == 1)
  }

  @Test(arguments: [(200, 100), (1, 2), (0, 0)]) func limitsBypassTheMetric(spec: Int, desired: Int) {
    var policy = hpa(limits: 2...100)
    #expect(policy.decide(observation(at: 0, cpu: [], spec: spec)).desiredReplicas == desired)
  }

  /// A queue of 20 against 10 is a ratio of 2. Both pods run and are ready, one of them on its way out: 2 · 2 = 4.
  @Test func aValueCountsReadyPodsThatTerminate() {
    var policy = HorizontalPodAutoscalerPolicy(
      spec: HPASpec(
        maxReplicas: 100,
        metrics: [
          HPAMetric(
            source: .object(HPAObjectReference(), HPAMetricIdentifier(name: "queue_length")),
            target: HPATarget(kind: .value, value: Quantity(milli: 10_000)))
        ]),
      service: HPAServiceShape(cpuRequest: 1000))
    var seen = observation(at: 0, cpu: [500, 500])
    seen.pods[1].isTerminating = true
    seen.service = ServiceSample(
      timestamp: seen.now, window: .seconds(15), requestsPerSecond: 0, cpuCores: 1, violationShare: 0,
      queueLength: 20)
    #expect(policy.decide(seen).desiredReplicas == 4)
  }
}
