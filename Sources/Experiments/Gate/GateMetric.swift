import Autoscaling
import ClusterSimulation

/// What the gate measures of a model: which way is better, and how far a figure may move without being worse.
public struct GateMetric: Sendable, Hashable {
  /// Which values are better.
  public enum Sense: Sendable, Hashable {
    /// Larger ones.
    case higher
    /// Smaller ones.
    case lower
    /// Those nearer to the given one.
    case near(Double)
  }

  /// The name in tables and in the file of baselines.
  public let name: String
  /// What it is, as it reads within a sentence.
  public let meaning: String
  /// Which values are better.
  public let sense: Sense
  /// A value that is no better than a control that has learned nothing: the model has to be beyond it, whatever was
  /// recorded.
  public let control: Double?
  /// The least margin, in the figure's unit: what a change of compiler or library may move.
  public let leastMargin: Double
  /// The least margin as a share of the baseline; the larger of the two counts.
  public let leastShare: Double

  init(
    _ name: String, _ meaning: String, _ sense: Sense = .higher, control: Double? = nil,
    leastMargin: Double = 0.005, leastShare: Double = 0.01
  ) {
    self.name = name
    self.meaning = meaning
    self.sense = sense
    self.control = control
    self.leastMargin = leastMargin
    self.leastShare = leastShare
  }

  /// How bad a value is: smaller is better, in the figure's unit.
  func loss(_ value: Double) -> Double {
    switch sense {
    case .higher: -value
    case .lower: value
    case .near(let target): abs(value - target)
    }
  }

  /// Every metric, in the order of tables.
  public static let all: [GateMetric] = [
    GateMetric(
      "skill-persistence", "1 − RMSE over that of persistence, at the lead time", control: 0),
    GateMetric(
      "skill-seasonal", "1 − RMSE over that of the seasonal naive, at the lead time", control: 0),
    GateMetric(
      "pinball", "pinball loss summed over quantiles and weighted by load (WQL)", .lower,
      leastMargin: 0.0005, leastShare: 0.01),
    GateMetric("coverage", "share within the interval from 5 to 95 %", .near(0.9), leastMargin: 0.01),
    GateMetric(
      "unseen-influence",
      "largest change of its forecasts when only data it must not see are changed, over the mean load",
      .lower, leastMargin: 0, leastShare: 0),
    GateMetric("vus-pr", "volume under the surface of precision and recall (VUS-PR)"),
    GateMetric("vus-pr-lead", "VUS-PR minus that of the best of the three controls", control: 0),
    GateMetric("exact", "share of steps with the right number of replicas"),
    GateMetric("within-one", "share of steps within one replica of the right number"),
    GateMetric("within-one-lead", "share within one replica minus that of the best control", control: 0),
    GateMetric("rmse", "root of the mean squared error, in replicas", .lower, leastMargin: 0.01),
    GateMetric(
      "macro-f1", "mean F1 over the \(AnomalyClassifier.classNames.count) classes, scrape by scrape"),
    GateMetric(
      "training-rate", "operations a CPU second of LSTM training over those of a matrix product",
      leastShare: 0.5),
  ]

  /// The metric of the given name; nil where there is none.
  public static func named(_ name: String) -> GateMetric? { all.first { $0.name == name } }
}
