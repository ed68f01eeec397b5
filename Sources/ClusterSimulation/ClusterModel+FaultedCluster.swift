import SimulationKernel

extension ClusterModel: FaultedCluster {
  var engine: FaultEngine {
    guard let faults else { preconditionFailure("a cause acts in a run without faults") }
    return faults
  }

  var readyPods: [Int] { plant.livePods(of: 0).map(Int.init).filter { plant.pods[$0].state == .ready } }

  func pod(_ number: Int) -> PlantPod { plant.pods[number] }

  func isUp(node: Int) -> Bool { plant.nodes[node].state == .up }

  func memory(ofPod number: Int, _ now: SimulationTime) -> Double {
    let service = plant.pods[number].deployment
    let used = states[service].parameters.memory(
      requestsInside: services.requestsInside(pod: number, of: service))
    guard service == 0, let faults else { return used }
    return used + faults.condition(of: container(ofPod: number), at: now).leakedMemory
  }

  func nodeMemory(_ node: Int, _ now: SimulationTime) -> Double {
    guard let faults else { return 0 }
    let capacity = max(1, Double(plant.nodes[node].capacity.memory))
    let replicas = plant.pods(onNode: node).reduce(0) { $0 + memory(ofPod: $1, now) }
    // the host's own processes take some, and what presses takes more
    let host = max(0.05, faults.condition(ofNode: node, at: now).hostMemory ?? 0)
    return min(1, (replicas + min(host * max(0, capacity - 0.125 * capacity), capacity)) / capacity)
  }

  mutating func crash(pod: Int, reason: KillReason, _ scheduler: inout Scheduler<ClusterEvent>) -> Bool {
    guard plant.crash(pod: pod, reason: reason, scheduler: &scheduler) else { return false }
    if reason == .outOfMemory { states[0].meter.countMemoryKill(isMeasured: isMeasured(scheduler.now)) }
    return true
  }

  mutating func hang(pod: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    plant.hang(pod: pod, scheduler: &scheduler)
  }

  mutating func preempt(pod: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    plant.preempt(pod: pod, scheduler: &scheduler)
  }

  mutating func reclaim(node: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    plant.reclaim(node: node, scheduler: &scheduler)
  }

  mutating func fail(node: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    plant.fail(node: node, scheduler: &scheduler)
  }

  mutating func cutOff(node: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    plant.cutOff(node: node, scheduler: &scheduler)
  }

  mutating func reconnect(node: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    plant.reconnect(node: node, scheduler: &scheduler)
  }

  mutating func press(node: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    plant.setPressure(true, ofNode: node, scheduler: &scheduler)
  }

  mutating func evictGreediest(onNode node: Int, _ scheduler: inout Scheduler<ClusterEvent>) -> Bool {
    let now = scheduler.now
    let candidates = plant.pods(onNode: node).filter {
      plant.pods[$0].state == .ready || plant.pods[$0].state == .starting
    }
    let claims = candidates.map { (pod: $0, bytes: excess(ofPod: $0, now)) }
    // of equals the oldest
    guard let victim = claims.max(by: { ($0.bytes, -$0.pod) < ($1.bytes, -$1.pod) }) else { return false }
    plant.evictNow(pod: victim.pod, scheduler: &scheduler)
    return true
  }

  /// Memory that a pod uses beyond its request, in bytes.
  private func excess(ofPod pod: Int, _ now: SimulationTime) -> Double {
    memory(ofPod: pod, now) - states[plant.pods[pod].deployment].parameters.memoryRequest
  }

  mutating func endPressure(onNodes nodes: [Int32], _ scheduler: inout Scheduler<ClusterEvent>) {
    faults?.relieve(nodes, at: scheduler.now)
    startTicking(&scheduler)
  }

  mutating func rollOut(
    isImageBroken: Bool, _ scheduler: inout Scheduler<ClusterEvent>, change: (inout PodTemplate) -> Void
  ) -> Int {
    var template = plant.template(ofVersion: plant.targetVersion(of: 0))
    change(&template)
    return rollOutVersion(template, &scheduler, isImageBroken: isImageBroken)
  }

  mutating func mendStart(ofVersion version: Int) { plant.setExit(after: nil, ofVersion: version) }

  mutating func mendImage(ofVersion version: Int) { plant.setImageBroken(false, ofVersion: version) }

  mutating func setRegistry(isDown: Bool) { plant.isRegistryDown = isDown }

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
}
