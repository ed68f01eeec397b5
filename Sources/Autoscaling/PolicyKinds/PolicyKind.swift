import InputFiles

/// A policy that scenarios can name: what it is called, what may be set, and how one is made.
///
/// A new policy is one file with a type of this protocol, one line in `PolicyKinds.standard`, and one row in the table of
/// the contract check; docs/adding-a-policy.md goes through it.
public protocol PolicyKind: Sendable {
  /// Its name after `policy:` in a scenario, such as `react-plus`.
  static var name: String { get }
  /// What it does, in one sentence.
  static var summary: String { get }
  /// The keys that an arm of this kind may have.
  static var settings: [Setting] { get }
  /// Settings that make a sensible one, for the benchmark and for users to begin with. Default none; a forecaster in it is
  /// called `last`.
  static var example: PolicySettings { get }
  /// What it is shown beside observations. Default `.metrics`.
  static var knowledge: PolicyKnowledge { get }
  /// The setting that trades cost for violations when an arm is tuned. Default the headroom, if there is such a setting.
  static var knob: PolicyKnob { get }

  /// Signals that an arm with these settings looks at. Default the request rate.
  static func signals(_ settings: PolicySettings) -> Set<PolicySignal>
  /// What is wrong with settings that are each right by themselves: keys and sentences. Default nothing.
  ///
  /// - Parameters:
  ///   - settings: The settings, each within its own bounds.
  ///   - limits: The replicas that may be asked for.
  static func problems(_ settings: PolicySettings, limits: ClosedRange<Int>) -> [(
    key: String, problem: String
  )]
  /// The fewest replicas that an arm with these settings may ask for. Default those of the service, but 1 where it looks at
  /// pods alone: with none there is nothing to look at, and it would never come back.
  ///
  /// - Parameter limits: Those of the service.
  static func fewest(_ settings: PolicySettings, limits: ClosedRange<Int>) -> Int
  /// A fresh policy.
  ///
  /// - Throws: One sentence, if a part of it is missing.
  static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
}

/// What a policy may know beside observations, from least to most.
public enum PolicyKnowledge: Sendable, Hashable {
  /// Nothing: metrics and the API server's state.
  case metrics
  /// Forecasters and the load of the training part.
  case training
  /// The true load to come: a bound, not a policy.
  case future
}

/// What tuning turns.
public enum PolicyKnob: Sendable, Hashable {
  /// Nothing.
  case none
  /// `headroom`, the factor on the load.
  case headroom
  /// The target, be it `cpu_utilization` or `requests_per_second`.
  case target
}

extension PolicyKind {
  /// Nothing is set.
  public static var example: PolicySettings { [:] }
  /// Metrics alone.
  public static var knowledge: PolicyKnowledge { .metrics }
  /// The headroom, if there is such a setting.
  public static var knob: PolicyKnob {
    settings.contains { $0.key == Setting.headroom.key } ? .headroom : .none
  }
  /// The request rate.
  public static func signals(_ settings: PolicySettings) -> Set<PolicySignal> { [.requests] }
  /// Nothing.
  public static func problems(
    _ settings: PolicySettings, limits: ClosedRange<Int>
  ) -> [(key: String, problem: String)] { [] }
  /// Those of the service, or 1 where pods alone are looked at.
  public static func fewest(_ settings: PolicySettings, limits: ClosedRange<Int>) -> Int {
    let seenAtZero = signals(settings).contains { $0 == .requests || $0 == .queue }
    return seenAtZero ? limits.lowerBound : max(1, limits.lowerBound)
  }
}

/// Why a policy could not be made: one sentence.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String
  /// An error of the given sentence.
  public init(_ description: String) { self.description = description }
}
