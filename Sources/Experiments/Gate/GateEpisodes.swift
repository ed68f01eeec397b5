import Autoscaling
import ClusterSimulation
import Learning

/// Episodes that the classifier of anomalies learns from and is judged on, the same under every seed of the models.
struct GateEpisodes: Sendable {
  let training, validation: LabelledTable
  let test: [EpisodeRows.Row]
  let configuration: ClassifierEnsembleConfiguration

  init(_ size: GateSize, threads: Int) throws {
    func rows(_ part: EpisodePart, _ count: Int) -> [EpisodeRows] {
      EpisodeRows.run(part: part, count: count, seed: 20_261_121, threads: threads)
    }
    func table(_ episodes: [EpisodeRows]) throws -> LabelledTable {
      try EpisodeRows.table(
        episodes.flatMap { $0.thinned(ill: size.illRows, healthy: size.healthyRows) })
    }
    training = try table(rows(.training, size.training))
    validation = try table(rows(.validation, size.validation))
    test = rows(.test, size.test).flatMap(\.rows).filter { $0.label != nil }
    configuration = ClassifierEnsembleConfiguration(
      forest: RandomForestConfiguration(treeCount: size.classifierTrees, minimumLeafRows: 2),
      boosted: BoostedClassifierConfiguration(maximumRounds: size.rounds))
  }

  /// What was said of every scrape of the test episodes.
  func matrix(_ model: ClassifierEnsemble) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(classCount: AnomalyClassifier.classNames.count)
    for row in test {
      let p = model.probabilities(for: row.features)
      matrix.add(truth: row.label ?? 0, said: p.indices.max { p[$0] < p[$1] } ?? 0)
    }
    return matrix
  }
}
