/// A set of equal pods that are kept at a number: one service.
public struct DeploymentParameters: Sendable, Hashable, Codable {
  /// What it is called in reports.
  public var name: String
  /// The pods at the start of the run.
  public var template: PodTemplate
  /// Pods of a higher priority are placed first and may push out those of a lower one.
  public var priority: Int
  /// Names of taints that the pods put up with.
  public var tolerations: [String]
  /// Labels that a node must have.
  public var nodeSelector: [String]
  /// By how many pods zones may differ at most (topology spread, DoNotSchedule); nil for no limit.
  public var zoneSkew: Int?
  /// What evictions must leave; nil for no budget.
  public var budget: DisruptionBudget?
  /// How many pods a rolling update may add to the replicas wanted; percentages round up.
  public var maxSurge: CountOrPercent
  /// How many of the replicas wanted a rolling update may take away; percentages round down.
  public var maxUnavailable: CountOrPercent

  /// A deployment; see the properties.
  public init(
    name: String, template: PodTemplate, priority: Int = 0, tolerations: [String] = [],
    nodeSelector: [String] = [], zoneSkew: Int? = nil, budget: DisruptionBudget? = nil,
    maxSurge: CountOrPercent = .percent(25), maxUnavailable: CountOrPercent = .percent(25)
  ) {
    self.name = name
    self.template = template
    self.priority = priority
    self.tolerations = tolerations
    self.nodeSelector = nodeSelector
    self.zoneSkew = zoneSkew
    self.budget = budget
    self.maxSurge = maxSurge
    self.maxUnavailable = maxUnavailable
  }
}

/// How a new version is tried on a part of the pods first.
public struct CanaryPlan: Sendable, Hashable, Codable {
  /// Percentages of the replicas wanted that run the new version, step by step; 100 follows the last.
  public var steps: [Int]
  /// How long each step is watched once its pods are ready, in seconds.
  public var pause: Double

  /// A canary of the given steps, in percent.
  public init(steps: [Int], pause: Double) {
    self.steps = steps
    self.pause = pause
  }
}
