import Autoscaling
import SimulationKernel
import Stochastics
import Workloads

/// One service of a run: its load, its policy, and the figures that are kept of it.
struct ServiceState: Sendable {
  let parameters: ServiceParameters
  let load: LoadProfile
  let demandMap: ReplicaDemand
  let allowedLate: Double
  var policy: any ScalingPolicy
  /// Whether the policy reads the details of scrapes.
  let readsDetails: Bool
  var meter: RunMeter
  var metrics: MetricPipeline
  var observation: Observation
  var demand = 0
  var desired = 0
  /// When a VPA's updater last looked for replicas to evict; nil where there is none.
  var lastEviction: SimulationTime?
  var window = ServiceTotals()
  var sinceTimelinePoint = ServiceTotals()
  /// What happened since the last look at the service level and since the last scrape of health, where somebody looks.
  var sinceWatch = ServiceTotals()
  var sinceHealth = ServiceTotals()
  var isWatched = false
  var timeline: [TimelinePoint] = []
  /// The same stretches in terms of requests, and all latencies, where they are wanted.
  var points: [ServicePoint] = []
  var latencies = LatencyHistogram()
  var decisions: [DecisionRecord] = []

  init(
    _ parameters: ServiceParameters, number: Int, load: LoadProfile, policy: any ScalingPolicy,
    inputs: ClusterSimulation.Inputs
  ) {
    guard let map = parameters.demand else { preconditionFailure("the objective cannot be met") }
    self.parameters = parameters
    self.load = load
    self.policy = policy
    readsDetails = policy.readsDetails
    demandMap = map
    allowedLate = 1 - parameters.objective.percentile
    meter = RunMeter(
      start: inputs.measureFrom, end: inputs.end,
      // those of its neighbours are not marked
      markedSurges: number == 0 ? inputs.markedSurges : [])
    metrics = MetricPipeline(
      inputs.parameters.control, service: parameters, number: number, seed: inputs.seed, start: inputs.start)
    observation = Observation(now: inputs.start, specReplicas: 0, statusReplicas: 0, pods: [], service: nil)
  }

  /// The arrival rate in the piece of the given index, the last one standing for what comes after it.
  func rate(inPiece piece: Int) -> Double { load.rates[min(piece, load.rates.count - 1)] }

  /// The fewest replicas that carry the load in the middle of the stretch of so many seconds that ends at `now`: at its end the load
  /// may be another already.
  func demand(over length: Double, until now: SimulationTime) -> Int {
    let middle = max(0, now.seconds - length / 2)
    return demandMap.replicas(forRequestsPerSecond: rate(inPiece: Int(middle / load.resolution.seconds)))
  }

  /// Lets the policy decide on what can be known at `now`.
  mutating func decide(
    at now: SimulationTime, pods: [Int32], of plant: ClusterPlant
  ) -> ScalingDecision {
    metrics.observe(&observation, now: now, pods: pods, of: plant, desired: desired)
    return policy.decide(observation)
  }

  mutating func add(_ totals: ServiceTotals, isMeasured: Bool) {
    metrics.add(totals)
    window.add(totals)
    sinceTimelinePoint.add(totals)
    if isWatched {
      sinceWatch.add(totals)
      sinceHealth.add(totals)
    }
    guard isMeasured else { return }
    meter.count(
      arrived: totals.arrived, failed: totals.failed, violating: totals.violating,
      cpuSeconds: totals.cpuSeconds, latencySeconds: totals.latencySeconds)
  }
}
