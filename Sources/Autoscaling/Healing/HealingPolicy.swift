/// Decides what to do about anomalies.
///
/// A policy is a value with a memory of its own: the run calls `heal` once a healing period, in order of time, and passes
/// nothing else. It cannot see the simulator, so it cannot know the truth.
public protocol HealingPolicy: Sendable {
  /// What the policy suspects and asks for now.
  ///
  /// - Parameter observation: The newest scrape delivered by now. Its `now` never decreases; the same scrape may come
  ///   twice.
  mutating func heal(_ observation: HealthObservation) -> HealingDecision
}

/// What a healing policy suspects and asks for.
public struct HealingDecision: Sendable, Hashable {
  /// What it takes for an anomaly.
  public var alarms: [Alarm] = []
  /// What it asks for, each with its reason.
  public var actions: [HealingAction] = []
  /// What it would have asked for but for a guard.
  public var suppressed: [SuppressedAction] = []

  /// Neither alarm nor action.
  public init() {}
}

/// A suspicion.
public struct Alarm: Sendable, Hashable, Codable {
  /// What an alarm is about.
  public enum Subject: Sendable, Hashable, Codable {
    /// The service as a whole, or the cluster.
    case service
    /// The replica of the given number.
    case replica(Int)
    /// The node of the given number.
    case node(Int)
  }

  /// What it is about.
  public var subject: Subject
  /// The anomaly type it is taken for; nil where that is open.
  public var suspected: AnomalyType?
  /// How sure the detector is, in its own unit, more for surer.
  public var score: Double

  /// A suspicion of the given contents.
  public init(_ subject: Subject, suspected: AnomalyType? = nil, score: Double = 1) {
    self.subject = subject
    self.suspected = suspected
    self.score = score
  }
}

/// A remedy that is asked for, and why.
public struct HealingAction: Sendable, Hashable, Codable {
  /// What is to be done.
  public var remedy: Remedy
  /// The rule that asked for it, in a few words.
  public var reason: String

  /// An action for the given reason.
  public init(_ remedy: Remedy, reason: String) {
    self.remedy = remedy
    self.reason = reason
  }
}

/// Leaves everything to the cluster.
public struct NoHealing: HealingPolicy {
  /// A policy that does nothing.
  public init() {}

  /// Nothing.
  public mutating func heal(_ observation: HealthObservation) -> HealingDecision { HealingDecision() }
}
