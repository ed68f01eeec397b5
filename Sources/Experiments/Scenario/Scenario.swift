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

/// One competitor.
public struct ArmSpecification: Sendable, Hashable, Codable {
  /// The kinds there are.
  public enum Policy: String, Sendable, Codable, CaseIterable {
    case hpa, proactive, oracle
    case reactPlus = "react-plus"
    case fixed = "static"
    case knative, keda, autopilot
    case stepScaling = "step-scaling"
    case targetTracking = "target-tracking"
    case predictiveHPA = "predictive-hpa"
    case replicaPredictor = "replica-predictor"

    /// Which of the two targets an arm of this kind may name; empty for a kind without one.
    var targets: [String] {
      switch self {
      case .hpa, .stepScaling, .targetTracking, .predictiveHPA: ["cpu_utilization", "requests_per_second"]
      case .knative, .keda: ["requests_per_second"]
      case .autopilot: ["cpu_utilization"]
      case .proactive, .oracle, .reactPlus, .fixed, .replicaPredictor: []
      }
    }
  }

  /// What a static arm is sized for.
  public enum Sizing: String, Sendable, Codable, CaseIterable {
    case mean, peak
  }

  /// The name in tables.
  public var name: String
  /// What decides.
  public var policy: Policy
  /// HPA: target CPU utilization, percent of the request.
  public var cpuUtilization: Int?
  /// HPA: target requests a second and replica.
  public var requestsPerSecond: Double?
  /// HPA: a whole HorizontalPodAutoscaler object, which says everything itself.
  public var manifest: ManifestValue?
  /// HPA: signals of the simulator by the names that the manifest gives its metrics.
  public var signals: [String: HPASignal]
  /// `react-plus`, `proactive`: factor on the load; `replica-predictor`: on the replicas too.
  public var headroom: Double?
  /// `proactive`: the forecaster's name.
  public var forecaster: String?
  /// `proactive`: the quantile of the forecast that is used, 0…1.
  public var quantile: Double?
  /// How long a high proposal keeps the service from going below it, in seconds.
  public var stabilization: Double
  /// `static`: what it is sized for, on the training part.
  public var size: Sizing?
  /// Whether the knob is tuned to the violation budget on the validation part.
  public var tune: Bool
  /// What watches over the service and acts on anomalies; nil for nothing.
  public var healing: HealingSpecification?
}
