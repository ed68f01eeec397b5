import SimulationKernel

extension ClusterModel {
  /// Does to the plant what a fault does when it begins.
  mutating func start(_ fault: inout ActiveFault, _ scheduler: inout Scheduler<ClusterEvent>) {
    switch fault.type {
    case .podCrash, .oomKill: strikeAgain(&fault, &scheduler)
    case .crashLoop:
      var template = plant.template(ofVersion: plant.targetVersion(of: 0))
      template.exitsAfter = 2
      fault.version = rollOutVersion(template, &scheduler)
    case .imagePullError:
      if fault.specification.scope == .cluster { return plant.isRegistryDown = true }
      var template = plant.template(ofVersion: plant.targetVersion(of: 0))
      // a tag that does not exist; no node can have it
      template.image = ContainerImage(name: "missing \(fault.number)", bytes: template.image?.bytes ?? 1e8)
      fault.version = rollOutVersion(template, &scheduler, isImageBroken: true)
    case .highErrorRate:
      fault.version = rollOutVersion(plant.template(ofVersion: plant.targetVersion(of: 0)), &scheduler)
    case .networkPartition:
      for node in fault.nodes { plant.cutOff(node: Int(node), scheduler: &scheduler) }
    case .nodeNotReady:
      for node in fault.nodes { plant.fail(node: Int(node), scheduler: &scheduler) }
    case .podEviction:
      for struck in fault.replicas { plant.preempt(pod: Int(struck.pod), scheduler: &scheduler) }
      for node in fault.nodes { plant.reclaim(node: Int(node), scheduler: &scheduler) }
    case .cpuSpike, .memoryLeak, .containerHang, .deadlock, .connectionPoolExhausted, .cpuThrottling,
      .cacheThrashing, .slowResponse, .retryStorm, .serviceUnavailable, .dnsResolutionFailure,
      .networkLatency, .resourceContention, .memoryPressure, .diskFull, .diskIOBottleneck:
      break
    }
  }

  /// Rolls a version of the measured service out; returns its number.
  ///
  /// - Parameter isTried: Whether a canary tries it out first, where there is one.
  mutating func rollOutVersion(
    _ template: PodTemplate, _ scheduler: inout Scheduler<ClusterEvent>, isImageBroken: Bool = false,
    isTried: Bool = true
  ) -> Int {
    latestRollout = nil
    let version = plant.addVersion(template, of: 0, isImageBroken: isImageBroken)
    let gate = isTried ? inputs.parameters.canaryGate : nil
    gatedSince = gate == nil ? nil : scheduler.now
    plant.rollOut(0, toVersion: version, canary: gate?.plan, scheduler: &scheduler)
    return version
  }

  /// Takes a cause away that lies in the plant; the others are gone when the fault is no longer active.
  mutating func endFault(_ number: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let engine = faults, let index = engine.active.firstIndex(where: { $0.number == number }) else {
      return
    }
    let fault = engine.active[index]
    faults?.active.remove(at: index)
    switch fault.type {
    case .crashLoop: plant.setExit(after: nil, ofVersion: fault.version)
    case .imagePullError:
      if fault.specification.scope == .cluster {
        plant.isRegistryDown =
          engine.active.contains {
            $0.number != number && $0.type == .imagePullError && $0.specification.scope == .cluster
          }
      } else {
        plant.setImageBroken(false, ofVersion: fault.version)
      }
    case .networkPartition:
      for node in fault.nodes
      where !engine.active.contains(where: {
        $0.number != number && $0.type == .networkPartition && $0.nodes.contains(node)
      }) {
        plant.reconnect(node: Int(node), scheduler: &scheduler)
      }
    case .memoryPressure, .diskFull:
      for node in fault.nodes { faults?.relieved.append((node, scheduler.now)) }
      startTicking(&scheduler)
    default: break
    }
  }

  mutating func beginBenign(_ number: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard let faults else { return }
    switch faults.plan.benign[number] {
    case .deploy:
      guard !plant.isRollingOut(0) else { return }
      _ = rollOutVersion(plant.template(ofVersion: plant.targetVersion(of: 0)), &scheduler)
    case .collectorPause(_, let seconds):
      let end = scheduler.now + .seconds(rounding: seconds)
      self.faults?.pausedUntil = max(end, faults.pausedUntil ?? end)
    }
  }

  /// Lets causes that grow take effect.
  mutating func tick(_ scheduler: inout Scheduler<ClusterEvent>) {
    faults?.isTicking = false
    guard let engine = faults else { return }
    for index in engine.active.indices {
      var fault = engine.active[index]
      switch fault.type {
      case .podCrash, .oomKill: strikeAgain(&fault, &scheduler)
      case .memoryLeak: killLeaks(&scheduler)
      case .deadlock where engine.parameters.livenessNeedsWorker: hangBlocked(fault, &scheduler)
      case .memoryPressure, .diskFull: relieve(&fault, engine, &scheduler)
      default: break
      }
      faults?.active[index] = fault
    }
    endPressure(engine, &scheduler)
    startTicking(&scheduler)
  }

  /// Crashes the replicas of a fault whose containers run, until each has had its number of crashes.
  private mutating func strikeAgain(
    _ fault: inout ActiveFault, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    for index in fault.replicas.indices {
      let pod = Int(fault.replicas[index].pod)
      let isFirst = fault.kills[index] == 0
      guard plant.pods[pod].state == .ready,
        isFirst || (scheduler.now - plant.pods[pod].readySince).seconds >= 30
      else { continue }
      if fault.type == .oomKill {
        // the burst comes again as long as the load is the same, unless there is room for it
        guard faults?.raisedVersions.contains(plant.pods[pod].version) == false else { continue }
      } else {
        guard fault.kills[index] < FaultMagnitudes.crashes(fault.severity) else { continue }
      }
      let reason: KillReason = fault.type == .oomKill ? .outOfMemory : .crash
      guard plant.crash(pod: pod, reason: reason, scheduler: &scheduler) else { continue }
      fault.kills[index] += 1
      if reason == .outOfMemory { states[0].meter.countMemoryKill(isMeasured: isMeasured(scheduler.now)) }
    }
  }

  private mutating func killLeaks(_ scheduler: inout Scheduler<ClusterEvent>) {
    for number in plant.livePods(of: 0) where plant.pods[Int(number)].state == .ready {
      let pod = Int(number)
      guard let limit = faults?.memoryLimit(ofVersion: plant.pods[pod].version),
        memory(ofPod: pod, scheduler.now) >= limit
      else { continue }
      if plant.crash(pod: pod, reason: .outOfMemory, scheduler: &scheduler) {
        states[0].meter.countMemoryKill(isMeasured: isMeasured(scheduler.now))
      }
    }
  }

  private mutating func hangBlocked(_ fault: ActiveFault, _ scheduler: inout Scheduler<ClusterEvent>) {
    guard (scheduler.now - fault.start).seconds >= FaultMagnitudes.deadlockTime(fault.severity) else {
      return
    }
    for struck in fault.replicas where plant.pods[Int(struck.pod)].starts == struck.starts {
      plant.hang(pod: Int(struck.pod), scheduler: &scheduler)
    }
  }

  /// What the kubelet does on a node that is short: takes no new pods, and evicts one after another, those first that use
  /// the most beyond their request.
  private mutating func relieve(
    _ fault: inout ActiveFault, _ engine: FaultEngine, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    let now = scheduler.now
    for number in fault.nodes where plant.nodes[Int(number)].state == .up {
      let node = Int(number)
      let isShort =
        fault.type == .diskFull
        ? engine.diskUsed(ofNode: node, at: now) >= engine.parameters.diskEviction
        : nodeMemory(node, now) >= engine.parameters.memoryEviction
      guard isShort else { continue }
      plant.setPressure(true, ofNode: node, scheduler: &scheduler)
      guard (now - fault.lastEviction).seconds >= engine.parameters.evictionPeriod else { continue }
      let candidates = plant.pods(onNode: node).filter {
        plant.pods[$0].state == .ready || plant.pods[$0].state == .starting
      }
      let claims = candidates.map { (pod: $0, bytes: excess(ofPod: $0, now)) }
      guard let victim = claims.max(by: { ($0.bytes, -$0.pod) < ($1.bytes, -$1.pod) }) else { continue }
      plant.evictNow(pod: victim.pod, scheduler: &scheduler)
      fault.lastEviction = now
    }
  }

  private func excess(ofPod pod: Int, _ now: SimulationTime) -> Double {
    memory(ofPod: pod, now) - states[plant.pods[pod].deployment].parameters.memoryRequest
  }

  /// Nodes whose pressure has been over for long enough take pods again.
  private mutating func endPressure(_ engine: FaultEngine, _ scheduler: inout Scheduler<ClusterEvent>) {
    let transition = engine.parameters.pressureTransition
    for relief in engine.relieved where (scheduler.now - relief.at).seconds >= transition {
      let isPressed = engine.active.contains {
        ($0.type == .memoryPressure || $0.type == .diskFull) && $0.nodes.contains(relief.node)
      }
      if !isPressed { plant.setPressure(false, ofNode: Int(relief.node), scheduler: &scheduler) }
    }
    faults?.relieved.removeAll { (scheduler.now - $0.at).seconds >= transition }
  }
}
