import SimulationKernel

extension ClusterModel {
  /// Schedules what the plan says.
  mutating func beginFaults(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard let faults else { return }
    for (number, fault) in faults.plan.faults.enumerated() {
      let time = inputs.measureFrom + .seconds(rounding: fault.onset)
      if time < inputs.end { scheduler.schedule(.fault(.begin(Int32(number))), at: time, phase: .plant) }
    }
    for (number, event) in faults.plan.benign.enumerated() {
      let after =
        switch event {
        case .deploy(let at), .collectorPause(let at, _): at
        }
      let time = inputs.measureFrom + .seconds(rounding: after)
      if time < inputs.end { scheduler.schedule(.fault(.benign(Int32(number))), at: time, phase: .plant) }
    }
    let watch = SimulationDuration.seconds(rounding: faults.parameters.watchPeriod)
    scheduler.schedule(.fault(.watch), at: inputs.measureFrom + watch, phase: .measure)
    if let healing = faults.healing {
      scheduler.schedule(.fault(.heal), after: .seconds(rounding: healing.period), phase: .control)
    }
  }

  /// Lets a fault, or what is done about one, happen.
  mutating func handle(_ event: FaultEvent, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let parameters = faults?.parameters else { return }
    faults?.isDirty = true
    switch event {
    case .begin(let number): beginFault(Int(number), &scheduler)
    case .end(let number): endFault(Int(number), &scheduler)
    case .benign(let number): beginBenign(Int(number), &scheduler)
    case .tick: tick(&scheduler)
    case .watch:
      collect(scheduler.now)
      watchServiceLevel(scheduler.now)
      scheduler.schedule(
        .fault(.watch), after: .seconds(rounding: parameters.watchPeriod), phase: .measure)
    case .heal: heal(&scheduler)
    case .remedy(let number): carryOut(Int(number), &scheduler)
    case .remedyEnds: break
    }
    takeNotices(&scheduler)
  }

  private mutating func watchServiceLevel(_ now: SimulationTime) {
    let totals = states[0].sinceWatch
    states[0].sinceWatch = .init()
    guard let allowed = faults?.allowedLate else { return }
    let isBad = totals.arrived > 0 && totals.violating > allowed * totals.arrived
    faults?.looks.append((now, isBad))
    faults?.isDirty = false
  }

  private mutating func beginFault(_ number: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let engine = faults else { return }
    let now = scheduler.now
    let specification = engine.plan.faults[number]
    var fault = ActiveFault(number: number, specification, start: now)
    choose(&fault, engine)
    start(&fault, &scheduler)
    faults?.records.append(
      FaultRecord(
        number: number, specification: specification, onset: now.seconds,
        end: now.seconds + specification.duration, replicas: fault.replicas.map { Int($0.pod) },
        nodes: fault.nodes.map(Int.init)))
    faults?.active.append(fault)
    scheduler.schedule(
      .fault(.end(Int32(number))), after: .seconds(rounding: specification.duration), phase: .plant)
    startTicking(&scheduler)
  }

  mutating func startTicking(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard let engine = faults, !engine.isTicking,
      engine.active.contains(where: \.ticks) || !engine.relieved.isEmpty
    else { return }
    faults?.isTicking = true
    scheduler.schedule(.fault(.tick), after: .seconds(rounding: engine.parameters.tick), phase: .plant)
  }

  /// Draws what a fault strikes.
  private func choose(_ fault: inout ActiveFault, _ engine: FaultEngine) {
    let ready = plant.livePods(of: 0).map(Int.init).filter { plant.pods[$0].state == .ready }
    var count = 0
    switch fault.specification.scope {
    case .replicas(let number): count = number
    case .replicaShare(let share): count = Int((share * Double(ready.count)).rounded(.up))
    case .nodes(let number):
      let holding = Set(ready.compactMap { plant.pods[$0].node })
      let candidates = plant.nodes.indices.filter { holding.contains($0) && plant.nodes[$0].answers }
      fault.nodes = engine.draw(number, of: candidates, fault: fault.number) { $0 }.map(Int32.init)
    case .zone(let zone):
      fault.nodes = plant.nodes.indices.filter {
        plant.nodes[$0].answers && plant.zone(ofNode: $0) == zone
      }.map(Int32.init)
    case .service, .cluster: break
    }
    let struck = engine.draw(count, of: ready, fault: fault.number) { Int(plant.pods[$0].ordinal) }
    fault.replicas = struck.map { .init(pod: Int32($0), starts: plant.pods[$0].starts) }
    fault.kills = struck.map { _ in 0 }
    fault.connections = Int(
      (FaultMagnitudes.sharedConnections(fault.severity) * Double(engine.service.workers * ready.count))
        .rounded())
  }

  /// Tells services what has changed about the condition of their replicas and clients.
  mutating func refreshConditions(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard let engine = faults else { return }
    faults?.isDirty = false
    let now = scheduler.now
    for service in states.indices {
      for number in plant.livePods(of: service) where plant.pods[Int(number)].state == .ready {
        let pod = Int(number)
        let condition = engine.condition(of: place(ofPod: pod, service, now), at: now)
        guard condition != engine.conditions[pod] else { continue }
        faults?.conditions[pod] = condition
        services.setCondition(condition, ofPod: pod, of: service, scheduler: &scheduler)
      }
      let clients = engine.clientCondition(ofService: service, at: now)
      guard clients != engine.clients[service] else { continue }
      faults?.clients[service] = clients
      services.setClients(clients, of: service)
    }
  }

  private func place(ofPod number: Int, _ service: Int, _ now: SimulationTime) -> PodPlace {
    let pod = plant.pods[number]
    return PodPlace(
      pod: number, service: service, node: pod.node, version: pod.version, starts: pod.starts,
      containerStart: pod.containerStart, isReachable: pod.node.map { plant.nodes[$0].answers } ?? true,
      memory: memory(ofPod: number, now), nodeMemory: nodeMemoryUnderPressure(pod.node, now),
      ready: plant.readyCount(of: service))
  }

  /// Share of a node's memory that is used, where something presses; else 0.
  private func nodeMemoryUnderPressure(_ node: Int?, _ now: SimulationTime) -> Double {
    guard let node, let faults,
      faults.active.contains(where: { $0.type == .memoryPressure && $0.strikes(node: node) })
    else { return 0 }
    return nodeMemory(node, now)
  }

  /// Memory that a pod uses, with what has leaked, in bytes.
  func memory(ofPod number: Int, _ now: SimulationTime) -> Double {
    let pod = plant.pods[number]
    let used = states[pod.deployment].parameters.memory(
      requestsInside: services.requestsInside(pod: number, of: pod.deployment))
    guard pod.deployment == 0, let faults else { return used }
    return used + faults.leaked(pod: number, since: pod.containerStart, at: now)
  }

  /// Share of a node's memory that is used.
  func nodeMemory(_ node: Int, _ now: SimulationTime) -> Double {
    guard let faults else { return 0 }
    let capacity = max(1, Double(plant.nodes[node].capacity.memory))
    let replicas = plant.pods(onNode: node).reduce(0) { $0 + memory(ofPod: $1, now) }
    let host = faults.hostMemory(ofNode: node, at: now)
    return min(1, (replicas + min(host * max(0, capacity - 0.125 * capacity), capacity)) / capacity)
  }
}
