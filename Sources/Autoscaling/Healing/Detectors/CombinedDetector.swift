/// Two detectors side by side: what either sees counts.
public struct CombinedDetector: AnomalyDetector {
  private var first: any AnomalyDetector, second: any AnomalyDetector

  /// The alarms of both; where both see the same object, the alarm of the first stands.
  public init(_ first: any AnomalyDetector, _ second: any AnomalyDetector) {
    (self.first, self.second) = (first, second)
  }

  /// The alarms of the first, then those of the second about other objects.
  public mutating func alarms(_ observation: HealthObservation) -> [Alarm] {
    let known = first.alarms(observation)
    let subjects = Set(known.map(\.subject))
    return known + second.alarms(observation).filter { !subjects.contains($0.subject) }
  }
}
