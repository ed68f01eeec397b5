/// Adds no types: what is left is whether single replicas stand out.
///
/// Where more than `mostOutliers` of the ready replicas have an alarm, none of them is an outlier, and the cause is not in
/// them: their alarms become one about the service.
public struct OutlierDiagnosis: Diagnosis {
  /// Share of the ready replicas that may be outliers, 0…1; one always may.
  public let mostOutliers: Double

  /// A diagnosis that tells outliers from trouble everywhere.
  public init(mostOutliers: Double = 0.34) { self.mostOutliers = mostOutliers }

  /// The alarms; those of open type about replicas as one if there are too many.
  public mutating func diagnose(_ alarms: [Alarm], _ observation: HealthObservation) -> [Alarm] {
    merged(alarms, observation)
  }

  /// The alarms of open type about replicas as one if there are too many, beside the others.
  func merged(_ alarms: [Alarm], _ observation: HealthObservation) -> [Alarm] {
    let isOpenReplica = { (alarm: Alarm) in
      if case .replica = alarm.subject { alarm.suspected == nil } else { false }
    }
    let open = alarms.filter(isOpenReplica)
    let ready = observation.replicas.count { $0.isReady && !$0.isTerminating }
    guard open.count > max(1, Int(mostOutliers * Double(ready))) else { return alarms }
    let others = alarms.filter { !isOpenReplica($0) }
    guard !others.contains(where: { $0.subject == .service }) else { return others }
    return others + [Alarm(.service, score: open.map(\.score).max() ?? 1)]
  }
}
