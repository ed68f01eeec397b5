import Autoscaling
import SimulationKernel
import Stochastics
import Workloads

/// Services on a cluster, each under its own policy: a run, as a function of its inputs.
///
/// What happens at one instant, in this order: load changes, requests arrive and leave, nodes and pods change (phase
/// *plant*); windows close, scrapes are taken, the timeline is written (*measure*); the policies decide on what scrapes
/// have delivered by now (*control*); pending pods are placed and the node autoscaler looks (*placement*).
public struct ClusterSimulation: Sendable {
  /// Another service on the same nodes: what it does is the same in every arm, unless the nodes make a difference.
  public struct Neighbour: Sendable {
    /// Its replicas and requests.
    public var parameters: ServiceParameters
    /// Its load, from time 0 on.
    public var load: LoadProfile
    /// What scales it.
    public var policy: any ScalingPolicy

    /// A neighbour of the given parts.
    public init(parameters: ServiceParameters, load: LoadProfile, policy: any ScalingPolicy) {
      self.parameters = parameters
      self.load = load
      self.policy = policy
    }
  }

  /// What a run needs beside its policy.
  public struct Inputs: Sendable {
    /// The plant.
    public var parameters: ClusterParameters
    /// The load, from time 0 on.
    public var load: LoadProfile
    /// Recorded requests in order of time, with the seconds of a worker that each brings: where requests are simulated one
    /// by one, the service gets these instead of some drawn at the load's rate. Nil draws them.
    public var arrivals: [RequestRecord]?
    /// Services that compete for the nodes, and that the service may call where requests are simulated one by one: it
    /// is service 0 and they are 1 and up.
    public var neighbours: [Neighbour] = []
    /// A cell whose machines and tasks are replayed beside the pools, from the run's start on; nil for none.
    public var cell: CellTrace?
    /// When the run begins; what lies before `measureFrom` is warm-up.
    public var start: SimulationTime
    /// From when on figures count.
    public var measureFrom: SimulationTime
    /// When the run ends.
    public var end: SimulationTime
    /// The seed of every random stream.
    public var seed: UInt64
    /// Seconds between points of the timeline; 0 for none.
    public var timelineInterval: Double
    /// Whether decisions that change the replica count are kept.
    public var keepsDecisions: Bool
    /// Windows in which the service has to grow, in order of their start: what scaling is judged by, in every arm alike.
    /// Those that do not lie in the measured part do not count.
    public var markedSurges: [Range<SimulationTime>] = []
    /// What goes wrong, and what harmless things happen.
    public var faults = FaultPlan()
    /// What the faults have in common.
    public var faultParameters = FaultParameters()
    /// What watches over the service and acts; nil for nothing.
    public var healing: HealingSetup?
    /// Whether what every scrape says of service, replicas and nodes is kept.
    public var keepsHealth = false

    /// Whether every point of the timeline says more of the requests, and all latencies are kept.
    public var keepsPoints = false

    /// Whether there is anything of the three.
    var hasFaults: Bool { !faults.isEmpty || healing != nil || keepsHealth }

    /// Inputs of a run; see the properties.
    public init(
      parameters: ClusterParameters, load: LoadProfile, neighbours: [Neighbour] = [], cell: CellTrace? = nil,
      start: SimulationTime, measureFrom: SimulationTime, end: SimulationTime, seed: UInt64,
      timelineInterval: Double = 60,
      keepsDecisions: Bool = true
    ) {
      self.parameters = parameters
      self.load = load
      self.neighbours = neighbours
      self.cell = cell
      self.start = start
      self.measureFrom = measureFrom
      self.end = end
      self.seed = seed
      self.timelineInterval = timelineInterval
      self.keepsDecisions = keepsDecisions
    }
  }

  /// What a run leaves of one service.
  public struct ServiceOutput: Sendable {
    /// The figures of the measured window. The bill for the nodes is the cluster's and stands with the first service.
    public var measurements: RunMeasurements
    /// Points of the measured window.
    public var timeline: [TimelinePoint]
    /// Decisions of the measured window that asked for a change.
    public var decisions: [DecisionRecord]
    /// Requests still waiting at the end.
    public var waiting: Double
    /// The points of the timeline in terms of requests; empty unless they are kept.
    public var points: [ServicePoint] = []
    /// Latencies of the measured window, in nanoseconds; none unless points are kept.
    public var latencies = LatencyHistogram()
  }

  /// What a run leaves.
  public struct Output: Sendable {
    /// The service's own.
    public var service: ServiceOutput
    /// Those of its neighbours, in order.
    public var neighbours: [ServiceOutput]
    /// What became of the faults; nil where none were planned and nobody watched.
    public var faults: FaultReport?
    /// Events handled, warm-up included.
    public var events: Int
    /// Why a policy could not go on, in a sentence: the run ended there and its figures mean nothing. Nil for a whole run.
    public var failure: String?

    /// The figures of the measured window.
    public var measurements: RunMeasurements { service.measurements }
    /// Points of the measured window.
    public var timeline: [TimelinePoint] { service.timeline }
    /// Decisions of the measured window that asked for a change.
    public var decisions: [DecisionRecord] { service.decisions }
    /// Requests still waiting at the end.
    public var waiting: Double { service.waiting }
  }

  /// Runs `policy` on `inputs`.
  ///
  /// - Precondition: `start <= measureFrom < end`, the loads cover start...end, and the objectives can be met.
  public static func run(_ inputs: Inputs, policy: any ScalingPolicy) -> Output {
    let services = [inputs.parameters.service] + inputs.neighbours.map(\.parameters)
    switch inputs.parameters.service.level {
    case .fluid:
      return run(
        inputs, policy: policy,
        services: FluidServices(services, start: inputs.start, tellsPodsApart: inputs.hasFaults))
    case .request:
      return run(
        inputs, policy: policy,
        services: RequestServices(
          services, arrivals: inputs.arrivals, seed: inputs.seed, watchesReplicas: inputs.hasFaults))
    }
  }

  private static func run<Services: ServiceModel>(
    _ inputs: Inputs, policy: any ScalingPolicy, services: Services
  ) -> Output {
    var model = ClusterModel(inputs, policy: policy, services: services)
    var scheduler = Scheduler<ClusterEvent>(start: inputs.start)
    model.begin(&scheduler)
    while model.failure == nil, let event = scheduler.next(until: inputs.end) {
      model.handle(event, scheduler: &scheduler)
    }
    return model.finish(events: scheduler.handled)
  }
}
