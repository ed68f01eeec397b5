/// Sees that something is wrong.
///
/// A detector is a value with a memory of its own; it is asked once a healing period, in order of time. It cannot see the
/// simulator, so it cannot know the truth.
public protocol AnomalyDetector: Sendable {
  /// What it takes for an anomaly now, with the type where it can tell.
  ///
  /// - Parameter observation: The newest scrape delivered by now; the same scrape may come twice.
  mutating func alarms(_ observation: HealthObservation) -> [Alarm]
}
