import Autoscaling
import InputFiles

/// As many replicas as the measured load needs, and a few more on the first five days of the week.
public struct WeekdayPolicy: ScalingPolicy {
  let extra: Int
  let context: PolicyContext

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    // nothing measured yet, or a reading that is not a number: keep what there is
    guard let sample = observation.usableService else {
      return ScalingDecision(
        desiredReplicas: observation.specReplicas, reason: DecisionReason(.nothingMeasured))
    }
    let isWeekday = Int(observation.now.seconds / 86_400) % 7 < 5
    let rate = min(sample.requestsPerSecond, 1e6 * context.demand.ratePerReplica)
    let wanted = context.demand.replicas(forRequestsPerSecond: rate) + (isWeekday ? extra : 0)
    return ScalingDecision(
      desiredReplicas: min(max(wanted, context.limits.lowerBound), context.limits.upperBound),
      reason: DecisionReason(isWeekday ? .weekday : .weekend, signal: rate))
  }
}

extension WeekdayPolicy: PolicyKind {
  /// What scenarios call it.
  public static let name = "weekday"
  /// What it does.
  public static let summary = "The replicas that the load needs, and a few more on weekdays."
  /// The keys that such an arm may have.
  public static let settings = [extra]
  private static let extra = Setting("extra", .whole(0...100), "Replicas more on weekdays.", default: 2)
  /// Settings to begin with.
  public static let example: PolicySettings = ["extra": 3]

  /// A policy that has seen nothing yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    WeekdayPolicy(extra: settings.whole(extra), context: context)
  }
}

extension DecisionReason.Rule {
  static let nothingMeasured = Self("nothing measured yet")
  static let weekday = Self("measured load, weekday")
  static let weekend = Self("measured load, weekend")
}
