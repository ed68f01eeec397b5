import Autoscaling
import ClusterSimulation
import Learning
import SimulationKernel
import Workloads

/// What an episode showed, with the truth beside it.
public struct Episode: Sendable {
  /// How it was drawn.
  public var specification: EpisodeSpecification
  /// What every scrape that was not lost said, in order of time.
  public var observations: [HealthObservation]
  /// The truth about its fault; nil without one.
  public var record: FaultRecord?

  /// The type of its fault.
  public var type: AnomalyType? { record?.specification.type }

  /// What is the case at a scrape.
  public enum Truth: Sendable, Hashable {
    /// Nothing is wrong yet, or never.
    case healthy
    /// The fault has been active for the whole of the scrape.
    case ill(AnomalyType)
    /// The fault began or ended within the scrape, or is over and may still be felt.
    case between
  }

  /// What is the case at the scrape of the given time and window, in seconds.
  public func truth(at time: Double, window: Double) -> Truth {
    guard let record else { return .healthy }
    if time <= record.onset { return .healthy }
    return time - window >= record.onset && time <= record.end ? .ill(record.specification.type) : .between
  }

  /// The share of requests that were late or failed, by the time of the scrape.
  var violationShares: [Double: Double] {
    Dictionary(
      observations.map { ($0.timestamp, $0.service.violationShare) }, uniquingKeysWith: { first, _ in first })
  }

  /// Runs an episode, in the fluid.
  public init(_ specification: EpisodeSpecification) {
    self.specification = specification
    let output = specification.run(specification.inputs)
    observations = output.faults?.health ?? []
    record = output.faults?.outcomes.first?.record
  }

  /// Runs `count` episodes of a part, on up to `threads` threads; the number of threads changes nothing.
  public static func run(part: EpisodePart, count: Int, seed: UInt64, threads: Int) -> [Episode] {
    parallelMap(Array(0..<count), threads: threads) { number in
      Episode(EpisodeSpecification(part: part, number: number, seed: seed))
    }
  }
}

extension EpisodeSpecification {
  /// What its run is made of: nobody watches, and every scrape is kept.
  var inputs: ClusterSimulation.Inputs {
    let seconds = Double(rates.count - 5) * 15
    var inputs = ClusterSimulation.Inputs(
      parameters: parameters, load: LoadProfile(resolution: .seconds(15), rates: rates), start: .zero,
      measureFrom: .zero + .seconds(rounding: Self.warmUp), end: .zero + .seconds(rounding: seconds),
      seed: seed,
      timelineInterval: 60, keepsDecisions: false)
    inputs.faults = FaultPlan(fault.map { [$0] } ?? [], benign: benign)
    inputs.faultParameters.livenessNeedsWorker = livenessNeedsWorker
    inputs.keepsHealth = true
    return inputs
  }

  /// The run of `inputs` under the HPA, or the fixed number of replicas, that the episode has.
  func run(_ inputs: ClusterSimulation.Inputs) -> ClusterSimulation.Output {
    guard let cpuTarget else {
      return ClusterSimulation.run(inputs, policy: StaticPolicy(replicas: replicas))
    }
    let service = parameters.service
    let metric = HPAMetric(
      source: .resource(name: "cpu"),
      target: HPATarget(kind: .utilization, averageUtilization: Int32(cpuTarget)))
    let spec = HPASpec(
      minReplicas: Int32(service.minReplicas), maxReplicas: Int32(service.maxReplicas), metrics: [metric])
    return ClusterSimulation.run(
      inputs,
      policy: HorizontalPodAutoscalerPolicy(
        spec: spec, service: HPAServiceShape(cpuRequest: Int64((service.cpuRequest * 1000).rounded()))))
  }
}
