import Autoscaling
import SimulationKernel

/// Scrapes at a fixed resolution, each delivered a lag later. Policies see nothing else of the plant.
struct MetricPipeline: Sendable {
  let resolution: SimulationDuration
  let lag: SimulationDuration

  private struct Scrape: Sendable {
    var sample: ServiceSample
    /// The service's `cpuPerReplica` at this scrape and at the one before.
    var cpu: Double
    var cpuBefore: Double
  }

  /// Scrapes not yet replaced by a newer delivered one, oldest first. At most lag/resolution + 2.
  private var scrapes: [Scrape] = []
  private var cpuAtLast = 0.0
  private var totals = FluidService.Totals()
  /// Memory of a running replica in milli-bytes.
  private let memory: Int64

  init(parameters: ControlParameters, service: ServiceParameters) {
    memory = Int64((service.memoryRequest * service.memoryUse * 1000).rounded())
    resolution = .seconds(rounding: parameters.metricResolution)
    lag = .seconds(rounding: parameters.metricLag)
  }

  mutating func add(_ more: FluidService.Totals) { totals.add(more) }

  mutating func scrape(at now: SimulationTime, service: FluidService) {
    let window = resolution.seconds
    scrapes.append(
      Scrape(
        sample: ServiceSample(
          timestamp: now, window: resolution, requestsPerSecond: totals.arrived / window,
          cpuCores: totals.cpuSeconds / window,
          violationShare: totals.arrived > 0 ? totals.violating / totals.arrived : 0,
          queueLength: service.waiting),
        cpu: service.cpuPerReplica, cpuBefore: cpuAtLast))
    cpuAtLast = service.cpuPerReplica
    totals = .init()
  }

  /// Writes what can be known at `now` into `observation`, reusing its storage.
  mutating func observe(_ observation: inout Observation, now: SimulationTime, cluster: Cluster, desired: Int)
  {
    while scrapes.count > 1, scrapes[1].sample.timestamp + lag <= now { scrapes.removeFirst() }
    let scrape = scrapes.first.flatMap { $0.sample.timestamp + lag <= now ? $0 : nil }
    observation.now = now
    observation.specReplicas = desired
    observation.service = scrape?.sample
    observation.pods.removeAll(keepingCapacity: true)
    var status = 0
    for index in cluster.live {
      let replica = cluster.replicas[index]
      if replica.state != .terminating { status += 1 }
      observation.pods.append(pod(replica, scrape))
    }
    observation.statusReplicas = status
  }

  private func pod(_ replica: Replica, _ scrape: Scrape?) -> PodObservation {
    guard replica.state != .pending else {
      return PodObservation(
        phase: .pending, readiness: .notReady, startTime: nil, readySince: .zero, usage: nil)
    }
    var usage: PodUsage?
    if let scrape, replica.boundAt < scrape.sample.timestamp {
      let used =
        replica.state == .ready && replica.readySince < scrape.sample.timestamp
        ? scrape.cpu - max(scrape.cpuBefore, replica.cpuAtReady) : 0
      usage = PodUsage(
        cpu: Int64((used / resolution.seconds * 1000).rounded(.up)), memory: memory,
        timestamp: scrape.sample.timestamp, window: resolution)
    }
    return PodObservation(
      phase: .running, isTerminating: replica.state == .terminating,
      readiness: replica.state == .ready ? .ready : .notReady, startTime: replica.boundAt,
      readySince: replica.readySince, usage: usage)
  }
}
