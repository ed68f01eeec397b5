import Autoscaling
import SimulationKernel

/// What scrapes say of service, replicas and nodes, delivered one metric lag later.
struct HealthPipeline: Sendable {
  private let lag: Double
  private let keeps: Bool
  let seed: UInt64
  /// Scrapes not yet replaced by a newer delivered one, oldest first.
  private var scrapes: [HealthObservation] = []
  /// Everything that was said, where it is to be kept.
  private(set) var kept: [HealthObservation] = []
  /// The CPU meter of each pod at the last scrape, or when it became ready if that was later.
  private var meters: [Double] = []
  private(set) var lastScrape: SimulationTime
  /// Scrapes taken.
  private(set) var count: UInt64 = 0
  private let measureFrom: SimulationTime

  /// - Parameters:
  ///   - lag: From a scrape to its delivery, in seconds.
  ///   - keeps: Whether everything that was said from `measureFrom` on is to be kept.
  init(lag: Double, keeps: Bool, start: SimulationTime, measureFrom: SimulationTime, seed: UInt64) {
    (self.lag, self.keeps, self.seed) = (lag, keeps, seed)
    lastScrape = start
    self.measureFrom = measureFrom
  }

  mutating func podIsReady(_ pod: Int, meter: Double) {
    while meters.count <= pod { meters.append(0) }
    meters[pod] = meter
  }

  /// CPU used since the last scrape, in core-seconds.
  mutating func cpuUsed(by pod: Int, meter: Double) -> Double {
    podIsKnown(pod)
    defer { meters[pod] = meter }
    return max(0, meter - meters[pod])
  }

  private mutating func podIsKnown(_ pod: Int) { while meters.count <= pod { meters.append(0) } }

  mutating func take(_ observation: HealthObservation, at now: SimulationTime) {
    count += 1
    lastScrape = now
    scrapes.append(observation)
    guard keeps, now > measureFrom else { return }
    var delivered = observation
    delivered.now = observation.timestamp + lag
    kept.append(delivered)
  }

  /// The newest scrape delivered by now; nil before the first.
  mutating func observation(at now: SimulationTime) -> HealthObservation? {
    while scrapes.count > 1, scrapes[1].timestamp + lag <= now.seconds + 1e-9 { scrapes.removeFirst() }
    guard var newest = scrapes.first, newest.timestamp + lag <= now.seconds + 1e-9 else { return nil }
    newest.now = now.seconds
    return newest
  }
}
