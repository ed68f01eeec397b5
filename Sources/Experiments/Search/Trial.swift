/// One point of a search and what it came to.
public struct Trial: Sendable, Hashable {
  /// Its place in the search: 0 for the scenario as it is, then from 1 in order.
  public var position: Int
  /// The round of successive halving, from 0; nil otherwise.
  public var rung: Int?
  /// What it might use in that round.
  public var resource: Int?
  /// What was set, by path.
  public var settings: [ExperimentSetting]
  /// The metric on the validation part; nil where the trial failed.
  public var value: Double?
  /// How far the violation budget was missed there, as a share of the windows; 0 where it held.
  public var excess: Double
  /// Why it failed, in words.
  public var reason: String?

  /// A trial of the given contents.
  public init(
    position: Int, rung: Int? = nil, resource: Int? = nil, settings: [ExperimentSetting],
    value: Double? = nil,
    excess: Double = 0, reason: String? = nil
  ) {
    self.position = position
    self.rung = rung
    self.resource = resource
    self.settings = settings
    self.value = value
    self.excess = excess
    self.reason = reason
  }

  /// Its score where larger values of the metric are better, or smaller ones.
  public func score(largerIsBetter: Bool) -> TrialScore {
    guard let value else { return .failed }
    return TrialScore(excess: excess, loss: largerIsBetter ? -value : value)
  }
}
