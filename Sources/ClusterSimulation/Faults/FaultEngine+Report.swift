import Autoscaling
import SimulationKernel

extension FaultEngine {
  /// What became of the faults, with everything up to the end of the run.
  func report(end: SimulationTime) -> FaultReport {
    var report = FaultReport()
    report.outcomes = records.map { outcome(of: $0, runEnd: end.seconds) }
    report.alarms = alarms
    report.remedies = remedies
    report.health = health?.kept ?? []
    report.suppressions = suppressions
    return report
  }

  private func outcome(of record: FaultRecord, runEnd: Double) -> FaultOutcome {
    let (recovery, isCensored) = recovery(of: record, runEnd: runEnd)
    let over = max(record.end, record.onset + recovery)
    let detection = alarms.first {
      $0.time >= record.onset && $0.time <= over && isTrue($0.alarm, about: record)
    }
    let reaction = detection.flatMap { alarm in remedies.first { $0.requested >= alarm.time } }
    return FaultOutcome(
      record: record, violationSeconds: violationSeconds(of: record), recovery: recovery,
      isCensored: isCensored,
      detection: detection.map { $0.time - record.onset },
      reaction: reaction.flatMap { remedy in detection.map { remedy.requested - $0.time } })
  }

  private func isTrue(_ alarm: Alarm, about record: FaultRecord) -> Bool {
    switch alarm.subject {
    case .service: true
    case .replica(let pod): record.replicas.contains(pod)
    case .node(let node): record.nodes.contains(node)
    }
  }

  /// The looks that end after the onset, up to a hold time after the end.
  private func looks(at record: FaultRecord) -> ArraySlice<(end: SimulationTime, isBad: Bool)> {
    let first = looks.firstIndex { $0.end.seconds > record.onset } ?? looks.endIndex
    let last = looks.lastIndex { $0.end.seconds <= record.end + parameters.holdTime } ?? looks.startIndex - 1
    return last < first ? [] : looks[first...last]
  }

  private func violationSeconds(of record: FaultRecord) -> Double {
    looks(at: record).reduce(0) { $0 + ($1.isBad ? parameters.watchPeriod : 0) }
  }

  /// The end of the last missed look before the service level held for long enough, after it was first missed.
  private func recovery(of record: FaultRecord, runEnd: Double) -> (seconds: Double, isCensored: Bool) {
    guard let first = looks(at: record).firstIndex(where: \.isBad) else { return (0, false) }
    var restored = looks[first].end.seconds
    for look in looks[first...] {
      if look.isBad { restored = look.end.seconds }
      if look.end.seconds - restored >= parameters.holdTime - 1e-9 { return (restored - record.onset, false) }
    }
    return (runEnd - record.onset, true)
  }
}
