import Autoscaling
import ClusterSimulation
import SimulationKernel
import Workloads

/// A policy of your own: twice as many replicas when requests wait, one fewer when none do and the load is low.
struct Doubling: ScalingPolicy {
  mutating func decide(_ observation: Observation) -> ScalingDecision {
    guard let sample = observation.usableService else {
      return ScalingDecision(
        desiredReplicas: observation.specReplicas, reason: DecisionReason(.init("nothing measured yet")))
    }
    let replicas = observation.specReplicas
    let isLow = sample.requestsPerSecond < 50 * Double(replicas - 1)
    let wanted = sample.queueLength > 1 ? 2 * replicas : isLow ? replicas - 1 : replicas
    return ScalingDecision(
      desiredReplicas: wanted,
      reason: DecisionReason(.init("queue"), signal: sample.queueLength, reference: 1))
  }
}

// replicas of ten workers, 0.1 s a request, on nodes of 4 cores; an hour of 100 requests a second with 500 in its middle
let service = ServiceParameters(
  cpuRequest: 1, memoryRequest: 0x1p30, concurrency: 10, serviceTime: 0.1, cpuTime: 0.01, timeout: 10,
  startUp: 30, startUpVariation: 0, terminationGrace: 10,
  objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5), minReplicas: 1, maxReplicas: 40)
let cluster = ClusterParameters(
  service: service,
  pools: [
    PoolParameters(
      name: "nodes", capacity: Resources(cpu: 4, memory: 16 * 0x1p30), pricePerHour: 0.2,
      boot: .constant(60), minNodes: 1, maxNodes: 20)
  ],
  autoscaler: AutoscalerParameters(),
  control: ControlParameters(metricResolution: 15, metricLag: 15, syncPeriod: 15))
let load = LoadProfile(
  resolution: .seconds(60), rates: (0..<70).map { (30..<45).contains($0) ? 500 : 100 })
let run = ClusterSimulation.run(
  ClusterSimulation.Inputs(
    parameters: cluster, load: load, start: .zero, measureFrom: .zero + .minutes(10),
    end: .zero + .minutes(70), seed: 1), policy: Doubling())
for decision in run.decisions {
  print(decision.time, decision.current, "to", decision.desired, decision.rule)
}
print("late or failed:", run.measurements.violating / run.measurements.arrived)
print("nodes cost:", run.measurements.nodeCost, "USD")
