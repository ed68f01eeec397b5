import Autoscaling
import SimulationKernel

/// Looks at the service level of the measured service, for times of recovery.
struct ServiceLevelWatch: Sendable {
  /// When each look ended, and whether the service level was missed since the one before.
  private var looks: [(end: SimulationTime, isBad: Bool)] = []
  private let period: Double
  private let holdTime: Double
  private let allowedLate: Double

  init(_ parameters: FaultParameters, objective: ServiceLevelObjective) {
    (period, holdTime) = (parameters.watchPeriod, parameters.holdTime)
    allowedLate = 1 - objective.percentile
  }

  /// Takes what happened since the last look.
  mutating func look(at totals: ServiceTotals, _ now: SimulationTime) {
    looks.append((now, totals.arrived > 0 && totals.violating > allowedLate * totals.arrived))
  }

  /// The looks that end after the onset, up to a hold time after the end.
  private func looks(at record: FaultRecord) -> ArraySlice<(end: SimulationTime, isBad: Bool)> {
    let first = looks.firstIndex { $0.end.seconds > record.onset } ?? looks.endIndex
    let last = looks.lastIndex { $0.end.seconds <= record.end + holdTime } ?? looks.startIndex - 1
    return last < first ? [] : looks[first...last]
  }

  func violationSeconds(of record: FaultRecord) -> Double {
    looks(at: record).reduce(0) { $0 + ($1.isBad ? period : 0) }
  }

  /// The end of the last missed look before the service level held for long enough, after it was first missed.
  func recovery(of record: FaultRecord, runEnd: Double) -> (seconds: Double, isCensored: Bool) {
    guard let first = looks(at: record).firstIndex(where: \.isBad) else { return (0, false) }
    var restored = looks[first].end.seconds
    for look in looks[first...] {
      if look.isBad { restored = look.end.seconds }
      if look.end.seconds - restored >= holdTime - 1e-9 { return (restored - record.onset, false) }
    }
    return (runEnd - record.onset, true)
  }
}
