/// A search for the values of some keys, as a file says it. Plain data.
public struct SearchSpecification: Sendable, Hashable {
  /// What is tuned.
  public enum Target: Sendable, Hashable {
    /// A forecaster of the scenario, by its name.
    case forecaster(String)
    /// An arm of the scenario, by its name.
    case arm(String)
    /// The replica predictor of the scenario.
    case replicaPredictor
  }

  /// How points are chosen.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    case random, tpe
    case halving = "successive-halving"
  }

  /// The resource of successive halving: a whole key, from little to much.
  public struct Resource: Sendable, Hashable {
    /// The path of the key.
    public var path: String
    /// What the first rung gets, and the most that any gets.
    public var least, most: Int
    /// One of so many goes on to the next rung, which gets so many times as much.
    public var factor: Int
  }

  /// The name in tables.
  public var name: String
  /// The file of the scenario.
  public var scenario: String
  /// What is tuned.
  public var target: Target
  /// The figure that is made small or large.
  public var metric: String
  /// How points are chosen.
  public var method: Method
  /// How many points; of successive halving those of the first rung.
  public var trials: Int
  /// Decides which points are drawn.
  public var seed: UInt64
  /// The keys.
  public var space: SearchSpace
  /// Successive halving: what trials get more and more of.
  public var resource: Resource?

  /// What each rung of successive halving is.
  public var schedule: HalvingSchedule? {
    resource.map {
      HalvingSchedule(trials: trials, least: $0.least, most: $0.most, factor: $0.factor)
    }
  }
}
