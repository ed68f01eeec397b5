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
      // 40/50 = 0.8 is outside the tolerance, and ceil(4 · 0.8) = 4
      ([400, 400, 400, 400], 4, 4, "rounded up to what there is"),
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

  /// The limit that holds a count is told only where the metric asks for more: 4 at most, 5.4 wanted; 3.2 wanted, 4 held by
  /// rounding.
  @Test(arguments: [
    ([Int64](repeating: 700, count: 4), "TooManyReplicas"),
    ([400, 400, 400, 400], "rounded up to what there is"),
  ])
  func atTheMaximum(cpu: [Int64], reason: String) {
    var policy = hpa(limits: 1...4)
    let decision = policy.decide(observation(at: 0, cpu: cpu))
    #expect(decision.desiredReplicas == 4 && decision.reason.rule.description == reason)
  }

  /// CPU at a target of 70 % beside a queue of 10 a replica.
  private static let two = HPASpec(
    maxReplicas: 5,
    metrics: [
      HPAMetric(
        source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: 70)),
      HPAMetric(
        source: .external(HPAMetricIdentifier(name: "queue_length")),
        target: HPATarget(kind: .averageValue, averageValue: ResourceQuantity(milli: 10_000))),
    ], behavior: HPABehaviorSpec(scaleDown: HPAScalingRulesSpec(window: 0)))

  /// ceil(3 · 96/70) = 5 is followed; ceil(3 · 10/70) = 1 is not, since the queue might ask for more.
  @Test(arguments: [
    (Int64(967), 5, "metric above target", 96.0), (100, 3, "a metric is missing, so not lowered", 10),
  ])
  func aMetricThatIsMissingAlone(cpu: Int64, wanted: Int, reason: String, signal: Double) {
    var policy = HorizontalPodAutoscalerPolicy(spec: Self.two, service: HPAServiceShape(cpuRequest: 1000))
    var seen = observation(at: 0, cpu: [cpu, cpu, cpu])
    seen.service = ServiceSample(
      timestamp: seen.now, window: .seconds(15), requestsPerSecond: 0, cpuCores: 3, violationShare: 0,
      queueLength: 0)
    seen.missing = [.queue]
    let decision = policy.decide(seen)
    #expect(decision.desiredReplicas == wanted && decision.reason.rule.description == reason)
    #expect(decision.reason.signal == signal && decision.reason.reference == 70)
  }

  /// The queue decides, so its value is told though CPU stands first: 45 in the queue ask for 5.
  @Test func theMetricThatDecidesIsTold() {
    var policy = HorizontalPodAutoscalerPolicy(spec: Self.two, service: HPAServiceShape(cpuRequest: 1000))
    var seen = observation(at: 0, cpu: [100, 100, 100, 100, 100])
    seen.service = ServiceSample(
      timestamp: seen.now, window: .seconds(15), requestsPerSecond: 0, cpuCores: 3, violationShare: 0,
      queueLength: 31)
    let decision = policy.decide(seen)
    // 31 / 10 = 4 of 5
    #expect(decision.desiredReplicas == 4 && decision.reason.rule.description == "metric below target")
    #expect(decision.reason.reference == 10)
  }

  private static let fromNothing = HPASpec(
    minReplicas: 0, maxReplicas: 5,
    metrics: [
      HPAMetric(
        source: .external(HPAMetricIdentifier(name: "queue_length")),
        target: HPATarget(kind: .averageValue, averageValue: ResourceQuantity(milli: 10_000)))
    ])

  private static func seen(_ second: Double, replicas: Int, queue: Double) -> Observation {
    var seen = observation(at: second, cpu: [Int64](repeating: 0, count: replicas))
    seen.service = ServiceSample(
      timestamp: seen.now, window: .seconds(15), requestsPerSecond: 0, cpuCores: 0, violationShare: 0,
      queueLength: queue)
    return seen
  }

  @Test func toZeroAndBack() {
    var policy = HorizontalPodAutoscalerPolicy(
      spec: Self.fromNothing, service: HPAServiceShape(cpuRequest: 1000))
    let script: [(second: Double, replicas: Int, queue: Double, wanted: Int, reason: String)] = [
      (0, 1, 0, 1, "ScaleDownStabilized"), (300, 1, 0, 1, "ScaleDownStabilized"),
      (315, 1, 0, 0, "metric below target"), (330, 0, 0, 0, "nothing to do at zero"),
      (345, 0, 25, 3, "metric above target"),
    ]
    for step in script {
      let decision = policy.decide(Self.seen(step.second, replicas: step.replicas, queue: step.queue))
      #expect(decision.desiredReplicas == step.wanted, "\(step)")
      #expect(decision.reason.rule.description == step.reason, "\(step)")
    }
  }

  /// Whoever took a service to zero in a recording was an autoscaler; a hand that does it in a run is obeyed.
  @Test(arguments: [(true, 3), (false, 0)]) func zeroByWhom(isDryRun: Bool, wanted: Int) {
    var policy = HorizontalPodAutoscalerPolicy(
      spec: Self.fromNothing, service: HPAServiceShape(cpuRequest: 1000), isDryRun: isDryRun)
    _ = policy.decide(Self.seen(0, replicas: 2, queue: 25))
    #expect(policy.decide(Self.seen(15, replicas: 0, queue: 25)).desiredReplicas == wanted)
  }

  @Test func aRunThatBeginsAtZero() {
    var policy = HorizontalPodAutoscalerPolicy(
      spec: Self.fromNothing, service: HPAServiceShape(cpuRequest: 1000))
    #expect(policy.decide(Self.seen(0, replicas: 0, queue: 25)).desiredReplicas == 3)
  }

  /// The application uses 450m of its 500m, the pod 470m of 1: 90 % asks for 3 of 2 at a target of 60 %, 47 % for 2.
  @Test(arguments: [
    (HPAMetric.Source.containerResource(name: "cpu", container: "app"), 3, "metric above target"),
    (.resource(name: "cpu"), 2, "rounded up to what there is"),
    (.containerResource(name: "cpu", container: "bare"), 2, "a container declares no request"),
    (.containerResource(name: "cpu", container: "other"), 2, "no metrics yet"),
  ])
  func containers(source: HPAMetric.Source, wanted: Int, reason: String) {
    var shape = HPAServiceShape(cpuRequest: 0)
    shape.cpuContainers = ["app": 500, "proxy": 500]
    if case .containerResource(_, "bare") = source { shape.cpuContainers.updateValue(nil, forKey: "bare") }
    shape.columns = ["cpu_cores:app", "cpu_cores:bare", "cpu_cores"]
    var policy = HorizontalPodAutoscalerPolicy(
      spec: HPASpec(
        maxReplicas: 10,
        metrics: [HPAMetric(source: source, target: HPATarget(kind: .utilization, averageUtilization: 60))]),
      service: shape)
    var seen = observation(at: 0, cpu: [470, 470])
    seen.readings = ["cpu_cores:app": 0.9, "cpu_cores:bare": 0.02]
    let decision = policy.decide(seen)
    #expect(decision.desiredReplicas == wanted && decision.reason.rule.description == reason)
  }

  /// A container without a request fails a utilization of the whole pod, as it does in the controller.
  @Test func aSidecarWithoutARequest() {
    var shape = HPAServiceShape(cpuRequest: 0)
    shape.cpuContainers = ["app": 500, "proxy": nil]
    var policy = HorizontalPodAutoscalerPolicy(
      spec: HPASpec(
        maxReplicas: 10,
        metrics: [
          HPAMetric(
            source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: 60))
        ]),
      service: shape)
    let decision = policy.decide(observation(at: 0, cpu: [900, 900]))
    #expect(
      decision.desiredReplicas == 2
        && decision.reason.rule.description == "a container declares no request")
  }

  /// A queue of 20 against 10 is a ratio of 2. Both pods run and are ready, one of them on its way out: 2 · 2 = 4.
  @Test func aValueCountsReadyPodsThatTerminate() {
    var policy = HorizontalPodAutoscalerPolicy(
      spec: HPASpec(
        maxReplicas: 100,
        metrics: [
          HPAMetric(
            source: .object(HPAObjectReference(), HPAMetricIdentifier(name: "queue_length")),
            target: HPATarget(kind: .value, value: ResourceQuantity(milli: 10_000)))
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
