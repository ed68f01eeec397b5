import ClusterSimulation
import SimulationKernel

/// Everything that one run of one arm left behind: what the results database stores and the charts draw.
public struct RunResult: Sendable {
  /// The scenario's name.
  public var scenario: String
  /// The arm's name in tables, such as `hpa-stock`. Unique within a scenario and part.
  public var arm: String
  /// The policy's kind and its resolved parameters, as canonical JSON.
  public var policyJSON: String
  /// The resolved scenario, as canonical JSON.
  public var scenarioJSON: String
  /// Which part of the workload was measured: `validation`, `test` or `whole`.
  public var part: String
  /// The seed of every random stream.
  public var seed: UInt64
  /// SHA-256 of all that the result depends on, for a run of a sweep; nil for one that is known by its names.
  public var digest: String?
  /// SHA-256 of what the runs of a scenario have in common, which may be compared: the resolved scenario without its seed, the
  /// contents of its inputs, models that were given, and the version of the simulator; nil where that is not known.
  public var scenarioDigest: String?
  /// SHA-256 of each input file, by its name, in order of use.
  public var inputs: [InputFile]
  /// The measured figures, in the order of the metric catalogue.
  public var metrics: [MetricValue]
  /// The course of the run, one point per timeline interval.
  public var timeline: [TimelinePoint]
  /// Decisions that changed the replica count, and the first of each reason, in order of time.
  public var decisions: [DecisionRecord]
  /// What became of faults, alarms and remedies; nil where there was nothing of it.
  public var faults: FaultReport?
  /// Wall-clock seconds the simulation took. The only field that differs between two equal runs.
  public var wallSeconds: Double

  /// A result of the given contents.
  public init(
    scenario: String, arm: String, policyJSON: String, scenarioJSON: String, part: String, seed: UInt64,
    inputs: [InputFile], metrics: [MetricValue], timeline: [TimelinePoint], decisions: [DecisionRecord],
    faults: FaultReport? = nil, wallSeconds: Double
  ) {
    self.scenario = scenario
    self.arm = arm
    self.policyJSON = policyJSON
    self.scenarioJSON = scenarioJSON
    self.part = part
    self.seed = seed
    self.inputs = inputs
    self.metrics = metrics
    self.timeline = timeline
    self.decisions = decisions
    self.faults = faults
    self.wallSeconds = wallSeconds
  }
}

/// One measured figure.
public struct MetricValue: Sendable, Hashable, Codable {
  /// A name of the metric catalogue, such as `node_cost`.
  public var name: String
  /// The value in the catalogue's unit; nil where it is undefined or was censored throughout.
  public var value: Double?

  /// A figure of the given name.
  public init(name: String, value: Double?) {
    self.name = name
    self.value = value
  }
}

/// What a metric means: its unit, its better direction, its definition.
public struct MetricDefinition: Sendable, Hashable {
  /// The name used in the database, `snake_case`.
  public var name: String
  /// The unit, such as `USD`, `s`, `%`, `1`.
  public var unit: String
  /// Whether less is better (`lower`), more is better (`higher`) or neither (`none`).
  public var better: String
  /// One sentence.
  public var summary: String

  /// A definition of the given contents.
  public init(name: String, unit: String, better: String, summary: String) {
    self.name = name
    self.unit = unit
    self.better = better
    self.summary = summary
  }
}

/// One forecast and what came of it.
public struct ForecastRecord: Sendable, Hashable {
  /// Seconds on the time line when it was issued (end of the newest point read).
  public var issuedAt: Double
  /// Seconds on the time line that it speaks about: the end of its horizon.
  public var validAt: Double
  /// The central forecast, requests a second.
  public var value: Double
  /// Lower bound of the interval, where the forecaster gives one.
  public var lower: Double?
  /// Upper bound of the interval, where the forecaster gives one.
  public var upper: Double?
  /// What came, requests a second.
  public var actual: Double

  /// A forecast of the given contents.
  public init(
    issuedAt: Double, validAt: Double, value: Double, lower: Double?, upper: Double?, actual: Double
  ) {
    self.issuedAt = issuedAt
    self.validAt = validAt
    self.value = value
    self.lower = lower
    self.upper = upper
    self.actual = actual
  }
}

/// A forecaster that was trained or loaded, with its quality on the test part.
public struct ModelResult: Sendable {
  /// The forecaster's name, such as `lstm-direct`.
  public var name: String
  /// Its kind and hyperparameters, as canonical JSON.
  public var hyperparametersJSON: String
  /// SHA-256 of the training data (the bytes of its doubles).
  public var trainingDataSHA256: String
  /// SHA-256 of the saved model; nil for a forecaster without parameters.
  public var fileSHA256: String?
  /// Figures on the test part, in a fixed order: `rmse`, `mae`, `skill_persistence` and so on.
  public var quality: [MetricValue]
  /// Forecasts of the test part kept for the database and charts.
  public var forecasts: [ForecastRecord]

  /// A model result of the given contents.
  public init(
    name: String, hyperparametersJSON: String, trainingDataSHA256: String, fileSHA256: String?,
    quality: [MetricValue], forecasts: [ForecastRecord]
  ) {
    self.name = name
    self.hyperparametersJSON = hyperparametersJSON
    self.trainingDataSHA256 = trainingDataSHA256
    self.fileSHA256 = fileSHA256
    self.quality = quality
    self.forecasts = forecasts
  }
}

/// One arm held against a baseline on one metric.
public struct ComparisonRecord: Sendable, Hashable {
  /// The baseline's arm name.
  public var baseline: String
  /// The compared arm's name.
  public var arm: String
  /// The metric's name.
  public var metric: String
  /// Arm's value minus the baseline's, in the metric's unit.
  public var difference: Double
  /// Arm's value over the baseline's; nil where the baseline is 0.
  public var ratio: Double?

  /// A comparison of the given contents.
  public init(baseline: String, arm: String, metric: String, difference: Double, ratio: Double?) {
    self.baseline = baseline
    self.arm = arm
    self.metric = metric
    self.difference = difference
    self.ratio = ratio
  }
}
