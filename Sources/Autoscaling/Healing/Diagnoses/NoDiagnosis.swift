/// Takes alarms as they come: what has no type keeps none, and only the generic remedy is left.
public struct NoDiagnosis: Diagnosis {
  /// A diagnosis that adds nothing.
  public init() {}

  /// The alarms unchanged.
  public mutating func diagnose(_ alarms: [Alarm], _ observation: HealthObservation) -> [Alarm] { alarms }
}
