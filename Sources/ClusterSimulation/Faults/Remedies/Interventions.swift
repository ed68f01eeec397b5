import SimulationKernel

/// What remedies have changed: for a time, or, of a version, for good.
struct Interventions: Sendable {
  private var heldUntil = SimulationTime.zero
  private var floor = 0
  private var floorUntil = SimulationTime.zero
  private var shedding = 0.0
  private var sheddingUntil = SimulationTime.zero
  private var breakerUntil = SimulationTime.zero
  private var raisedVersions: [Int] = []

  /// Lets nobody lower the replica count.
  mutating func hold(until end: SimulationTime) { heldUntil = end }

  /// Lets nobody ask for fewer than so many replicas.
  mutating func keep(atLeast replicas: Int, until end: SimulationTime) {
    (floor, floorUntil) = (replicas, end)
  }

  /// Refuses a share of the requests.
  mutating func shed(_ share: Double, until end: SimulationTime) {
    (shedding, sheddingUntil) = (min(1, max(0, share)), end)
  }

  /// Lets the service answer without its dependency.
  mutating func tripBreaker(until end: SimulationTime) { breakerUntil = end }

  /// Gives a version twice the limits.
  mutating func raise(version: Int) { raisedVersions.append(version) }

  /// The replicas that are asked for where a policy wants `wanted` and `present` are asked for now.
  func replicas(wanted: Int, present: Int, at now: SimulationTime) -> Int {
    var replicas = wanted
    if now < heldUntil { replicas = max(replicas, present) }
    if now < floorUntil { replicas = max(replicas, floor) }
    return replicas
  }

  /// The share of the requests that is refused; nil where nothing is shed.
  func shedShare(at now: SimulationTime) -> Double? { now < sheddingUntil ? shedding : nil }

  /// Whether the dependency is not asked.
  func isBreakerOpen(at now: SimulationTime) -> Bool { now < breakerUntil }

  /// Whether a version has twice the limits.
  func isRaised(version: Int) -> Bool { raisedVersions.contains(version) }
}
