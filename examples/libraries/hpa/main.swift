import Autoscaling
import SimulationKernel
import Workloads

// what a live service measured, a row a minute; and the HPA that is thought of, at 60 % of a request of one core
let metrics = try RecordedMetrics(path: CommandLine.arguments[1])
let target = HPATarget(kind: .utilization, averageUtilization: 60)
var policy = HorizontalPodAutoscalerPolicy(
  spec: HPASpec(
    minReplicas: 2, maxReplicas: 20, metrics: [HPAMetric(source: .resource(name: "cpu"), target: target)]),
  service: HPAServiceShape(cpuRequest: 1000), isDryRun: true)

let cores = metrics.series["cpu_cores"]?.values ?? []
for (index, now) in metrics.replicas.times.enumerated() {
  let replicas = Int(metrics.replicas.values[index])
  let usage = PodUsage(cpu: Int64(1000 * cores[index]) / Int64(replicas), timestamp: now, window: .minutes(1))
  let pod = PodObservation(
    phase: .running, readiness: .ready, startTime: .zero, readySince: .zero, usage: usage)
  let decision = policy.decide(
    Observation(
      now: now, specReplicas: replicas, statusReplicas: replicas,
      pods: Array(repeating: pod, count: replicas), service: nil))
  print(Int(now.seconds), "had \(replicas), asks for \(decision.desiredReplicas):", decision.reason.rule)
}
