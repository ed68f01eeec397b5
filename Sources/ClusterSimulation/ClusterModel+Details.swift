import Autoscaling

extension ClusterModel {
  /// What a scrape says of a service now, but for what the readings of its pods say.
  mutating func scrapedDetails(of service: Int) -> ServiceDetails {
    let totals = states[service].metrics.totals
    let parameters = states[service].parameters
    let reading = services.takeReading(of: service, over: totals)
    var details = ServiceDetails()
    (details.p50, details.p95, details.p99) = (reading.p50, reading.p95, reading.p99)
    if totals.arrived > 0 { details.errorRate = min(1, totals.failed / totals.arrived) }
    details.readyReplicas = plant.readyCount(of: service)
    for pod in plant.livePods(of: service) {
      details.restarts += max(0, Int(plant.pods[Int(pod)].starts) - 1)
    }
    // of one replica, until it is known how many run
    details.cpuRequest = parameters.cpuRequest
    details.memoryRequest = parameters.memoryRequest
    details.cpuLimit = parameters.cpuLimit
    details.memoryLimit = parameters.memoryLimit
    return details
  }
}

extension ServiceDetails {
  /// Share of a node that counts as pressure.
  private static var pressure: Double { 0.9 }

  /// Adds what the readings of the pods say: number, millicores, milli-bytes.
  mutating func add(_ readings: [(pod: Int32, cpu: Int64, memory: Int64)], of plant: ClusterPlant) {
    runningReplicas = readings.count
    let count = Double(readings.count)
    cpuRequest *= count
    memoryRequest *= count
    cpuLimit = cpuLimit.map { $0 * count }
    memoryLimit = memoryLimit.map { $0 * count }
    var used: [Int: (cpu: Double, memory: Double)] = [:]
    for reading in readings {
      memory += Double(reading.memory) / 1000
      guard let node = plant.pods[Int(reading.pod)].node else { continue }
      used[node, default: (0, 0)].cpu += Double(reading.cpu) / 1000
      used[node, default: (0, 0)].memory += Double(reading.memory) / 1000
    }
    // which node comes first does not matter
    for (number, use) in used {
      let node = plant.nodes[number]
      if use.cpu > Self.pressure * node.capacity.cores { hasCPUPressure = true }
      if node.isUnderPressure || use.memory > Self.pressure * Double(node.capacity.memory) {
        hasMemoryPressure = true
      }
    }
  }
}
