import SimulationKernel

/// A metric as an alarm watches it: of the whole service or per replica, in a unit of its own.
///
/// Per replica means over the replicas that are ready when the scrape is first seen, at least one.
public struct AlarmMetric: Sendable, Hashable {
  /// The quantity of the whole service.
  public var metric: ServiceMetric
  /// Whether it is divided by the ready replicas.
  public var isPerReplica: Bool
  /// What the quantity is multiplied with, positive.
  public var scale: Double

  /// A metric of the given quantity and scale (1 for the quantity's own unit).
  public init(_ metric: ServiceMetric, isPerReplica: Bool = false, scale: Double = 1) {
    self.metric = metric
    self.isPerReplica = isPerReplica
    self.scale = scale
  }

  /// CPU use in percent of what the ready replicas have, with the cores of one replica (positive).
  public static func cpuUtilization(coresPerReplica: Double) -> Self {
    Self(.cpuCores, isPerReplica: true, scale: 100 / coresPerReplica)
  }

  func value(_ sample: ServiceSample, readyReplicas: Int) -> Double {
    metric.value(sample) * scale / (isPerReplica ? Double(max(1, readyReplicas)) : 1)
  }
}

/// A CloudWatch alarm: in alarm while `datapointsToAlarm` of the last `evaluationPeriods` datapoints breach.
///
/// Source: Amazon CloudWatch User Guide, "Using Amazon CloudWatch alarms" (M out of N; missing data treated
/// as missing). Datapoints without a scrape neither breach nor count.
public struct MetricAlarm: Sendable, Hashable {
  /// How a datapoint is compared with the threshold.
  public enum Comparison: Sendable, Hashable {
    /// Above, or equal.
    case greaterThanOrEqual
    /// Above.
    case greaterThan
    /// Below, or equal.
    case lessThanOrEqual
    /// Below.
    case lessThan

    var isUpward: Bool { self == .greaterThan || self == .greaterThanOrEqual }
  }

  /// The breach threshold in the metric's unit.
  public var threshold: Double
  /// What a breach is.
  public var comparison: Comparison
  /// N: the datapoints that are looked at, at least 1.
  public var evaluationPeriods: Int
  /// M: how many of them have to breach, 1…N.
  public var datapointsToAlarm: Int

  /// An alarm on M of N datapoints; M is N unless given.
  public init(
    threshold: Double, comparison: Comparison, evaluationPeriods: Int = 1, datapointsToAlarm: Int? = nil
  ) {
    self.threshold = threshold
    self.comparison = comparison
    self.evaluationPeriods = evaluationPeriods
    self.datapointsToAlarm = datapointsToAlarm ?? evaluationPeriods
  }

  func isBreached(by value: Double) -> Bool {
    switch comparison {
    case .greaterThanOrEqual: value >= threshold
    case .greaterThan: value > threshold
    case .lessThanOrEqual: value <= threshold
    case .lessThan: value < threshold
    }
  }

  /// Whether the newest datapoints, oldest first and nil where there is none, put the alarm into its state
  /// ALARM.
  func isInAlarm(_ datapoints: [Double?]) -> Bool {
    let breaches = datapoints.suffix(evaluationPeriods).count { $0.map(isBreached) ?? false }
    return breaches >= datapointsToAlarm
  }
}

/// Scrapes averaged over whole periods of the time line, each a datapoint once a scrape reached its end.
struct DatapointSeries: Sendable {
  let period: SimulationDuration
  /// How many datapoints are kept.
  let length: Int
  /// Full periods, oldest first; nil for a period without a scrape.
  private(set) var values: [Double?] = []
  private var sum = 0.0
  private var count = 0
  /// The end of the period that is being filled.
  private var end: SimulationTime?
  private var last: SimulationTime?

  init(period: SimulationDuration, length: Int) {
    self.period = period
    self.length = length
  }

  /// Adds a scrape's value; true if it completed a datapoint. A scrape seen before is passed over.
  mutating func add(_ value: Double, at time: SimulationTime) -> Bool {
    guard last.map({ $0 < time }) ?? true else { return false }
    last = time
    // a scrape belongs to the period that it ends in, so one on the boundary closes the period before it
    let index = (time.nanoseconds - 1) / period.nanoseconds
    let ownEnd = SimulationTime(nanoseconds: (index + 1) * period.nanoseconds)
    var isComplete = false
    if let current = end, current < ownEnd {
      close()
      let skipped = (ownEnd - current) / period - 1
      for _ in 0..<min(Int(skipped), length) { values.append(nil) }
      isComplete = true
    }
    end = ownEnd
    sum += value
    count += 1
    if time == ownEnd {
      close()
      end = ownEnd + period
      isComplete = true
    }
    if values.count > 4 * length { values.removeFirst(values.count - length) }
    return isComplete
  }

  private mutating func close() {
    values.append(count > 0 ? sum / Double(count) : nil)
    sum = 0
    count = 0
  }
}

/// Capacity that was added lately and whose effect on the metric is not to be counted on yet.
struct PendingCapacity: Sendable {
  private var entries: [(end: SimulationTime, count: Int)] = []

  /// How many replicas are pending at `now`.
  mutating func count(at now: SimulationTime) -> Int {
    entries.removeAll { $0.end <= now }
    return entries.reduce(0) { $0 + $1.count }
  }

  /// Adds replicas; with `extending`, those that were pending stay so until the new ones are done.
  mutating func add(_ count: Int, until end: SimulationTime, extending: Bool) {
    if extending { for index in entries.indices { entries[index].end = max(entries[index].end, end) } }
    entries.append((end, count))
  }

  mutating func removeAll() { entries = [] }
}
