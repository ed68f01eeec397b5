import SimulationKernel

/// The figures of one run over its measured window. Integrals are taken over exact event times.
///
/// Definitions: θ and τ after Herbst et al., "Ready for Rain?", SPEC-RG-2016-01, with `d` the fewest ready replicas that
/// meet the objective and `s` the ready ones; the others as the properties say.
public struct RunMeasurements: Sendable, Hashable {
  /// Length of the measured window, in seconds.
  public var seconds = 0.0
  /// Requests that arrived, that failed (gave up), and that were late or failed.
  public var arrived = 0.0, failed = 0.0, violating = 0.0
  /// 60-s windows, and those in which the objective's share of requests was missed.
  public var windows = 0, violatingWindows = 0
  /// Nodes × seconds × price, from order to release, USD.
  public var nodeCost = 0.0
  /// Replicas × seconds × price of their requests, from creation to removal, USD.
  public var replicaCost = 0.0
  /// ∫ max(d−s, 0)/d dt and ∫ max(s−d, 0)/d dt over d > 0, in seconds.
  public var underProvisioned = 0.0, overProvisioned = 0.0
  /// Seconds with d > s, with s > d, with d > 0.
  public var underTime = 0.0, overTime = 0.0, demandTime = 0.0
  /// ∫ s dt, in replica-seconds.
  public var readySeconds = 0.0
  /// CPU used, in core-seconds.
  public var cpuSeconds = 0.0
  /// Time that all requests spent waiting or being worked on, in seconds.
  public var latencySeconds = 0.0
  /// Containers killed for exceeding their memory limit.
  public var memoryKills = 0
  /// Most ready replicas.
  public var peakReady = 0
  /// Writes of the scale subresource.
  public var scaleWrites = 0
  /// Time to adequate capacity of each surge, in seconds, in order; those cut off by the end are not among them.
  public var surges: [Double] = []
  /// Of each marked surge, in order, the seconds of its window in which demand exceeded supply.
  public var markedSurges: [Double] = []
  /// Surges that were not answered when the window ended, each with the seconds it had lasted.
  public var openSurges: [Double] = []
}

/// Adds up a run's measurements between events.
struct RunMeter: Sendable {
  private(set) var measurements = RunMeasurements()
  let start: SimulationTime
  private let holdTime = 60.0
  private var surgeOnset: SimulationTime?
  private var adequateSince: SimulationTime?

  /// Windows of the marked surges that lie in the measured window, in order of their start, and the first not yet over.
  private let windows: [Range<SimulationTime>]
  private var firstWindow = 0

  init(start: SimulationTime, end: SimulationTime, markedSurges: [Range<SimulationTime>] = []) {
    self.start = start
    windows = markedSurges.filter { $0.lowerBound >= start && $0.upperBound <= end }
    measurements.markedSurges = windows.map { _ in 0 }
  }

  /// Adds the span from `from` to `to`, in which nothing changed.
  mutating func add(
    from: SimulationTime, to: SimulationTime, demand: Int, ready: Int, nodePrice: Double, replicaPrice: Double
  ) {
    let begin = max(from, start)
    guard to > begin else { return }
    let span = (to - begin).seconds
    measurements.seconds += span
    measurements.nodeCost += nodePrice * span
    measurements.replicaCost += replicaPrice * span
    measurements.readySeconds += Double(ready) * span
    measurements.peakReady = max(measurements.peakReady, ready)
    guard demand > 0 else { return }
    measurements.demandTime += span
    if demand > ready {
      measurements.underTime += span
      measurements.underProvisioned += Double(demand - ready) / Double(demand) * span
      addToWindows(begin..<to)
    } else if ready > demand {
      measurements.overTime += span
      measurements.overProvisioned += Double(ready - demand) / Double(demand) * span
    }
  }

  private mutating func addToWindows(_ span: Range<SimulationTime>) {
    while firstWindow < windows.count, windows[firstWindow].upperBound <= span.lowerBound { firstWindow += 1 }
    for index in firstWindow..<windows.count {
      guard windows[index].lowerBound < span.upperBound else { break }
      let common = windows[index].clamped(to: span)
      measurements.markedSurges[index] += (common.upperBound - common.lowerBound).seconds
    }
  }

  /// Follows surges: called after every change of demand or supply.
  mutating func follow(now: SimulationTime, demand: Int, ready: Int) {
    if let since = adequateSince, let onset = surgeOnset, (now - since).seconds >= holdTime {
      if onset >= start { measurements.surges.append((since - onset).seconds) }
      surgeOnset = nil
      adequateSince = nil
    }
    if demand > ready {
      if surgeOnset == nil { surgeOnset = now }
      adequateSince = nil
    } else if surgeOnset != nil, adequateSince == nil {
      adequateSince = now
    }
  }

  mutating func count(
    arrived: Double, failed: Double, violating: Double, cpuSeconds: Double, latencySeconds: Double
  ) {
    measurements.arrived += arrived
    measurements.failed += failed
    measurements.violating += violating
    measurements.cpuSeconds += cpuSeconds
    measurements.latencySeconds += latencySeconds
  }

  mutating func closeWindow(violated: Bool) {
    measurements.windows += 1
    if violated { measurements.violatingWindows += 1 }
  }

  mutating func countMemoryKill(isMeasured: Bool) { if isMeasured { measurements.memoryKills += 1 } }

  mutating func countScaleWrite() { measurements.scaleWrites += 1 }

  mutating func finish(at end: SimulationTime) {
    guard let onset = surgeOnset, onset >= start else { return }
    if let since = adequateSince {
      measurements.surges.append((since - onset).seconds)
    } else {
      measurements.openSurges.append((end - onset).seconds)
    }
  }
}
