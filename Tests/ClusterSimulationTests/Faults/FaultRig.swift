import Autoscaling
import SimulationKernel
import Workloads

@testable import ClusterSimulation

/// The standard small service: eight replicas on four nodes in two zones, 20 measured minutes.
///
/// Ten workers of 100 ms and 10 ms of CPU, p95 below 500 ms, clients that wait 2 s: a replica carries 100 requests a
/// second when all its workers are busy and 88.5 within its objective; 440 requests a second on eight are 55 %.
enum FaultRig {
  static let replicas = 8

  static func parameters(_ level: ServiceLevelOfDetail) -> ClusterParameters {
    var parameters = ClusterParameters(
      service: ServiceParameters(
        cpuRequest: 1, memoryRequest: 2 * 0x1p30, concurrency: 10, serviceTime: 0.1, cpuTime: 0.01,
        timeout: 2,
        startUp: 20, startUpVariation: 0, terminationGrace: 10,
        objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5), minReplicas: 1,
        maxReplicas: 16),
      pools: [
        PoolParameters(
          name: "nodes", capacity: Resources(cpu: 4, memory: 16 * 0x1p30), zones: ["a", "b"],
          pricePerHour: 0.4, boot: .constant(90), minNodes: 4, maxNodes: 8)
      ],
      autoscaler: AutoscalerParameters(utilizationThreshold: 0), placement: .leastAllocated,
      cpuPricePerHour: 0.03, memoryPricePerHour: 0.004,
      control: ControlParameters(metricResolution: 15, metricLag: 15, syncPeriod: 15))
    parameters.service.level = level
    parameters.service.cpuLimit = 1
    parameters.service.image = ContainerImage(name: "app", bytes: 2e8)
    return parameters
  }

  static func inputs(
    _ plan: FaultPlan, _ level: ServiceLevelOfDetail = .fluid, seed: UInt64 = 1, rate: Double = 440,
    minutes: Int = 20
  ) -> ClusterSimulation.Inputs {
    var inputs = ClusterSimulation.Inputs(
      parameters: parameters(level),
      load: LoadProfile(resolution: .seconds(60), rates: Array(repeating: rate, count: minutes + 5)),
      start: .zero, measureFrom: .seconds(300), end: .seconds(300 + 60 * Int64(minutes)), seed: seed,
      timelineInterval: 15)
    inputs.faults = plan
    inputs.keepsHealth = true
    return inputs
  }

  /// A run with replicas at a fixed number.
  static func run(_ inputs: ClusterSimulation.Inputs) -> ClusterSimulation.Output {
    ClusterSimulation.run(inputs, policy: StaticPolicy(replicas: replicas))
  }

  static func run(
    _ faults: [FaultSpecification], _ level: ServiceLevelOfDetail = .fluid, seed: UInt64 = 1,
    rate: Double = 440
  ) -> ClusterSimulation.Output {
    run(inputs(FaultPlan(faults), level, seed: seed, rate: rate))
  }

  /// The fault of a type that begins at 303 s of the measured window and lasts 400 s.
  static func fault(_ type: AnomalyType, severity: Double = 0.7) -> FaultSpecification {
    FaultSpecification(type, onset: 303, duration: 400, severity: severity)
  }
}
