import Autoscaling
import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let scrapeLoss = RandomPurpose("scrape loss")
}

/// Scrapes of one service at a fixed resolution, each delivered a lag later. Policies see nothing else of the plant.
struct MetricPipeline: Sendable {
  let resolution: SimulationDuration
  let lag: SimulationDuration

  /// CPU of a pod over the window of a scrape, in millicores.
  private struct Reading: Sendable {
    var pod: Int32
    var cpu: Int64
    /// Memory at the instant of the scrape, in milli-bytes.
    var memory: Int64
  }

  private struct Scrape: Sendable {
    var sample: ServiceSample
    /// Of the pods on a node, in order of creation.
    var readings: [Reading]
  }

  /// Scrapes not yet replaced by a newer delivered one, oldest first. At most lag/resolution + 2.
  private var scrapes: [Scrape] = []
  /// A replaced scrape's storage, to be used again.
  private var spare: [Reading] = []
  /// The meter of each pod at the last scrape, or when it became ready if that was later.
  private var meters: [Double] = []
  /// What happened since the last scrape.
  private(set) var totals = ServiceTotals()
  private let loss: Double
  private let seed: UInt64
  private let service: UInt64
  /// Scrapes taken and lost so far.
  private var count: UInt64 = 0
  private var lastScrape: SimulationTime

  /// A pipeline of a service by its number, before its first scrape.
  init(
    _ control: ControlParameters, service: ServiceParameters, number: Int, seed: UInt64, start: SimulationTime
  ) {
    loss = control.metricLoss
    self.seed = seed
    self.service = UInt64(number)
    lastScrape = start
    resolution = .seconds(rounding: control.metricResolution)
    lag = .seconds(rounding: control.metricLag)
  }

  mutating func add(_ more: ServiceTotals) { totals.add(more) }

  /// Notes where the meter of a pod stands that becomes ready.
  mutating func podIsReady(_ pod: Int, meter: Double) {
    while meters.count <= pod { meters.append(0) }
    meters[pod] = meter
  }

  /// Takes a scrape of all pods that were bound before this instant, or loses it.
  ///
  /// - Parameters:
  ///   - details: What the policy reads besides, but for what the readings of the pods say; nil for nothing.
  ///   - meter: The meter of a pod, now.
  ///   - memory: What a pod uses, now, in bytes.
  /// - Returns: whether it was taken.
  @discardableResult
  mutating func scrape(
    at now: SimulationTime, pods: [Int32], of plant: ClusterPlant, waiting: Double,
    details: ServiceDetails? = nil, meter: (Int) -> Double, memory: (Int) -> Double
  ) -> Bool {
    defer { count += 1 }
    if loss > 0 {
      var stream = RandomStream(seed: seed, purpose: .scrapeLoss, entity: service, ordinal: count)
      if stream.nextUnit() < loss { return false }
    }
    let span = now - lastScrape
    let window = span.seconds
    lastScrape = now
    var readings = spare
    spare = []
    readings.removeAll(keepingCapacity: true)
    for number in pods {
      let pod = plant.pods[Int(number)]
      guard pod.state != .pending, pod.startTime < now else { continue }
      var used = 0.0
      if pod.state == .ready {
        let reading = meter(Int(number))
        used = reading - meters[Int(number)]
        meters[Int(number)] = reading
      }
      readings.append(
        Reading(
          pod: number, cpu: Int64((used / window * 1000).rounded(.up)),
          memory: Int64((memory(Int(number)) * 1000).rounded())))
    }
    var details = details
    details?.add(readings.map { ($0.pod, $0.cpu, $0.memory) }, of: plant)
    scrapes.append(
      Scrape(
        sample: ServiceSample(
          timestamp: now, window: span, requestsPerSecond: totals.arrived / window,
          cpuCores: totals.cpuSeconds / window,
          violationShare: totals.arrived > 0 ? totals.violating / totals.arrived : 0, queueLength: waiting,
          details: details),
        readings: readings))
    totals = .init()
    return true
  }

  /// A scrape that nobody takes; the next one covers its time too.
  mutating func skip() { count += 1 }

  /// Writes what can be known at `now` into `observation`, reusing its storage.
  mutating func observe(
    _ observation: inout Observation, now: SimulationTime, pods: [Int32], of plant: ClusterPlant, desired: Int
  ) {
    while scrapes.count > 1, scrapes[1].sample.timestamp + lag <= now {
      spare = scrapes.removeFirst().readings
    }
    let isDelivered = scrapes.first.map { $0.sample.timestamp + lag <= now } ?? false
    observation.now = now
    observation.specReplicas = desired
    observation.service = isDelivered ? scrapes[0].sample : nil
    observation.pods.removeAll(keepingCapacity: true)
    var status = 0
    var next = 0
    for number in pods {
      let pod = plant.pods[Int(number)]
      if pod.state != .terminating { status += 1 }
      var usage: PodUsage?
      if isDelivered {
        let count = scrapes[0].readings.count
        while next < count, scrapes[0].readings[next].pod < number { next += 1 }
        if next < count, scrapes[0].readings[next].pod == number {
          usage = PodUsage(
            cpu: scrapes[0].readings[next].cpu, memory: scrapes[0].readings[next].memory,
            timestamp: scrapes[0].sample.timestamp, window: scrapes[0].sample.window)
        }
      }
      observation.pods.append(PodObservation(pod, usage: usage))
    }
    observation.statusReplicas = status
  }
}

extension PodObservation {
  fileprivate init(_ pod: PlantPod, usage: PodUsage?) {
    let isPending = pod.state == .pending
    self.init(
      phase: isPending ? .pending : .running, isTerminating: pod.state == .terminating,
      readiness: pod.state == .ready ? .ready : .notReady, startTime: isPending ? nil : pod.startTime,
      readySince: pod.readySince, usage: usage)
  }
}
