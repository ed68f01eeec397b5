import ClusterSimulation

/// What goes wrong in the part of a scenario that results are taken from. Tuning and training see none of it.
public struct FaultsSpecification: Sendable, Hashable, Codable {
  /// Faults at given times.
  public var episodes: [FaultSpecification]
  /// Faults at random times; nil for none.
  public var campaign: FaultCampaign?
  /// Harmless events at given times.
  public var benign: [BenignEvent]
  /// What the faults have in common.
  public var parameters: FaultParameters
  /// Whether what every scrape said of the service is kept with the results.
  public var keepsSignals: Bool

  /// The plan of a run of `seconds` measured seconds: the same in every arm.
  func plan(seconds: Double, seed: UInt64) -> FaultPlan {
    var plan = campaign?.plan(seconds: seconds, seed: seed) ?? FaultPlan()
    plan.faults += episodes
    plan.benign += benign
    plan.faults.sort { $0.onset < $1.onset }
    return plan
  }
}
