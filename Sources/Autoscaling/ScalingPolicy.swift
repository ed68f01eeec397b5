/// Decides how many replicas a service should have.
///
/// A policy is a value with a memory of its own: the run calls `decide` once a sync period, in order of time, and passes
/// nothing else. It cannot see the simulator, so it cannot look ahead.
public protocol ScalingPolicy: Sendable {
  /// What the policy asks for now.
  ///
  /// - Parameter observation: What can be known at this sync. Its `now` never decreases.
  mutating func decide(_ observation: Observation) -> ScalingDecision

  /// Whether it reads the details of scrapes. Any policy may; they are the same for all.
  var readsDetails: Bool { get }

  /// Why the policy cannot go on, in a sentence; nil while it can. The run ends at the sync after which it is set.
  ///
  /// Only a policy that asks something outside this process can fail, so the default is nil.
  var failure: String? { get }
}

extension ScalingPolicy {
  /// Load, CPU and queue are enough.
  public var readsDetails: Bool { false }
  /// Nothing fails.
  public var failure: String? { nil }
}

/// How many replicas a policy wants, and why.
public struct ScalingDecision: Sendable, Hashable {
  /// The replicas asked for, at least 0. The scale subresource is written if it differs from `specReplicas`.
  public var desiredReplicas: Int
  /// What each replica should request; nil to leave it. New replicas get the target, and those outside the bounds are evicted.
  public var request: RequestRecommendation?
  /// Why.
  public var reason: DecisionReason

  /// A decision for `desiredReplicas` because of `reason`.
  public init(desiredReplicas: Int, reason: DecisionReason) {
    self.desiredReplicas = desiredReplicas
    self.reason = reason
  }
}

/// Why a policy decided as it did: a rule by name and the numbers that it looked at.
///
/// Cheap to make, since one is made at every sync; the text is only put together when somebody reads it.
public struct DecisionReason: Sendable, Hashable {
  /// The name of the rule that decided, such as `TooManyReplicas` or `forecast above guard`.
  public var rule: Rule
  /// The signal that the rule looked at, in the rule's unit; NaN where there was none.
  public var signal: Double
  /// What the signal was held against; NaN where there was nothing.
  public var reference: Double

  /// A rule's name. A closed set of static strings, so that a reason is a few bytes.
  public struct Rule: Sendable, Hashable, CustomStringConvertible {
    let name: StaticString
    /// A rule of the given name.
    public init(_ name: StaticString) { self.name = name }
    /// The name.
    public var description: String { name.description }
    /// Whether the names are the same.
    public static func == (a: Self, b: Self) -> Bool { a.description == b.description }
    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
  }

  /// A reason made of a rule and the numbers it looked at.
  public init(_ rule: Rule, signal: Double = .nan, reference: Double = .nan) {
    self.rule = rule
    self.signal = signal
    self.reference = reference
  }
}
