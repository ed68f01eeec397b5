/// How the claims are tested: which workloads, arms and seeds, and what is compared with what number. Frozen in a file
/// before the test part of any trace is looked at.
public struct ClaimProtocol: Sendable, Hashable {
  /// The name in tables.
  public var name: String
  /// What it is, in a sentence or two.
  public var summary: String
  /// What is run.
  public var experiments: [ClaimExperiment]
  /// What is judged; all primary verdicts are one family.
  public var claims: [Claim]
}

/// A scenario under several workloads and conditions: the runs that a claim is judged by.
public struct ClaimExperiment: Sendable, Hashable {
  /// The name by which claims know it.
  public var name: String
  /// The file of the scenario that the workloads are put into.
  public var scenario: String
  /// Names of the arms that run.
  public var arms: [String]
  /// The seeds of every workload.
  public var seeds: [UInt64]
  /// The units of inference.
  public var workloads: [Workload]
  /// Keys and their values; the claims' primary verdicts are about the first value of each.
  public var conditions: [ExperimentAxis]

  /// One workload: a trace, a family of generated loads, a type of fault.
  public struct Workload: Sendable, Hashable {
    /// The name in tables.
    public var name: String
    /// Trace files relative to the data folder, `*` standing for any part of a file's name; empty where the settings say
    /// all.
    public var data: [String]
    /// What is set in the scenario.
    public var settings: [ExperimentSetting]
  }
}

/// One claim: an effect with a number.
public struct Claim: Sendable, Hashable {
  /// The name in tables.
  public var name: String
  /// The claim in words, as it was made.
  public var statement: String
  /// The experiment whose runs judge it.
  public var experiment: String
  /// The metric compared.
  public var metric: String
  /// The stated relative change of the metric, such as −0.15.
  public var stated: Double
  /// What both sides are raised by before their ratio is taken, in the metric's unit: where they may be 0.
  public var raisedBy: Double
  /// The arm that the claim is about.
  public var arm: String
  /// The arm that it is compared with.
  public var baseline: String
  /// Other arms and other baselines whose effects are shown beside it.
  public var otherArms: [String], otherBaselines: [String]
  /// Other metrics that are shown beside it.
  public var otherMetrics: [String]
  /// What has to be no worse for the claim to count as supported.
  public var guards: [Guard]

  /// A metric that may get worse by so much at most.
  public struct Guard: Sendable, Hashable {
    /// The metric.
    public var metric: String
    /// How much worse it may get: a share of the baseline's value, or so much in the metric's unit.
    public var margin: Margin

    /// A metric that may get worse by `margin`.
    public init(metric: String, margin: Margin) {
      self.metric = metric
      self.margin = margin
    }

    /// How much worse.
    public enum Margin: Sendable, Hashable {
      /// A share of the baseline, such as 0.01.
      case relative(Double)
      /// So much in the metric's unit.
      case absolute(Double)
    }
  }

  /// All metrics that are looked at, the claim's own first.
  public var metrics: [String] {
    ([metric] + guards.map(\.metric) + otherMetrics).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }
}
