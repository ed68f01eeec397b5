import Autoscaling
import SimulationKernel
import Workloads

/// A recording as a policy would have observed it: of each reading the newest that had arrived, and pods made of the counts.
///
/// Ready pods share the recorded CPU and memory equally, as behind a load balancer. The newest pods leave first. A reading
/// stands until the next of its kind, for a while at most; those of other kinds do not end it.
struct RecordedService {
  /// A series, and how far it was delivered.
  private struct Cursor {
    let series: RecordedMetrics.Series
    /// How long a reading stands.
    let lifetime: SimulationDuration
    private var next = 0
    private var latest: Int?

    init(_ series: RecordedMetrics.Series, lifetime: SimulationDuration) {
      self.series = series
      self.lifetime = lifetime
    }

    /// Takes what had arrived at `time`, and forgets what is too old.
    mutating func advance(to time: SimulationTime) {
      while next < series.times.count, series.times[next] <= time {
        latest = next
        next += 1
      }
      if let found = latest, time - series.times[found] > lifetime { latest = nil }
    }

    var value: Double? { latest.map { series.values[$0] } }
    var time: SimulationTime? { latest.map { series.times[$0] } }
  }

  private let settings: Backtest.Settings
  private let spacing: SimulationDuration
  private let needs: Set<PolicySignal>
  private var replicas: Cursor
  private var ready: Cursor?
  /// Readings of the whole service that the policy looks at.
  private var cursors: [(name: String, cursor: Cursor)] = []
  /// When each pod started, oldest first; those of the beginning long ago.
  private var born: [SimulationTime] = []
  private var observation = Observation(
    now: .zero, specReplicas: 0, statusReplicas: 0, pods: [], service: nil)

  /// - Parameter columns: What the policy looks at.
  init(_ metrics: RecordedMetrics, needs columns: Set<String>, settings: Backtest.Settings) {
    self.settings = settings
    spacing = metrics.spacing
    // what the API server shows stands until it changes
    let forever = SimulationDuration(nanoseconds: .max)
    replicas = Cursor(metrics.replicas, lifetime: forever)
    ready = metrics.readyReplicas.map { Cursor($0, lifetime: forever) }
    needs = Set(columns.compactMap { RecordedMetrics.Column(rawValue: $0)?.signal })
    for name in columns.sorted() {
      guard let series = metrics.series[name] else { continue }
      let lifetime = settings.staleAfter(max(series.spacing, metrics.spacing))
      cursors.append((name, Cursor(series, lifetime: lifetime)))
    }
    born = [SimulationTime](repeating: metrics.times[0] - .days(1), count: firstReplicas)
  }

  /// The first count that was recorded.
  var firstReplicas: Int { Int(replicas.series.values[0]) }

  /// What was recorded as asked for at the newest observation.
  var recordedReplicas: Int { Int(replicas.value ?? 0) }

  /// What can be known at `now`, which never decreases.
  ///
  /// - Parameter replicas: Replicas that there are instead of the recorded ones; nil for those.
  mutating func observe(at now: SimulationTime, replicas followed: Int?) -> Observation {
    replicas.advance(to: now)
    ready?.advance(to: now)
    for index in cursors.indices { cursors[index].cursor.advance(to: now - settings.lag) }
    let recorded = recordedReplicas
    let count = followed ?? recorded
    let ready = followed ?? min(recorded, self.ready?.value.map { Int($0) } ?? recorded)
    while born.count > count { born.removeLast() }
    while born.count < count { born.append(followed == nil ? replicas.time ?? now : now) }
    observation.now = now
    observation.specReplicas = count
    observation.statusReplicas = count
    fill(ready: ready)
    return observation
  }

  private func cursor(_ column: RecordedMetrics.Column) -> Cursor? {
    cursors.first { $0.name == column.rawValue }?.cursor
  }

  private mutating func fill(ready: Int) {
    for (name, cursor) in cursors { observation.readings[name] = cursor.value }
    let columns: [RecordedMetrics.Column] = [.cpuCores, .memoryBytes, .requestsPerSecond, .queueLength]
    observation.missing = Set(
      columns.compactMap { column in
        column.signal.flatMap { needs.contains($0) && cursor(column)?.value == nil ? $0 : nil }
      })
    let newest = columns.compactMap { cursor($0)?.time }.max()
    observation.service = newest.map {
      ServiceSample(
        timestamp: $0, window: spacing, requestsPerSecond: cursor(.requestsPerSecond)?.value ?? 0,
        cpuCores: cursor(.cpuCores)?.value ?? 0, violationShare: 0,
        queueLength: cursor(.queueLength)?.value ?? 0)
    }
    let share = Double(max(1, ready))
    let cpu = cursor(.cpuCores)
    let memory = cursor(.memoryBytes)
    let usage = (cpu?.time ?? memory?.time ?? newest).map {
      PodUsage(
        cpu: Int64(((cpu?.value ?? 0) * 1000 / share).rounded(.up)),
        memory: Int64(((memory?.value ?? 0) * 1000 / share).rounded(.up)), timestamp: $0, window: spacing)
    }
    observation.pods.removeAll(keepingCapacity: true)
    for (index, start) in born.enumerated() {
      let isReady = index < ready
      observation.pods.append(
        PodObservation(
          phase: .running, readiness: isReady ? .ready : .notReady, startTime: start, readySince: start,
          usage: isReady ? usage : nil))
    }
  }
}

extension RecordedMetrics.Column {
  /// The signal of a policy that the column answers for; nil for counts of replicas.
  var signal: PolicySignal? {
    switch self {
    case .cpuCores: .cpu
    case .memoryBytes: .memory
    case .requestsPerSecond: .requests
    case .queueLength: .queue
    case .replicas, .readyReplicas: nil
    }
  }
}
