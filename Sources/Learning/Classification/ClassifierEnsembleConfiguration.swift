import Glibc

/// The hyperparameters of the members of a `ClassifierEnsemble`.
public struct ClassifierEnsembleConfiguration: Hashable, Sendable, Codable {
  /// Those of the forest.
  public var forest: RandomForestConfiguration
  /// Those of the boosted trees.
  public var boosted: BoostedClassifierConfiguration

  /// Hyperparameters for some ten thousand rows and some dozen classes.
  public init(
    forest: RandomForestConfiguration = RandomForestConfiguration(treeCount: 300, minimumLeafRows: 2),
    boosted: BoostedClassifierConfiguration = BoostedClassifierConfiguration()
  ) {
    self.forest = forest
    self.boosted = boosted
  }

  /// Fits both members on `training`, and weight and temperature on `validation`.
  ///
  /// Rows of rare classes weigh as much as those of frequent ones, in all of it.
  ///
  /// - Parameters:
  ///   - training: Rows to learn from.
  ///   - validation: Rows of other origin, such as other episodes.
  ///   - classNames: (C) names; the first is what is normal.
  ///   - featureNames: (D) names.
  ///   - threads: Any number gives the same model.
  /// - Throws: `LearningError`.
  public func fit(
    training: LabelledTable, validation: LabelledTable, classNames: [String], featureNames: [String],
    threads: Int = 1
  ) throws -> ClassifierEnsemble {
    guard classNames.count == training.classCount, featureNames.count == training.table.featureCount else {
      throw LearningError(
        "\(classNames.count) names of classes and \(featureNames.count) of features do not fit a table of "
          + "\(training.classCount) classes and \(training.table.featureCount) features.")
    }
    let boosted = try boosted.fit(training: training, validation: validation)
    let forest = try forest.fit(
      training.table, classes: training.classes, classCount: training.classCount,
      classWeights: training.classWeights, threads: threads)
    let (weight, temperature) = Self.calibrate(forest, boosted, on: validation, threads: threads)
    return ClassifierEnsemble(
      classNames: classNames, featureNames: featureNames, forest: forest, boosted: boosted,
      forestWeight: weight, temperature: temperature, normalThreshold: 0.5)
  }

  /// Weight and temperature of the least weighted log loss: a grid, fine enough that neighbours differ in the fourth
  /// digit of the loss.
  private static func calibrate(
    _ forest: RandomForest, _ boosted: BoostedClassifier, on validation: LabelledTable, threads: Int
  ) -> (weight: Double, temperature: Double) {
    let rows = 0..<validation.table.rowCount
    let classes = validation.classCount
    let votes = forest.predictions(for: validation.table, threads: threads)
    let sums = parallelMap(count: rows.count, threads: threads) {
      boosted.probabilities(for: validation.table.row($0))
    }
    let weights = (0...10).map { Double($0) / 10 }
    let losses = parallelMap(count: weights.count, threads: threads) { index in
      let weight = weights[index]
      return (-6...10).map { step -> (loss: Double, weight: Double, temperature: Double) in
        let temperature = exp(Double(step) / 10)
        var loss = 0.0
        for row in rows {
          let p = ClassifierEnsemble.combine(
            Array(votes[row * classes..<(row + 1) * classes]), sums[row], weight: weight,
            temperature: temperature)
          loss -= validation.weight(row) * log(p[validation.classes[row]])
        }
        return (loss, weight, temperature)
      }
    }
    let best = losses.joined().min { $0.loss < $1.loss }
    return (best?.weight ?? 0.5, best?.temperature ?? 1)
  }
}
