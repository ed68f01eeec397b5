/// How much the gate trains.
public struct GateSize: Sendable, Hashable {
  /// The name in the file of baselines and of the option.
  public let name: String
  /// Days of the synthetic load; half of them train.
  var days: Int
  /// Points that a forecast reads, hidden units of the LSTM, most epochs.
  var inputLength, hidden, epochs: Int
  /// Trees of the replica predictor, and most rows that it learns from.
  var predictorTrees, predictorRows: Int
  /// Series with anomalies, and points of each.
  var anomalySeries, anomalyPoints: Int
  /// Episodes of the classifier for training, validation and test: whole cycles, so that every type occurs.
  var training, validation, test: Int
  /// Rows of an episode with its fault and without.
  var illRows, healthyRows: Int
  /// Trees of the classifier's forest, and most rounds of its boosted trees.
  var classifierTrees, rounds: Int

  /// What is run before a merge: minutes of CPU time.
  public static let full = GateSize(
    name: "full", days: 14, inputLength: 30, hidden: 24, epochs: 8, predictorTrees: 100,
    predictorRows: 12_000, anomalySeries: 4, anomalyPoints: 4000, training: 12 * EpisodeSpecification.cycle,
    validation: 4 * EpisodeSpecification.cycle,
    test: 6 * EpisodeSpecification.cycle, illRows: 10, healthyRows: 6, classifierTrees: 100, rounds: 40)

  /// The same checks on less, for every change; also for builds without optimization.
  public static let quick = GateSize(
    name: "quick", days: 6, inputLength: 12, hidden: 10, epochs: 6, predictorTrees: 30, predictorRows: 2500,
    anomalySeries: 2, anomalyPoints: 1500, training: 2 * EpisodeSpecification.cycle,
    validation: EpisodeSpecification.cycle, test: 2 * EpisodeSpecification.cycle, illRows: 6,
    healthyRows: 4, classifierTrees: 30, rounds: 10)
}
