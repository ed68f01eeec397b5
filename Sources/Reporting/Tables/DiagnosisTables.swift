import Autoscaling
import ClusterSimulation
import Experiments
import Learning

/// Tables of how a classifier does.
public enum DiagnosisTables {
  /// Accuracy and macro F1 by part, with intervals over episodes, beside the majority class.
  public static func summary(_ evaluations: [ClassifierEvaluation], color: Bool) -> String {
    var table = TextTable([
      .init("part", isLeft: true), .init("unit", isLeft: true), .init("cases"), .init("accuracy", unit: "%"),
      .init("95 % interval"), .init("macro F1"), .init("95 % interval"), .init("majority", unit: "%"),
    ])
    for evaluation in evaluations {
      func row(
        _ unit: String,
        _ matrix: @escaping @Sendable ([ClassifierEvaluation.EpisodeResult]) -> ConfusionMatrix
      ) {
        let whole = matrix(evaluation.episodes)
        let accuracy = evaluation.figure { 100 * matrix($0).accuracy }
        let score = evaluation.figure { matrix($0).macroF1 }
        table.rows.append([
          evaluation.part.rawValue, unit, "\(whole.total)", accuracy.value.formatted(digits: 1),
          interval(accuracy, 1), score.value.formatted(digits: 3), interval(score, 3),
          (100 * whole.majorityAccuracy).formatted(digits: 1),
        ])
      }
      func sum(_ add: @escaping @Sendable (inout ConfusionMatrix, ClassifierEvaluation.EpisodeResult) -> Void)
        -> @Sendable ([ClassifierEvaluation.EpisodeResult]) -> ConfusionMatrix
      {
        { episodes in
          var matrix = ConfusionMatrix(classCount: AnomalyClassifier.classNames.count)
          for episode in episodes { add(&matrix, episode) }
          return matrix
        }
      }
      row("scrapes", sum { $0.add($1.windows) })
      row("episodes, first diagnosis", sum { $0.add(truth: $1.label, said: $1.first) })
      row("episodes, two minutes later", sum { $0.add(truth: $1.label, said: $1.later) })
    }
    return table.render(color: color)
  }

  /// By type: how often it was seen and named, how fast, and what it was taken for.
  public static func types(_ evaluation: ClassifierEvaluation, color: Bool) -> String {
    var table = TextTable([
      .init("type", isLeft: true), .init("scrapes", unit: "recall %"), .init("", unit: "precision %"),
      .init("episodes", unit: "seen %"), .init("first", unit: "right %"), .init("later", unit: "right %"),
      .init("delay", unit: "median s"), .init("place", unit: "right %"), .init("taken for", isLeft: true),
    ])
    let (windows, first, later) = (
      evaluation.windows, evaluation.diagnoses(), evaluation.diagnoses(later: true)
    )
    for (label, name) in AnomalyClassifier.classNames.enumerated() {
      let own = evaluation.episodes.filter { $0.label == label }
      let delays = own.compactMap(\.delay).sorted()
      let places = own.compactMap(\.isLocated)
      let cases = later.counts[label].reduce(0, +)
      let others = later.counts[label].enumerated().filter { $0.offset != label && $0.element > 0 }
        .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.prefix(3)
        .map { "\(AnomalyClassifier.classNames[$0.offset]) \(percent(Double($0.element) / Double(cases)))" }
      table.rows.append([
        name, percent(windows.recall(label)), percent(windows.precision(label)),
        label == 0 ? "–" : percent(Double(delays.count) / Double(max(1, own.count))),
        percent(first.recall(label)), percent(later.recall(label)),
        delays.isEmpty ? "–" : delays[delays.count / 2].formatted(digits: 0),
        places.isEmpty ? "–" : percent(Double(places.count { $0 }) / Double(places.count)),
        others.joined(separator: ", "),
      ])
    }
    return table.render(color: color)
  }

  /// The features whose order matters most.
  public static func importance(
    _ importances: [RandomForest.PermutationImportance], most: Int, color: Bool
  ) -> String {
    var table = TextTable([
      .init("feature", isLeft: true), .init("drop", unit: "points"), .init("what it says", isLeft: true),
    ])
    let order = importances.indices.sorted { (importances[$1].mean, $0) < (importances[$0].mean, $1) }
    for index in order.prefix(most) {
      let feature = HealthFeatures.catalogue[index]
      table.rows.append([feature.name, (100 * importances[index].mean).formatted(digits: 2), feature.summary])
    }
    return table.render(color: color)
  }

  private static func percent(_ share: Double?) -> String {
    TextTable.cell(share.map { 100 * $0 }, digits: 0)
  }

  static func interval(_ figure: EpisodeFigure, _ digits: Int) -> String {
    "\(figure.interval.lowerBound.formatted(digits: digits)) to \(figure.interval.upperBound.formatted(digits: digits))"
  }
}
