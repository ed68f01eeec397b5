import Autoscaling
import SimulationKernel
import Stochastics
import Workloads

extension RandomPurpose {
  static let startUp = RandomPurpose("replica start-up")
}

/// One service on one node pool under one policy: a run, as a function of its inputs.
///
/// What happens at one instant, in this order: load changes, nodes come up, replicas become ready or go (phase *plant*);
/// windows close, scrapes are taken, the timeline is written (*measure*); the policy decides on what scrapes have
/// delivered by now (*control*); pending replicas are placed and the node pool is looked at (*placement*).
public struct ClusterSimulation: Sendable {
  /// What a run needs beside its policy.
  public struct Inputs: Sendable {
    /// The plant.
    public var parameters: ClusterParameters
    /// The load, from time 0 on.
    public var load: LoadProfile
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

    /// Inputs of a run; see the properties.
    public init(
      parameters: ClusterParameters, load: LoadProfile, start: SimulationTime, measureFrom: SimulationTime,
      end: SimulationTime, seed: UInt64, timelineInterval: Double = 60, keepsDecisions: Bool = true
    ) {
      self.parameters = parameters
      self.load = load
      self.start = start
      self.measureFrom = measureFrom
      self.end = end
      self.seed = seed
      self.timelineInterval = timelineInterval
      self.keepsDecisions = keepsDecisions
    }
  }

  /// What a run leaves.
  public struct Output: Sendable {
    /// The figures of the measured window.
    public var measurements: RunMeasurements
    /// Points of the measured window.
    public var timeline: [TimelinePoint]
    /// Decisions of the measured window that asked for a change.
    public var decisions: [DecisionRecord]
    /// Events handled, warm-up included.
    public var events: Int
    /// Requests still waiting at the end.
    public var waiting: Double
  }

  enum Event: Sendable {
    case loadChange(Int)
    case nodeUp(Int)
    case replicaReady(Int)
    case replicaGone(Int)
    case windowEnd
    case scrape
    case timelinePoint
    case sync
    case placement
    case scan
  }

  /// Runs `policy` on `inputs`.
  ///
  /// - Precondition: `start <= measureFrom < end`, the load covers start...end, and the objective can be met.
  public static func run(_ inputs: Inputs, policy: any ScalingPolicy) -> Output {
    var model = Model(inputs, policy: policy)
    var scheduler = Scheduler<Event>(start: inputs.start)
    model.begin(&scheduler)
    model.run(&scheduler, until: inputs.end)
    return model.finish(events: scheduler.handled)
  }
}

extension ClusterSimulation {
  /// The state between two events.
  struct Model: EventHandler {
    let inputs: Inputs
    let parameters: ClusterParameters
    let demandMap: ReplicaDemand
    let nodePrice: Double
    let replicaPrice: Double
    let allowedLate: Double
    var policy: any ScalingPolicy
    var service: FluidService
    var cluster: Cluster
    var meter: RunMeter
    var metrics: MetricPipeline
    var observation: Observation
    var lastChange: SimulationTime
    var demand = 0
    var desired = 0
    var placementDue = false
    var scanDue = false
    var windowTotals = FluidService.Totals()
    var timelineTotals = FluidService.Totals()
    var timeline: [TimelinePoint] = []
    var decisions: [DecisionRecord] = []

    init(_ inputs: Inputs, policy: any ScalingPolicy) {
      self.inputs = inputs
      self.policy = policy
      parameters = inputs.parameters
      guard let map = parameters.service.demand else { preconditionFailure("the objective cannot be met") }
      demandMap = map
      nodePrice = parameters.pool.pricePerHour / 3600
      let gibibytes = parameters.service.memoryRequest / 0x1p30
      replicaPrice =
        (parameters.service.cpuRequest * parameters.pool.cpuPricePerHour
          + gibibytes * parameters.pool.memoryPricePerHour) / 3600
      allowedLate = 1 - parameters.service.objective.percentile
      service = FluidService(parameters: parameters.service)
      cluster = Cluster(pool: parameters.pool, service: parameters.service)
      meter = RunMeter(start: inputs.measureFrom)
      metrics = MetricPipeline(parameters: parameters.control, service: parameters.service)
      observation = Observation(now: inputs.start, specReplicas: 0, statusReplicas: 0, pods: [], service: nil)
      lastChange = inputs.start
    }

    /// The first instant: as many nodes and ready replicas as the load at the start demands, and the periodic events.
    mutating func begin(_ scheduler: inout Scheduler<Event>) {
      let resolution = inputs.load.resolution
      let first = Int(inputs.start.sinceOrigin / resolution)
      setLoad(first)
      scheduler.schedule(
        .loadChange(first + 1), at: .zero + resolution * Int64(first + 1), phase: .plant)
      let limits = parameters.service
      desired = min(max(demand, limits.minReplicas), limits.maxReplicas)
      let perNode = cluster.replicasPerNode
      let nodes = min(
        max(parameters.pool.minNodes, (desired + perNode - 1) / perNode), parameters.pool.maxNodes)
      for _ in 0..<nodes { cluster.nodeIsUp(cluster.orderNode(), at: inputs.start) }
      for _ in 0..<desired {
        let replica = cluster.createReplica()
        if cluster.place(replica, at: inputs.start) {
          cluster.becomeReady(replica, at: inputs.start, cpu: 0)
        }
      }
      service.setReady(cluster.readyCount)
      let control = parameters.control
      scheduler.schedule(.scrape, after: .seconds(rounding: control.metricResolution), phase: .measure)
      scheduler.schedule(.sync, after: .seconds(rounding: control.syncPeriod), phase: .control)
      scheduler.schedule(.windowEnd, after: .seconds(60), phase: .measure)
      if inputs.timelineInterval > 0 {
        scheduler.schedule(
          .timelinePoint, after: .seconds(rounding: inputs.timelineInterval), phase: .measure)
      }
    }

    mutating func handle(_ event: Event, scheduler: inout Scheduler<Event>) {
      let now = scheduler.now
      switch event {
      case .loadChange(let index):
        advance(to: now)
        setLoad(index)
        meter.follow(now: now, demand: demand, ready: service.ready)
        if index + 1 < inputs.load.rates.count {
          scheduler.schedule(.loadChange(index + 1), after: inputs.load.resolution, phase: .plant)
        }
      case .nodeUp(let node):
        advance(to: now)
        cluster.nodeIsUp(node, at: now)
        requestPlacement(&scheduler)
        requestScan(&scheduler)
      case .replicaReady(let replica):
        guard cluster.replicas[replica].state == .starting else { return }
        advance(to: now)
        cluster.becomeReady(replica, at: now, cpu: service.cpuPerReplica)
        supplyChanged(now)
      case .replicaGone(let replica):
        advance(to: now)
        cluster.remove(replica, at: now)
        requestPlacement(&scheduler)
        requestScan(&scheduler)
      case .windowEnd:
        advance(to: now)
        closeWindow(now)
        scheduler.schedule(.windowEnd, after: .seconds(60), phase: .measure)
      case .scrape:
        advance(to: now)
        metrics.scrape(at: now, service: service)
        scheduler.schedule(.scrape, after: metrics.resolution, phase: .measure)
      case .timelinePoint:
        advance(to: now)
        writeTimeline(now)
        scheduler.schedule(
          .timelinePoint, after: .seconds(rounding: inputs.timelineInterval), phase: .measure)
      case .sync:
        advance(to: now)
        sync(&scheduler)
        scheduler.schedule(.sync, after: .seconds(rounding: parameters.control.syncPeriod), phase: .control)
      case .placement:
        placementDue = false
        place(&scheduler)
      case .scan:
        scanDue = false
        advance(to: now)
        scan(&scheduler)
      }
      #if DEBUG
        checkInvariants(now)
      #endif
    }

    mutating func finish(events: Int) -> Output {
      advance(to: inputs.end)
      meter.finish(at: inputs.end)
      return Output(
        measurements: meter.measurements, timeline: timeline, decisions: decisions, events: events,
        waiting: service.waiting)
    }

    /// Lets the fluid flow up to `now` and adds the span to the bill.
    private mutating func advance(to now: SimulationTime) {
      guard now > lastChange else { return }
      meter.add(
        from: lastChange, to: now, demand: demand, ready: service.ready,
        nodePrice: Double(cluster.billedNodes) * nodePrice,
        replicaPrice: Double(cluster.billedReplicas) * replicaPrice)
      service.advance(by: (now - lastChange).seconds)
      lastChange = now
      let totals = service.takeTotals()
      metrics.add(totals)
      windowTotals.add(totals)
      timelineTotals.add(totals)
      if now > inputs.measureFrom {
        meter.count(
          arrived: totals.arrived, failed: totals.failed, violating: totals.violating,
          cpuSeconds: totals.cpuSeconds)
      }
    }

    private mutating func setLoad(_ index: Int) {
      service.arrivalRate = inputs.load.rates[min(index, inputs.load.rates.count - 1)]
      demand = demandMap.replicas(forRequestsPerSecond: service.arrivalRate)
    }

    private mutating func supplyChanged(_ now: SimulationTime) {
      service.setReady(cluster.readyCount)
      meter.follow(now: now, demand: demand, ready: service.ready)
    }

    private mutating func closeWindow(_ now: SimulationTime) {
      if now > inputs.measureFrom {
        meter.follow(now: now, demand: demand, ready: service.ready)
        meter.closeWindow(violated: windowTotals.violating > allowedLate * windowTotals.arrived)
      }
      windowTotals = .init()
    }

    private mutating func writeTimeline(_ now: SimulationTime) {
      let totals = timelineTotals
      timelineTotals = .init()
      guard now > inputs.measureFrom else { return }
      timeline.append(
        TimelinePoint(
          time: now.seconds, requestsPerSecond: totals.arrived / inputs.timelineInterval, demand: demand,
          ready: service.ready, desired: desired, nodes: cluster.billedNodes, latency: service.latency,
          errorShare: totals.arrived > 0 ? totals.failed / totals.arrived : 0,
          cost: meter.measurements.nodeCost))
    }

    private mutating func sync(_ scheduler: inout Scheduler<Event>) {
      let now = scheduler.now
      metrics.observe(&observation, now: now, cluster: cluster, desired: desired)
      let decision = policy.decide(observation)
      let limits = parameters.service
      let wanted = min(max(decision.desiredReplicas, limits.minReplicas), limits.maxReplicas)
      guard wanted != desired else { return }
      if now > inputs.measureFrom {
        meter.countScaleWrite()
        if inputs.keepsDecisions {
          let reason = decision.reason
          decisions.append(
            DecisionRecord(
              time: now.seconds, current: desired, desired: wanted, rule: reason.rule.description,
              signal: reason.signal.isNaN ? nil : reason.signal,
              reference: reason.reference.isNaN ? nil : reason.reference))
        }
      }
      desired = wanted
      let active = cluster.activeReplicas
      if wanted > active {
        for _ in active..<wanted { _ = cluster.createReplica() }
        requestPlacement(&scheduler)
      } else {
        for victim in cluster.victims(active - wanted) where cluster.terminate(victim, at: now) {
          scheduler.schedule(
            .replicaGone(victim), after: .seconds(rounding: limits.terminationGrace), phase: .plant)
        }
        supplyChanged(now)
      }
    }

    private mutating func requestPlacement(_ scheduler: inout Scheduler<Event>) {
      guard !placementDue, cluster.pendingCount > 0 else { return }
      placementDue = true
      scheduler.schedule(.placement, at: scheduler.now, phase: .placement)
    }

    private mutating func place(_ scheduler: inout Scheduler<Event>) {
      for replica in cluster.live where cluster.replicas[replica].state == .pending {
        guard cluster.place(replica, at: scheduler.now) else {
          requestScan(&scheduler)
          return
        }
        var stream = RandomStream(seed: inputs.seed, purpose: .startUp, ordinal: UInt64(replica))
        let delay =
          LogNormal(
            mean: parameters.service.startUp, coefficientOfVariation: parameters.service.startUpVariation
          ).sample(from: &stream)
        scheduler.schedule(.replicaReady(replica), after: .seconds(rounding: delay), phase: .plant)
      }
    }

    /// Lets the node autoscaler look at its next scan; scans that could not find anything are left out.
    private mutating func requestScan(
      _ scheduler: inout Scheduler<Event>, after delay: SimulationDuration = .zero
    ) {
      guard !scanDue else { return }
      scanDue = true
      let interval = SimulationDuration.seconds(rounding: parameters.pool.scanInterval)
      let elapsed = scheduler.now + delay - inputs.start
      let next = inputs.start + interval * (elapsed / interval + 1)
      scheduler.schedule(.scan, at: next, phase: .placement)
    }

    private mutating func scan(_ scheduler: inout Scheduler<Event>) {
      let now = scheduler.now
      let pool = parameters.pool
      let booting = cluster.nodes.reduce(0) { $0 + ($1.state == .booting ? 1 : 0) }
      let unplaced = cluster.pendingCount - booting * cluster.replicasPerNode
      if unplaced > 0 {
        let wanted = (unplaced + cluster.replicasPerNode - 1) / cluster.replicasPerNode
        for _ in 0..<max(0, min(wanted, pool.maxNodes - cluster.billedNodes)) {
          scheduler.schedule(
            .nodeUp(cluster.orderNode()), after: .seconds(rounding: pool.boot), phase: .plant)
        }
      }
      var hasEmpty = false
      for node in cluster.nodes.indices
      where cluster.nodes[node].state == .up && cluster.nodes[node].replicas == 0 {
        if (now - cluster.nodes[node].emptySince).seconds >= pool.unneededTime,
          cluster.billedNodes > pool.minNodes
        {
          cluster.releaseNode(node)
        } else {
          hasEmpty = true
        }
      }
      if hasEmpty, cluster.billedNodes > pool.minNodes { requestScan(&scheduler) }
    }

    /// What has to hold after every event; checked in debug builds.
    func checkInvariants(_ now: SimulationTime) {
      let ready = cluster.live.count { cluster.replicas[$0].state == .ready }
      precondition(ready == service.ready, "\(ready) replicas are ready, the service has \(service.ready)")
      precondition(service.waiting >= 0, "negative queue \(service.waiting)")
      precondition(
        cluster.nodes.allSatisfy { $0.replicas >= 0 && $0.replicas <= cluster.replicasPerNode },
        "a node holds more replicas than fit")
      precondition(lastChange <= now, "the plant is ahead of the clock")
    }
  }
}

extension FluidService.Totals {
  mutating func add(_ other: Self) {
    arrived += other.arrived
    failed += other.failed
    violating += other.violating
    cpuSeconds += other.cpuSeconds
  }
}
