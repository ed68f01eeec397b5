import Autoscaling
import ClusterSimulation
import SimulationKernel

/// A measured cluster to be predicted: its service, its loads and controllers, what was measured, and what must come out.
///
/// It describes data that lie elsewhere, so that data which may not be copied need not be; paths are relative to a folder that is
/// given when it is run.
public struct ValidationStudy: Sendable {
  /// The name in tables and results.
  public var name: String
  /// What was measured, in a sentence or two.
  public var summary: String
  /// The cluster.
  public var plant: ClusterParameters
  /// The controllers.
  public var arms: [ArmSpecification]
  /// How loads are written and sent.
  public var load: Load
  /// What was run.
  public var conditions: [Condition]
  /// Where the measured runs are.
  public var measured: Measured
  /// What is compared.
  public var figures: [Figure]
  /// Differences between conditions.
  public var contrasts: [Contrast]
  /// Seeds that each condition is run under.
  public var seeds: Int
  /// What was fitted, and to which data, a sentence each.
  public var calibrated: [String]
  /// Effects that are not modelled and what each would change, a sentence each.
  public var notModelled: [String]

  /// How loads are written and sent.
  public struct Load: Sendable, Hashable {
    /// Column of the requests a second in each second.
    public var rate: String
    /// Column of the requests that were sent in it; nil for the rounded rate.
    public var count: String?
    /// Whether they were sent at even distances; else they come at random (Poisson).
    public var isEven: Bool
    /// Columns of where a row begins and ends, in seconds; nil for a row a second from 0 on.
    public var start: String?, end: String?
  }

  /// One thing that was run.
  public struct Condition: Sendable, Hashable {
    /// The name in tables.
    public var name: String
    /// Its place in the study, from 0 on: its seeds go by it, so that they are the same where others are left out.
    public var place: Int
    /// The table of its load.
    public var load: String
    /// What the rows of its load say, by column; all rows where empty.
    public var loadRows: [String: String]
    /// The arm by its place.
    public var arm: Int
    /// What the measured runs call it.
    public var code: String
    /// What else the rows of its runs say, by column.
    public var rows: [String: String]
    /// By how many seconds the records of commands and pods are labelled too early; less than 0 for too late.
    public var labelShift: Int
  }

  /// Where the measured runs are.
  public struct Measured: Sendable, Hashable {
    /// Tables with a row a run.
    public var runs: [String]
    /// Their columns of the condition and of the repetition, by which runs of a contrast are paired.
    public var condition: String, unit: String
    /// A table with a row a condition, for figures that do not vary; nil for none.
    public var table: String?
    /// Its column of the condition.
    public var tableCondition: String
  }

  /// What is compared.
  public struct Figure: Sendable, Hashable {
    /// The simulated figure.
    public var kind: ValidationFigure
    /// Its column in the tables.
    public var column: String
    /// Whether it stands in the table of conditions instead of the runs.
    public var isOfTable: Bool
    /// What is allowed between the means: nothing (to 1e-5), or any of the others that are given.
    public var isExact: Bool
    /// The larger over the smaller mean, at most.
    public var factor: Double?
    /// Their difference as a share of the measured mean, and in the figure's unit, at most.
    public var share: Double?, slack: Double?
    /// Whether a simulated mean between the least and the largest measured run is enough.
    public var allowsRange: Bool
    /// The margin of the equivalence test, as a share of the measured mean.
    public var margin: Double
  }

  /// A difference between two conditions.
  public struct Contrast: Sendable, Hashable {
    /// The name in tables.
    public var name: String
    /// The conditions by their names: the second minus the first.
    public var from: String, to: String
    /// Another such difference that is subtracted from it; nil for none.
    public var less: [String]
    /// The figure.
    public var figure: ValidationFigure
    /// What was found.
    public var expected: Direction
  }

  /// Which way a difference goes.
  public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    /// The second is less.
    case negative
    /// No difference was found.
    case null
    /// The second is more.
    case positive
  }
}

/// A figure of a run of a validation. Second i is the time from i to i + 1 s.
public enum ValidationFigure: String, Sendable, Hashable, Codable, CaseIterable {
  /// Mean absolute error of the forecast over the seconds that it was made for, in requests a second.
  case mae = "mae_rps"
  /// Root mean square error, likewise.
  case rmse = "rmse_rps"
  /// Mean of forecast minus load, likewise.
  case bias = "bias_rps"
  /// Mean absolute error over the seconds whose load differs from that of the second before.
  case transitionMAE = "transition_mae_rps"
  /// Sum of max(oracle − desired, 0) over seconds, the oracle being the same controller with the true load as its forecast.
  case deficient = "deficient_replica_s"
  /// Sum of max(desired − oracle, 0).
  case excess = "excess_replica_s"
  /// Sum of max(required − desired, 0), required being what the capacity table says of the second's load.
  case commandDeficit = "command_deficit_vs_required_replica_s"
  /// Sum of max(desired − required, 0).
  case commandExcess = "command_excess_vs_required_replica_s"
  /// Changes of the desired replicas, those that raise and those that lower them.
  case actions = "scale_actions"
  /// Changes that raise them.
  case ups = "scale_up_actions"
  /// Changes that lower them.
  case downs = "scale_down_actions"
  /// Sum of the sizes of the changes.
  case churn = "churn_replicas"
  /// Sum of max(required − ready, 0).
  case readyDeficit = "ready_deficient_replica_s"
  /// Sum of max(load − capacity of the ready replicas, 0), in requests.
  case capacityDeficit = "ready_capacity_deficit_rps_s"
  /// The 99th percentile of all requests of the run, in milliseconds; one that failed counts as answered at once.
  case p99 = "request_p99_ms"
  /// Requests that failed.
  case failures = "request_failures"
  /// Requests that arrived.
  case requests = "request_count"
  /// Seconds whose p99, of the requests that ended in them, is above the latency target.
  case latencyViolation = "latency_violation_s"
  /// Seconds in which at least 1 % of the requests failed.
  case failureViolation = "failure_violation_s"
  /// Stretches of seconds of either kind, and the longest.
  case episodes = "violation_episodes"
  /// Seconds of the longest stretch.
  case longestEpisode = "max_violation_episode_s"
  /// CPU of all replicas that take requests, on average, in cores.
  case cpu = "mean_cpu_cores"
  /// The most replicas that were asked for.
  case peakDesired = "peak_spec_replicas"
  /// Ready replicas over time, in replica-hours.
  case readyHours = "ready_pod_hours"
  /// The second in which more replicas were asked for than at the start; the load's length for never.
  case firstScaleUp = "first_scale_up_s"
  /// The 95th percentile of all requests of the run, in milliseconds, likewise.
  case p95 = "request_p95_ms"

  /// Its unit.
  public var unit: String {
    switch self {
    case .mae, .rmse, .bias, .transitionMAE: "requests/s"
    case .deficient, .excess, .commandDeficit, .commandExcess, .readyDeficit: "replica-s"
    case .actions, .ups, .downs, .churn, .capacityDeficit, .failures, .requests, .episodes: "1"
    case .p99, .p95: "ms"
    case .latencyViolation, .failureViolation, .longestEpisode, .firstScaleUp: "s"
    case .peakDesired: "replicas"
    case .readyHours: "replica-h"
    case .cpu: "cores"
    }
  }
}
