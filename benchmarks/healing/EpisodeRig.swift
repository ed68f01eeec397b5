import Autoscaling
import ClusterSimulation
import Foundation
import SimulationKernel
import Stochastics
import Workloads

extension RandomPurpose {
  static let episodeDraws = RandomPurpose("healing episode")
  static let monthDraws = RandomPurpose("healing month")
}

/// The service that every episode happens to: 12 replicas under the stock HPA (CPU 70 %) on nodes of 4 cores in two zones,
/// ten workers of 100 ms and 10 ms of CPU each, p95 below 500 ms, clients that wait 2 s.
enum EpisodeRig {
  static let warmUp = 600.0
  /// Healthy time before the onset, from which detectors learn, and time after it.
  static let before = 2400.0, after = 2400.0

  static func parameters(maxReplicas: Int = 24, nodes: Int = 12) -> ClusterParameters {
    var service = ServiceParameters(
      cpuRequest: 1, memoryRequest: 2 * 0x1p30, concurrency: 10, serviceTime: 0.1, cpuTime: 0.01, timeout: 2,
      startUp: 30, startUpVariation: 0.2, terminationGrace: 10,
      objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 0.5), minReplicas: 3,
      maxReplicas: maxReplicas)
    service.cpuLimit = 1
    service.image = ContainerImage(name: "app", bytes: 2e8)
    service.liveness = Probe(initialDelay: 30)
    service.readiness = Probe()
    return ClusterParameters(
      service: service,
      pools: [
        PoolParameters(
          name: "nodes", capacity: Resources(cpu: 4, memory: 16 * 0x1p30), zones: ["a", "b"],
          pricePerHour: 0.2, boot: .constant(120), minNodes: 4, maxNodes: nodes)
      ],
      autoscaler: AutoscalerParameters(), placement: .leastAllocated, cpuPricePerHour: 0.03,
      memoryPricePerHour: 0.004,
      control: ControlParameters(metricResolution: 15, metricLag: 15, syncPeriod: 15))
  }

  static func policy(_ service: ServiceParameters) -> any ScalingPolicy {
    let metric = HPAMetric(
      source: .resource(name: "cpu"), target: HPATarget(kind: .utilization, averageUtilization: 70))
    let spec = HPASpec(
      minReplicas: Int32(service.minReplicas), maxReplicas: Int32(service.maxReplicas), metrics: [metric])
    return HorizontalPodAutoscalerPolicy(
      spec: spec,
      service: HPAServiceShape(
        cpuRequest: Int64(service.cpuRequest * 1000), memoryRequest: Int64(service.memoryRequest * 1000),
        signals: [:]))
  }

  /// One fault of a type, with severity, duration and onset drawn for the seed: the same in every arm.
  static func episode(
    _ type: AnomalyType, seed: UInt64, severity: ClosedRange<Double>
  ) -> ClusterSimulation.Inputs {
    var stream = RandomStream(
      seed: seed, purpose: .episodeDraws,
      entity: UInt64(AnomalyType.allCases.firstIndex(of: type) ?? 0), ordinal: 0)
    let strength = severity.lowerBound + (severity.upperBound - severity.lowerBound) * stream.nextUnit()
    let duration = 300 * pow(3, stream.nextUnit())
    let onset = before + 15 * stream.nextUnit()
    let mean = 700 + 100 * stream.nextUnit()
    let length = warmUp + before + after
    let rates = (0..<Int(length / 60) + 2).map { _ in
      mean * exp(0.04 * Normal().sample(from: &stream))
    }
    var inputs = ClusterSimulation.Inputs(
      parameters: parameters(), load: LoadProfile(resolution: .seconds(60), rates: rates), start: .zero,
      measureFrom: .zero + .seconds(rounding: warmUp), end: .zero + .seconds(rounding: length), seed: seed,
      timelineInterval: 0, keepsDecisions: false)
    inputs.faults = FaultPlan([FaultSpecification(type, onset: onset, duration: duration, severity: strength)]
    )
    return inputs
  }

  /// Thirty days without a fault: a day's rhythm around 28 replicas, surges, deploys and pauses of the collector.
  static func month(days: Int, seed: UInt64) -> ClusterSimulation.Inputs {
    var stream = RandomStream(seed: seed, purpose: .monthDraws, entity: 0, ordinal: 0)
    let minutes = days * 1440 + 30
    var rates: [Double] = []
    var level = 0.0
    for minute in 0..<minutes {
      level = 0.98 * level + 0.01 * Normal().sample(from: &stream)
      let day = 1 + 0.3 * sin(2 * .pi * Double(minute) / 1440)
      rates.append(1960 * day * exp(level + 0.02 * Normal().sample(from: &stream)))
    }
    // three surges a week, to one and a half times within two minutes, for half an hour
    for _ in 0..<max(1, days * 3 / 7) {
      let start = Int(Double(minutes - 60) * stream.nextUnit())
      for minute in 0..<30 {
        rates[start + minute] *= 1 + 0.5 * min(1, Double(minute + 1) / 2)
      }
    }
    var inputs = ClusterSimulation.Inputs(
      parameters: parameters(maxReplicas: 60, nodes: 30),
      load: LoadProfile(resolution: .seconds(60), rates: rates), start: .zero,
      measureFrom: .zero + .seconds(rounding: warmUp),
      end: .zero + .seconds(rounding: warmUp + Double(days) * 86_400),
      seed: seed, timelineInterval: 0, keepsDecisions: false)
    var campaign = FaultCampaign(faultsPerHour: 0)
    campaign.deploysPerHour = 1.0 / 12
    campaign.collectorPausesPerHour = 1.0 / 24
    inputs.faults = campaign.plan(seconds: Double(days) * 86_400, seed: seed)
    return inputs
  }
}
