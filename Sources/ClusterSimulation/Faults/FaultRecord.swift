import Autoscaling

/// The truth about one fault. Nothing of it reaches a detector.
public struct FaultRecord: Sendable, Hashable, Codable {
  /// Its number in the plan.
  public var number: Int
  /// What was planned.
  public var specification: FaultSpecification
  /// When the cause came and when it was gone, in seconds on the workload's time line. What happens in an instant ends
  /// when the plan says.
  public var onset: Double, end: Double
  /// The replicas and nodes that it struck at its onset, by number.
  public var replicas: [Int], nodes: [Int]
}

/// What became of one fault.
public struct FaultOutcome: Sendable, Hashable, Codable {
  /// The fault.
  public var record: FaultRecord
  /// Seconds between onset and end (and a hold time more) in which the service level was missed.
  public var violationSeconds: Double
  /// From the onset to the first moment of a hold time in which the service level held, after it was first missed, in
  /// seconds; 0 if it never was (metrics.md, MTTR).
  public var recovery: Double
  /// Whether the run ended before that moment; `recovery` is then the time that had passed.
  public var isCensored: Bool
  /// From the onset to the first true alarm, in seconds: one about the service, or about a replica or node that the
  /// fault struck, before the fault was over and the service level restored; nil for none (MTTD).
  public var detection: Double?
  /// From that alarm to the first remedy asked for, in seconds; nil for none (MTTA).
  public var reaction: Double?
}

/// An alarm of the healing policy.
public struct AlarmRecord: Sendable, Hashable, Codable {
  /// Seconds on the workload's time line.
  public var time: Double
  /// What was suspected.
  public var alarm: Alarm
}

/// A remedy that the healing policy asked for.
public struct RemedyRecord: Sendable, Hashable, Codable {
  /// How a remedy ended.
  public enum Outcome: String, Sendable, Hashable, Codable {
    /// The run ended first.
    case pending
    /// It was carried out; whether it helped is another question.
    case done
    /// It failed, by a draw.
    case failed
    /// There was nothing that it could act on.
    case refused
  }

  /// When it was asked for, in seconds on the workload's time line.
  public var requested: Double
  /// When it was carried out, failed or was refused; nil while pending.
  public var ended: Double?
  /// What was asked for, and why.
  public var action: HealingAction
  /// How it ended.
  public var outcome: Outcome
}

/// How often a guard of the healing policy kept a kind of remedy from being asked for.
public struct SuppressionCount: Sendable, Hashable, Codable {
  /// The guard's name.
  public var guardName: String
  /// The kind of remedy.
  public var remedy: Remedy.Kind
  /// Times.
  public var count: Int
}

/// What a run with faults or healing leaves, beside the figures of the service.
public struct FaultReport: Sendable, Hashable, Codable {
  /// The faults that began, in order of their onset.
  public var outcomes: [FaultOutcome] = []
  /// Alarms and remedies, in order of time.
  public var alarms: [AlarmRecord] = [], remedies: [RemedyRecord] = []
  /// What every scrape said, where it was to be kept; `now` is the time of delivery.
  public var health: [HealthObservation] = []
  /// What guards suppressed, in the order in which each first did.
  public var suppressions: [SuppressionCount] = []

  /// A report of nothing.
  public init() {}
}
