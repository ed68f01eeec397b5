import Autoscaling
import ClusterSimulation
import Learning

/// One experiment on one workload: a plant, a load, forecasters and arms. Plain data; reading and checking a file makes
/// it, running it is another matter.
public struct Scenario: Sendable, Hashable, Codable {
  /// The name in tables and file names.
  public var name: String
  /// What it is for, in a sentence or two.
  public var summary: String
  /// The seed of every random stream.
  public var seed: UInt64
  /// The load.
  public var workload: WorkloadSpecification
  /// What every arm shares.
  public var plant: ClusterParameters
  /// A cell whose machines and tasks are replayed beside the nodes; nil for none.
  public var cell: CellSpecification?
  /// Other services on the same nodes.
  public var neighbours: [NeighbourSpecification]
  /// How the time line is divided.
  public var split: Split
  /// Simulated seconds before the measured window, in which figures do not count.
  public var warmUp: Double
  /// The share of 60-s windows that may miss the objective, 0…1: what tuned arms are tuned to.
  public var violationBudget: Double
  /// What goes wrong in the test part; nil for nothing.
  public var faults: FaultsSpecification?
  /// The forecasters, controls among them.
  public var forecasters: [ForecasterSpecification]
  /// The competitors.
  public var arms: [ArmSpecification]

  /// Shares of the time line in order, which sum to 1.
  public struct Split: Sendable, Hashable, Codable {
    /// For fitting models and scalers, 0…1.
    public var train: Double
    /// For early stopping and tuning, 0…1.
    public var validation: Double
    /// For results, 0…1.
    public var test: Double
  }
}
