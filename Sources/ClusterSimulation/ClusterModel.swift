import Autoscaling
import SimulationKernel
import Workloads

/// The state of a run between two events.
struct ClusterModel<Services: ServiceModel>: EventHandler {
  typealias Event = ClusterEvent

  let inputs: ClusterSimulation.Inputs
  let control: ControlParameters
  var plant: ClusterPlant
  /// What the clients and containers of all services do.
  var services: Services
  /// Services by number: the one that is looked at first, then its neighbours.
  var states: [ServiceState]
  var cell: CellReplay?
  /// What is wrong; nil where nothing is planned and nobody watches.
  var faults: FaultEngine?
  /// Who heals; nil for nobody.
  var healing: HealingDesk?
  /// Signals for healers and the record of the run; nil where nobody wants them.
  var health: HealthPipeline?
  let hasFaults: Bool
  /// Replicas that the load balancer leaves out; nil where it never does.
  var ejection: OutlierEjection?
  /// Probes that are requests.
  var probes = ProbeDesk()
  /// Since when a version is on trial; nil for none.
  var gatedSince: SimulationTime?
  /// The rollout of the measured service that began last.
  var latestRollout: Rollout?
  /// Up to when everything was added up.
  var lastChange: SimulationTime
  /// Why a policy cannot go on; ends the run.
  var failure: String?

  init(_ inputs: ClusterSimulation.Inputs, policy: any ScalingPolicy, services: Services) {
    self.inputs = inputs
    self.services = services
    let parameters = inputs.parameters
    control = parameters.control
    plant = ClusterPlant(
      parameters.plant(with: inputs.neighbours.map(\.parameters), hasCell: inputs.cell != nil),
      seed: inputs.seed)
    states =
      [ServiceState(parameters.service, number: 0, load: inputs.load, policy: policy, inputs: inputs)]
      + inputs.neighbours.enumerated().map { index, neighbour in
        ServiceState(
          neighbour.parameters, number: index + 1, load: neighbour.load, policy: neighbour.policy,
          inputs: inputs)
      }
    cell = inputs.cell.map { CellReplay($0, pool: parameters.pools.count, origin: inputs.start) }
    lastChange = inputs.start
    hasFaults = inputs.hasFaults
    if hasFaults {
      faults = FaultEngine(
        inputs.faults, inputs.faultParameters, service: parameters.service, of: states.count,
        seed: inputs.seed)
      healing = inputs.healing.map { HealingDesk($0, seed: inputs.seed) }
      if healing != nil || inputs.keepsHealth {
        health = HealthPipeline(
          lag: control.metricLag, keeps: inputs.keepsHealth, start: inputs.start,
          measureFrom: inputs.measureFrom,
          seed: inputs.seed)
      }
      states[0].isWatched = true
      ejection = parameters.outlierEjection.map { OutlierEjection($0) }
    }
  }

  /// The first instant: as many nodes and ready replicas as the load at the start demands, and the periodic events.
  mutating func begin(_ scheduler: inout Scheduler<ClusterEvent>) {
    services.begin(&scheduler)
    for service in states.indices {
      let resolution = states[service].load.resolution
      let first = Int(inputs.start.sinceOrigin / resolution)
      setLoad(of: service, piece: first, &scheduler)
      scheduler.schedule(
        .loadChange(service: Int32(service), piece: Int32(first + 1)),
        at: .zero + resolution * Int64(first + 1), phase: .plant)
      let limits = states[service].parameters
      // one at least: what scales to zero does so by itself, and what cannot come back from there never is there
      states[service].desired = min(max(states[service].demand, limits.minReplicas, 1), limits.maxReplicas)
    }
    replayCell(&scheduler)
    plant.begin(&scheduler, replicas: states.map(\.desired))
    takeNotices(&scheduler)
    for (index, rollout) in inputs.parameters.service.rollouts.enumerated() {
      let time = inputs.measureFrom + .seconds(rounding: rollout.after)
      if time <= inputs.end { scheduler.schedule(.rollout(Int32(index)), at: time, phase: .plant) }
    }
    beginFaults(&scheduler)
    if let interval = sweepInterval {
      scheduler.schedule(.sweep, after: .seconds(rounding: interval), phase: .control)
    }
    scheduler.schedule(.scrape, after: .seconds(rounding: control.metricResolution), phase: .measure)
    scheduler.schedule(.sync, after: .seconds(rounding: control.syncPeriod), phase: .control)
    scheduler.schedule(.windowEnd, after: .seconds(60), phase: .measure)
    if inputs.timelineInterval > 0 {
      scheduler.schedule(
        .timelinePoint, after: .seconds(rounding: inputs.timelineInterval), phase: .measure)
    }
  }

  mutating func handle(_ event: ClusterEvent, scheduler: inout Scheduler<ClusterEvent>) {
    let now = scheduler.now
    switch event {
    case .request(let event):
      services.handle(event, scheduler: &scheduler)
      guard services.hasProbeAnswers else { return }
      advance(to: now)
      takeProbeAnswers(&scheduler)
    case .probe(let pod, let isLiveness, let stamp):
      advance(to: now)
      sendProbe(Int(pod), isLiveness: isLiveness, stamp: stamp, &scheduler)
    case .probeDeadline(let pod, let isLiveness, let number):
      advance(to: now)
      endProbe(Int(pod), isLiveness: isLiveness, number: number, &scheduler)
    case .loadChange(let service, let piece):
      advance(to: now)
      changeLoad(of: Int(service), piece: Int(piece), &scheduler)
    case .plant(let event):
      advance(to: now)
      plant.handle(event, scheduler: &scheduler)
      takeNotices(&scheduler)
    case .cell:
      // what tasks do changes nothing for services until a pod is placed or a machine goes
      if cell?.isMachineNext == true { advance(to: now) }
      replayCell(&scheduler)
    case .rollout(let index):
      advance(to: now)
      rollOut(Int(index), &scheduler)
    case .fault(let event):
      advance(to: now)
      handle(event, &scheduler)
    case .sweep:
      advance(to: now)
      sweep(&scheduler)
    case .windowEnd:
      advance(to: now)
      collect(now)
      judgeRollout(&scheduler)
      for service in states.indices { closeWindow(of: service, now) }
      scheduler.schedule(.windowEnd, after: .seconds(60), phase: .measure)
    case .scrape:
      advance(to: now)
      collect(now)
      for service in states.indices {
        killWhatOutgrewItsMemory(service, &scheduler)
        scrape(service, now)
      }
      scheduler.schedule(.scrape, after: states[0].metrics.resolution, phase: .measure)
    case .timelinePoint:
      advance(to: now)
      collect(now)
      for service in states.indices { writeTimeline(of: service, now) }
      scheduler.schedule(
        .timelinePoint, after: .seconds(rounding: inputs.timelineInterval), phase: .measure)
    case .sync:
      advance(to: now)
      for service in states.indices { sync(service, &scheduler) }
      takeNotices(&scheduler)
      scheduler.schedule(.sync, after: .seconds(rounding: control.syncPeriod), phase: .control)
    }
    if hasFaults, faults?.isTouched == true { refreshConditions(&scheduler) }
    #if DEBUG || FORESCALE_CHECK_INVARIANTS
      checkInvariants(now)
    #endif
  }

  mutating func finish(events: Int) -> ClusterSimulation.Output {
    advance(to: inputs.end)
    collect(inputs.end)
    let outputs = states.indices.map { service in
      states[service].meter.finish(at: inputs.end)
      return ClusterSimulation.ServiceOutput(
        measurements: states[service].meter.measurements, timeline: states[service].timeline,
        decisions: states[service].decisions, waiting: services.waiting(at: service),
        points: states[service].points, latencies: states[service].latencies)
    }
    return ClusterSimulation.Output(
      service: outputs[0], neighbours: Array(outputs.dropFirst()),
      faults: faults?.report(end: inputs.end, healing: healing, health: health), events: events,
      failure: failure)
  }

  /// Lets time pass up to `now` and adds the span to the bills.
  mutating func advance(to now: SimulationTime) {
    guard now > lastChange else { return }
    for service in states.indices {
      states[service].meter.add(
        from: lastChange, to: now, demand: states[service].demand, ready: plant.readyCount(of: service),
        nodePrice: service == 0 ? plant.nodeCostRate : 0, replicaPrice: plant.podCostRate(of: service))
    }
    services.advance(to: now)
    lastChange = now
    if Services.flows { collect(now) }
  }

  /// Takes what happened at the services into the figures. What requests did between two calls counts as measured if the
  /// second lies in the measured window.
  mutating func collect(_ now: SimulationTime) {
    for service in states.indices {
      states[service].add(
        services.takeTotals(of: service, at: now), isMeasured: now > inputs.measureFrom)
    }
  }

  private mutating func setLoad(
    of service: Int, piece: Int, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    let rate = states[service].rate(inPiece: piece)
    services.setArrivalRate(rate, of: service, scheduler: &scheduler)
    states[service].demand = states[service].demandMap.replicas(forRequestsPerSecond: rate)
  }

  private mutating func changeLoad(
    of service: Int, piece: Int, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    setLoad(of: service, piece: piece, &scheduler)
    follow(service, scheduler.now)
    let load = states[service].load
    if piece + 1 < load.rates.count {
      scheduler.schedule(
        .loadChange(service: Int32(service), piece: Int32(piece + 1)), after: load.resolution, phase: .plant)
    }
  }

  /// Makes the changes of the cell that are due and waits for the next.
  private mutating func replayCell(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard cell != nil else { return }
    cell?.apply(to: &plant, scheduler: &scheduler)
    takeNotices(&scheduler)
    if let next = cell?.nextTime { scheduler.schedule(.cell, at: next, phase: .plant) }
  }

  func isMeasured(_ now: SimulationTime) -> Bool { now > inputs.measureFrom }

  mutating func follow(_ service: Int, _ now: SimulationTime) {
    states[service].meter.follow(
      now: now, demand: states[service].demand, ready: plant.readyCount(of: service))
  }
}
