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
    if let healing {
      scheduler.schedule(.fault(.heal), after: .seconds(rounding: healing.period), phase: .control)
    }
  }

  /// Lets a fault, or what is done about one, happen.
  mutating func handle(_ event: FaultEvent, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let parameters = faults?.parameters else { return }
    faults?.touch()
    switch event {
    case .begin(let number): beginFault(Int(number), &scheduler)
    case .end(let number): endFault(Int(number), &scheduler)
    case .benign(let number): beginBenign(Int(number), &scheduler)
    case .tick: tick(&scheduler)
    case .watch:
      collect(scheduler.now)
      faults?.watch.look(at: states[0].sinceWatch, scheduler.now)
      states[0].sinceWatch = .init()
      // who looks changes nothing
      faults?.settle()
      scheduler.schedule(
        .fault(.watch), after: .seconds(rounding: parameters.watchPeriod), phase: .measure)
    case .heal: heal(&scheduler)
    case .remedy(let number): carryOut(Int(number), &scheduler)
    case .remedyEnds: break
    }
    takeNotices(&scheduler)
  }

  private mutating func beginFault(_ number: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let strike = strike(number, scheduler.now) else { return }
    var fault = ActiveFault(strike)
    fault.cause.begin(strike, on: &self, &scheduler)
    faults?.begin(fault)
    scheduler.schedule(
      .fault(.end(Int32(number))), after: .seconds(rounding: strike.specification.duration), phase: .plant)
    startTicking(&scheduler)
  }

  private mutating func endFault(_ number: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard var fault = faults?.end(number) else { return }
    fault.cause.end(fault.strike, on: &self, &scheduler)
  }

  private mutating func beginBenign(_ number: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let faults else { return }
    switch faults.plan.benign[number] {
    case .deploy:
      guard !plant.isRollingOut(0) else { return }
      _ = rollOutVersion(plant.template(ofVersion: plant.targetVersion(of: 0)), &scheduler)
    case .collectorPause(_, let seconds):
      self.faults?.pauseCollector(until: scheduler.now + .seconds(rounding: seconds))
    }
  }

  /// Lets causes that grow take effect, and nodes take pods again on which nothing presses any more.
  private mutating func tick(_ scheduler: inout Scheduler<ClusterEvent>) {
    faults?.tickHasCome()
    for index in (faults?.active ?? []).indices {
      guard var fault = faults?.active[index] else { continue }
      fault.cause.tick(fault.strike, on: &self, &scheduler)
      faults?.remember(fault.cause, at: index)
    }
    for node in faults?.takeRelieved(at: scheduler.now) ?? [] {
      plant.setPressure(false, ofNode: node, scheduler: &scheduler)
    }
    startTicking(&scheduler)
  }

  /// Schedules the next tick, if there has to be one.
  mutating func startTicking(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard let parameters = faults?.parameters, faults?.startTicking() == true else { return }
    scheduler.schedule(.fault(.tick), after: .seconds(rounding: parameters.tick), phase: .plant)
  }

  /// Draws what a fault strikes.
  private func strike(_ number: Int, _ now: SimulationTime) -> FaultStrike? {
    guard let engine = faults else { return nil }
    let specification = engine.plan.faults[number]
    var nodes: [Int] = []
    var count = 0
    switch specification.scope {
    case .replicas(let number): count = number
    case .replicaShare(let share): count = Int((share * Double(readyPods.count)).rounded(.up))
    case .nodes(let most):
      let holding = Set(readyPods.compactMap { plant.pods[$0].node })
      let candidates = plant.nodes.indices.filter { holding.contains($0) && plant.nodes[$0].answers }
      nodes = engine.draw(most, of: candidates, fault: number) { $0 }
    case .zone(let zone):
      nodes = plant.nodes.indices.filter { plant.nodes[$0].answers && plant.zone(ofNode: $0) == zone }
    case .service, .cluster: break
    }
    let struck = engine.draw(count, of: readyPods, fault: number) { Int(plant.pods[$0].ordinal) }
    return FaultStrike(
      number: number, specification: specification, start: now,
      strikesNodes: FaultTypes.declaration(of: specification.type)?.strikesNodes ?? false,
      replicas: struck.map { .init(pod: Int32($0), starts: plant.pods[$0].starts) },
      nodes: nodes.map(Int32.init))
  }

  /// Tells services what has changed about the condition of their replicas and clients.
  mutating func refreshConditions(_ scheduler: inout Scheduler<ClusterEvent>) {
    guard let engine = faults else { return }
    faults?.settle()
    let now = scheduler.now
    for service in states.indices {
      for number in plant.livePods(of: service) where plant.pods[Int(number)].state == .ready {
        let pod = Int(number)
        let condition = engine.condition(of: place(ofPod: pod, service, now), at: now)
        guard let news = faults?.news(for: pod, condition) else { continue }
        services.setCondition(news, ofPod: pod, of: service, scheduler: &scheduler)
      }
      if let news = faults?.news(forClientsOf: service, at: now) { services.setClients(news, of: service) }
    }
  }

  private func place(ofPod number: Int, _ service: Int, _ now: SimulationTime) -> PodPlace {
    let pod = plant.pods[number]
    let isPressed = faults?.condition(ofNode: pod.node, at: now).hostMemory != nil
    return PodPlace(
      container: container(ofPod: number), service: service, node: pod.node,
      isReachable: pod.node.map { plant.nodes[$0].answers } ?? true, memory: memory(ofPod: number, now),
      nodeMemory: isPressed ? pod.node.map { nodeMemory($0, now) } ?? 0 : 0,
      ready: plant.readyCount(of: service))
  }

  /// The container that a pod runs, or ran last.
  func container(ofPod number: Int) -> Container {
    let pod = plant.pods[number]
    return Container(pod: number, starts: pod.starts, start: pod.containerStart, version: pod.version)
  }
}
