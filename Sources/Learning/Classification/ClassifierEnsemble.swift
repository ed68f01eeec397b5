import Glibc

/// A random forest and a boosted classifier that vote with weights, and whose probabilities are calibrated.
///
/// p ∝ (w · p_forest + (1 − w) · p_boosted)^(1/T). Weight and temperature make the log loss on validation rows least
/// (temperature: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, on log-probabilities).
public struct ClassifierEnsemble: Sendable {
  /// (C) names of the classes; the first is what is normal.
  public let classNames: [String]
  /// (D) names of the features, in the order of the rows.
  public let featureNames: [String]
  /// The forest.
  public let forest: RandomForest
  /// The boosted trees.
  public let boosted: BoostedClassifier
  /// w, in 0…1.
  public let forestWeight: Double
  /// T, positive; above 1 where the members together were too sure.
  public let temperature: Double
  /// A row is called abnormal where the probability of the first class is below this, in 0…1.
  public var normalThreshold: Double

  /// Probabilities below this count as this, so that a member cannot rule a class out.
  static let floor = 1e-4

  /// The probabilities of the C classes for one row, with sum 1.
  ///
  /// - Precondition: `features` has D finite elements.
  public func probabilities(for features: [Float]) -> [Double] {
    Self.combine(
      forest.prediction(for: features), boosted.probabilities(for: features), weight: forestWeight,
      temperature: temperature)
  }

  /// The probabilities for all rows of a table, one array a row.
  ///
  /// - Parameters:
  ///   - table: N rows of D features.
  ///   - threads: Any number gives the same result.
  public func probabilities(for table: FeatureTable, threads: Int = 1) -> [[Double]] {
    parallelMap(count: table.rowCount, threads: threads) { probabilities(for: table.row($0)) }
  }

  /// The drop of the share of rightly classified rows that shuffling each feature brings; see
  /// `RandomForest.permutationImportance`. Features that tell the same share their importance.
  public func permutationImportance(
    _ rows: LabelledTable, repeats: Int = 3, seed: UInt64 = 1, threads: Int = 1
  ) -> [RandomForest.PermutationImportance] {
    precondition(repeats >= 1, "repeats must be at least 1, is \(repeats)")
    func score(_ table: FeatureTable) -> Double {
      let right = probabilities(for: table, threads: threads).enumerated().count {
        RandomForest.likeliest($1[...]) == rows.classes[$0]
      }
      return Double(right) / Double(table.rowCount)
    }
    let whole = score(rows.table)
    return (0..<rows.table.featureCount).map { feature in
      RandomForest.PermutationImportance(
        drops: (0..<repeats).map { turn in
          let order = RandomForest.shuffledOrder(
            rows.table.rowCount, feature: feature, turn: turn, seed: seed)
          return whole - score(rows.table.permuting(feature: feature, by: order))
        })
    }
  }

  static func combine(
    _ forest: [Double], _ boosted: [Double], weight: Double, temperature: Double
  ) -> [Double] {
    softmax(
      zip(forest, boosted).map { log(max(weight * $0 + (1 - weight) * $1, floor)) / temperature })
  }
}
