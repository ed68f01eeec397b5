/// Says which anomaly is behind what a detector saw.
///
/// A diagnosis sees every observation, also those without an alarm, since the signals before an alarm tell most.
public protocol Diagnosis: Sendable {
  /// The alarms with the suspected type filled in where it can be told; it may merge alarms that have one cause.
  ///
  /// - Parameters:
  ///   - alarms: What the detector saw now; empty for nothing.
  ///   - observation: What it saw that in.
  mutating func diagnose(_ alarms: [Alarm], _ observation: HealthObservation) -> [Alarm]
}
