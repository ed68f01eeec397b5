import Autoscaling
import SimulationKernel

/// How long one reconcile of the HPA takes: CPU utilization of so many pods, all of them running, a few not ready.
public enum HPABenchmark {
  /// One figure a number of pods, in nanoseconds of CPU time a reconcile, and the same over the pods.
  ///
  /// - Parameters:
  ///   - pods: Numbers of pods, each positive.
  ///   - reconciles: How many make one measurement; nil for as many as look at ten million pods.
  ///   - repetitions: Measurements, of which the median counts.
  public static func run(pods: [Int], reconciles: Int?, repetitions: Int) -> [BenchmarkRecord] {
    pods.flatMap { count in
      let reconciles = reconciles ?? max(100, min(1_000_000, 10_000_000 / count))
      var policy = HorizontalPodAutoscalerPolicy(
        spec: HPASpec(
          minReplicas: 1, maxReplicas: Int32(2 * count),
          metrics: [
            HPAMetric(
              source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: 50))
          ]),
        service: HPAServiceShape(cpuRequest: 1000))
      var observation = observation(pods: count)
      var asked = 0
      let time = Stopwatch.median(of: repetitions) {
        for _ in 0..<reconciles {
          observation.now = observation.now + .seconds(15)
          // as a run does, the observation is written anew before each sync
          observation.pods[0].usage?.cpu ^= 1
          asked &+= policy.decide(observation).desiredReplicas
        }
      }
      precondition(asked > 0, "nothing was asked for")
      let each = time.cpu / Double(reconciles) * 1e9
      let parameters: [String: BenchmarkRecord.Parameter] = [
        "pods": .init(count), "reconciles": .init(reconciles), "runs": .init(repetitions),
      ]
      return [
        BenchmarkRecord(
          name: "hpa/reconcile", metric: "cpu", value: each, unit: "ns/reconcile", parameters: parameters),
        BenchmarkRecord(
          name: "hpa/reconcile", metric: "cpu per pod", value: each / Double(count), unit: "ns/pod",
          parameters: parameters),
      ]
    }
  }

  /// Pods at half of their request, one in fifty not ready.
  private static func observation(pods count: Int) -> Observation {
    let now = SimulationTime.seconds(86_400)
    let pods = (0..<count).map { (index: Int) -> PodObservation in
      let isReady = index % 50 != 49
      let usage = PodUsage(cpu: Int64(480 + index % 41), timestamp: now, window: .seconds(15))
      return PodObservation(
        phase: .running, readiness: isReady ? .ready : .notReady, startTime: .zero,
        readySince: isReady ? .seconds(60) : now, usage: usage)
    }
    return Observation(now: now, specReplicas: count, statusReplicas: count, pods: pods, service: nil)
  }
}
