import Autoscaling
import SimulationKernel
import Workloads

/// A recording as a policy would have observed it: the newest reading that had arrived, and pods made of the counts.
///
/// Ready pods share the recorded CPU and memory equally, as behind a load balancer. The newest pods leave first.
struct RecordedService {
  private let records: [MetricRecord]
  private let columns: Set<RecordedMetrics.Column>
  private let settings: Backtest.Settings
  private let spacing: SimulationDuration
  /// The record of the API server's state, and the newest complete reading that was delivered.
  private var state = 0
  private var reading: Int?
  private var next = 0
  /// When each pod started, oldest first; those of the beginning long ago.
  private var born: [SimulationTime] = []
  private var observation = Observation(
    now: .zero, specReplicas: 0, statusReplicas: 0, pods: [], service: nil)

  /// - Parameter columns: What a reading has to hold to be of use to the policy.
  init(_ metrics: RecordedMetrics, needs columns: Set<RecordedMetrics.Column>, settings: Backtest.Settings) {
    records = metrics.records
    self.columns = columns
    self.settings = settings
    spacing = metrics.spacing
    born = [SimulationTime](
      repeating: records[0].time - .days(1), count: records[0].replicas)
  }

  /// What was recorded as asked for at the newest observation.
  var recordedReplicas: Int { records[state].replicas }

  /// What can be known at `now`, which never decreases.
  ///
  /// - Parameter replicas: Replicas that there are instead of the recorded ones; nil for those.
  mutating func observe(at now: SimulationTime, replicas: Int?) -> Observation {
    while state + 1 < records.count, records[state + 1].time <= now { state += 1 }
    while next < records.count, records[next].time + settings.lag <= now {
      if isComplete(records[next]) { reading = next }
      next += 1
    }
    if let found = reading, now - records[found].time - settings.lag > settings.staleAfter(spacing) {
      reading = nil
    }
    let count = replicas ?? records[state].replicas
    let ready = replicas ?? records[state].readyReplicas ?? records[state].replicas
    while born.count > count { born.removeLast() }
    while born.count < count { born.append(replicas == nil ? records[state].time : now) }
    observation.now = now
    observation.specReplicas = count
    observation.statusReplicas = count
    fill(ready: ready)
    return observation
  }

  private func isComplete(_ record: MetricRecord) -> Bool {
    columns.allSatisfy { column in
      switch column {
      case .cpuCores: record.cpuCores != nil
      case .memoryBytes: record.memoryBytes != nil
      case .requestsPerSecond: record.requestsPerSecond != nil
      case .queueLength: record.queueLength != nil
      case .timestamp, .replicas, .readyReplicas: true
      }
    }
  }

  private mutating func fill(ready: Int) {
    let record = reading.map { records[$0] }
    observation.service = record.map {
      ServiceSample(
        timestamp: $0.time, window: spacing, requestsPerSecond: $0.requestsPerSecond ?? 0,
        cpuCores: $0.cpuCores ?? 0, violationShare: 0, queueLength: $0.queueLength ?? 0)
    }
    let share = Double(max(1, ready))
    let usage = record.map {
      PodUsage(
        cpu: Int64((($0.cpuCores ?? 0) * 1000 / share).rounded(.up)),
        memory: Int64((($0.memoryBytes ?? 0) * 1000 / share).rounded(.up)), timestamp: $0.time,
        window: spacing)
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
