/// Many variations of one scenario: which of its values change, how they are combined, and with which seeds. Plain data.
public struct Experiment: Sendable, Hashable {
  /// The name in tables.
  public var name: String
  /// The file of the scenario that is varied.
  public var scenario: String
  /// The seeds that every variation runs with.
  public var seeds: [UInt64]
  /// Names of the arms that run; empty for all of them.
  public var arms: [String]
  /// How values are chosen; the variations are the product of the designs.
  public var designs: [ExperimentDesign]
  /// Seconds between the points of a run's timeline that are kept; 0 for none.
  public var timelineInterval: Double

  /// An experiment of the given parts.
  public init(
    name: String, scenario: String, seeds: [UInt64], arms: [String] = [], designs: [ExperimentDesign],
    timelineInterval: Double = 0
  ) {
    self.name = name
    self.scenario = scenario
    self.seeds = seeds
    self.arms = arms
    self.designs = designs
    self.timelineInterval = timelineInterval
  }

  /// The variations in order, without seeds: what each sets, by the paths of the scenario's keys.
  public var variations: [[ExperimentSetting]] {
    designs.reduce([[]]) { soFar, design in
      let choices = design.choices
      return soFar.flatMap { left in choices.map { left + $0 } }
    }
  }
}

/// One value of one key.
public struct ExperimentSetting: Sendable, Hashable {
  /// The path of the key in the scenario, such as `service.replica.start_up` or `arms[hpa-tuned].cpu_utilization`.
  public var path: String
  /// The value as YAML text.
  public var value: String

  /// A setting of the given key and value.
  public init(path: String, value: String) {
    self.path = path
    self.value = value
  }
}
