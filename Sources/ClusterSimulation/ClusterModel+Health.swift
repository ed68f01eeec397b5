import Autoscaling
import Foundation
import SimulationKernel

/// Sizes that turn requests into signals the model has no other use for.
private enum SignalScale {
  /// Bytes of a request and of an answer.
  static let requestBytes = 2000.0, answerBytes = 12_000.0
  /// Hit rate of a cache whose working set fits.
  static let hitRate = 0.95
}

extension ClusterModel {
  /// Takes a scrape of everything that a detector may see. Called where a scrape of the measured service was not lost.
  mutating func takeHealth(_ now: SimulationTime) {
    guard var pipeline = health else { return }
    // out of the model while the model is read, so that its arrays are not copied
    health = nil
    let window = (now - pipeline.lastScrape).seconds
    let replicas = plant.livePods(of: 0).map { replicaHealth(Int($0), window, &pipeline, now) }
    let service = serviceHealth(replicas, window, pipeline)
    let nodes = plant.nodes.indices.filter { plant.nodes[$0].state == .up || plant.nodes[$0].state == .lost }
      .map { nodeHealth($0, replicas, pipeline, now) }
    pipeline.take(
      HealthObservation(
        now: now.seconds, timestamp: now.seconds, window: window, service: service, replicas: replicas,
        nodes: nodes), at: now)
    health = pipeline
  }

  private mutating func replicaHealth(
    _ number: Int, _ window: Double, _ pipeline: inout HealthPipeline, _ now: SimulationTime
  ) -> ReplicaHealth {
    let pod = plant.pods[number]
    var health = ReplicaHealth(replica: number, cpuRequest: states[0].parameters.cpuRequest)
    health.node = pod.node
    health.phase = pod.state == .pending ? .pending : .running
    health.isReady = pod.state == .ready
    health.isTerminating = pod.state == .terminating
    health.age = pod.node == nil ? 0 : (now - pod.startTime).seconds
    health.restarts = max(0, Int(pod.starts) - 1)
    health.cpuLimit = faults?.cpuLimit(of: container(ofPod: number), at: now)
    health.memoryLimit = faults?.memoryLimit(ofVersion: pod.version)
    // nobody can ask a replica on a node that does not answer
    let answers = pod.node.map { plant.nodes[$0].answers } ?? false
    guard answers, pod.state == .ready || pod.state == .terminating || pod.step == .running else {
      return health
    }
    var noise = SignalNoise(
      seed: pipeline.seed, entity: Int(pod.ordinal), scrape: pipeline.count, isFluid: Services.flows)
    addRequests(&health, number, window, &noise, now)
    let meter = services.cpuMeter(ofPod: number, of: 0, at: now)
    let cpu = pod.state == .ready ? pipeline.cpuUsed(by: number, meter: meter) / window : 0
    let cpuTime = states[0].parameters.cpuTime
    health.cpuUsed = cpuTime * noise.rate(cpu / cpuTime, over: window)
    if let limit = health.cpuLimit {
      let conditions = faults?.conditions ?? []
      let burned = conditions.indices ~= number ? conditions[number].burnedCores : 0
      health.throttledShare = throttledShare(health.cpuUsed, limit, burned: burned)
    }
    health.memory = memory(ofPod: number, now) * noise.factor(0.02)
    addNodeSignals(&health, &noise, now)
    return health
  }

  private mutating func addRequests(
    _ health: inout ReplicaHealth, _ number: Int, _ window: Double, _ noise: inout SignalNoise,
    _ now: SimulationTime
  ) {
    let reading = services.takeReading(ofPod: number, of: 0, window: window)
    let count = reading.rate * window
    health.requestsPerSecond = noise.rate(reading.rate, over: window)
    health.retries = noise.rate(reading.retries, over: window)
    health.errorRate = noise.share(reading.failedShare, of: count)
    health.queueLength = noise.rate(reading.waiting, over: 1)
    health.p50 = noise.percentile(reading.p50, 0.5, of: count)
    health.p95 = max(health.p50, noise.percentile(reading.p95, 0.95, of: count))
    health.p99 = max(health.p95, noise.percentile(reading.p99, 0.99, of: count))
    health.networkIn = health.requestsPerSecond * SignalScale.requestBytes * noise.factor(0.05)
    health.networkOut =
      health.requestsPerSecond * (1 - health.errorRate) * SignalScale.answerBytes * noise.factor(0.05)
    guard let faults else { return }
    let leaked = faults.condition(of: container(ofPod: number), at: now).leakedConnections
    let condition = faults.conditions.indices ~= number ? faults.conditions[number] : .healthy
    // blocked workers keep their connections, and so do requests that nobody answers
    let working = condition.isStalled ? min(Double(faults.service.workers), reading.waiting) : reading.working
    let blocked = leaked > 0 ? 0 : Double(condition.lostWorkers)
    health.connections = min(faults.connections, working + leaked + blocked)
    let hit = SignalScale.hitRate / condition.workFactor
    health.cacheHitRate = min(1, max(0, hit + 0.01 * noise.normal()))
  }

  private func addNodeSignals(
    _ health: inout ReplicaHealth, _ noise: inout SignalNoise, _ now: SimulationTime
  ) {
    guard let faults else { return }
    let node = faults.condition(ofNode: health.node, at: now)
    health.diskUsed = min(1, node.diskUsed * noise.factor(0.01))
    health.diskWait = min(1, node.diskWait * noise.factor(0.2))
  }

  /// Share of the time in which all the CPU that the limit allows is in use: that of an M/M/c queue whose servers are
  /// the workers that the limit lets work.
  private func throttledShare(_ used: Double, _ limit: Double, burned: Double) -> Double {
    let parameters = states[0].parameters
    let workers = limit * parameters.serviceTime / parameters.cpuTime
    // a limit above all that the replica could use holds nothing back
    let most = Double(parameters.concurrency) * parameters.cpuTime / parameters.serviceTime + burned
    guard limit > 0, most > limit else { return 0 }
    let queue = MultiServerQueue(servers: max(1, Int(workers)), serviceTime: parameters.serviceTime)
    return queue.waitingProbability(utilization: min(used / limit, 1 - 1e-9))
  }

  private mutating func serviceHealth(
    _ replicas: [ReplicaHealth], _ window: Double, _ pipeline: HealthPipeline
  ) -> ServiceHealth {
    let totals = states[0].sinceHealth
    states[0].sinceHealth = .init()
    var noise = SignalNoise(
      seed: pipeline.seed, entity: 1 << 33, scrape: pipeline.count, isFluid: Services.flows)
    let reading = services.takeReading(of: 0, over: totals)
    var health = ServiceHealth()
    health.requestsPerSecond = noise.rate(totals.arrived / window, over: window)
    health.retries = noise.rate(totals.retries / window, over: window)
    if totals.arrived > 0 {
      health.errorRate = noise.share(min(1, totals.failed / totals.arrived), of: totals.arrived)
      health.violationShare = noise.share(min(1, totals.violating / totals.arrived), of: totals.arrived)
    }
    health.p50 = noise.percentile(reading.p50, 0.5, of: totals.arrived)
    health.p95 = max(health.p50, noise.percentile(reading.p95, 0.95, of: totals.arrived))
    health.p99 = max(health.p95, noise.percentile(reading.p99, 0.99, of: totals.arrived))
    health.queueLength = noise.rate(reading.waiting, over: 1)
    health.cpuUsed = replicas.reduce(0) { $0 + $1.cpuUsed }
    health.readyReplicas = plant.readyCount(of: 0)
    health.replicas = plant.activeCount(of: 0)
    health.desiredReplicas = states[0].desired
    return health
  }

  private func nodeHealth(
    _ number: Int, _ replicas: [ReplicaHealth], _ pipeline: HealthPipeline, _ now: SimulationTime
  ) -> NodeHealth {
    let node = plant.nodes[number]
    var health = NodeHealth(
      node: number, zone: plant.zone(ofNode: number), cpuCapacity: node.capacity.cores,
      memoryCapacity: Double(node.capacity.memory))
    health.isReady = !node.isNotReady
    health.isSchedulable = node.isSchedulable
    health.replicas = replicas.count { $0.node == number }
    guard let faults, node.answers else { return health }
    var noise = SignalNoise(
      seed: pipeline.seed, entity: 1 << 32 | number, scrape: pipeline.count, isFluid: Services.flows)
    let own = replicas.reduce(0) { $0 + ($1.node == number ? $1.cpuUsed : 0) }
    let condition = faults.condition(ofNode: number, at: now)
    let stolen = condition.stolenCPU * health.cpuCapacity
    health.cpuUsed = min(health.cpuCapacity, (own + stolen + 0.02 * health.cpuCapacity) * noise.factor(0.02))
    let memory = nodeMemory(number, now)
    health.memoryUsed = min(1, memory * noise.factor(0.01)) * health.memoryCapacity
    health.diskUsed = min(1, condition.diskUsed * noise.factor(0.01))
    health.diskWait = min(1, condition.diskWait * noise.factor(0.2))
    health.hasDiskPressure = node.isUnderPressure && condition.diskUsed >= faults.parameters.diskEviction
    health.hasMemoryPressure = node.isUnderPressure && !health.hasDiskPressure
    return health
  }
}
