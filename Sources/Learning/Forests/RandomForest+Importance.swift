import Stochastics

extension RandomPurpose {
  static let permutationImportance = RandomPurpose("permutation importance")
}

extension RandomForest {
  /// How much a feature's order matters.
  public struct PermutationImportance: Hashable, Sendable {
    /// (repeats) score of the table as it is minus score with the feature's values in random order.
    public let drops: [Double]

    /// Mean of the drops.
    public var mean: Double { drops.reduce(0, +) / Double(drops.count) }
  }

  /// The drop of R² that shuffling each feature brings.
  ///
  /// On rows that the forest did not learn from it tells what helps to predict; on its training rows also what it
  /// merely remembers. Features that tell the same share their importance. Source: Breiman, Machine Learning 45(1),
  /// 2001, section 10; here on a table of one's choice rather than out of bag.
  ///
  /// - Parameters:
  ///   - table: (N × D).
  ///   - targets: (N).
  ///   - repeats: Shuffles of each feature, at least 1.
  ///   - seed: Decides the shuffles.
  ///   - threads: Any number gives the same result.
  /// - Returns: An element for each of the D features.
  public func permutationImportance(
    _ table: FeatureTable, targets: [Double], repeats: Int = 5, seed: UInt64 = 1, threads: Int = 1
  ) -> [PermutationImportance] {
    precondition(task == .regression, "targets are for a regression forest")
    return importance(table, targets: targets, repeats: repeats, seed: seed, threads: threads)
  }

  /// The drop of the share of rightly classified rows that shuffling each feature brings; see
  /// `permutationImportance(_:targets:repeats:seed:threads:)`.
  public func permutationImportance(
    _ table: FeatureTable, classes: [Int], repeats: Int = 5, seed: UInt64 = 1, threads: Int = 1
  ) -> [PermutationImportance] {
    precondition(task != .regression, "classes are for a classification forest")
    return importance(
      table, targets: classes.map { Double($0) }, repeats: repeats, seed: seed, threads: threads)
  }

  private func importance(
    _ table: FeatureTable, targets: [Double], repeats: Int, seed: UInt64, threads: Int
  ) -> [PermutationImportance] {
    precondition(repeats >= 1, "repeats must be at least 1, is \(repeats)")
    precondition(
      targets.count == table.rowCount, "\(table.rowCount) targets expected, \(targets.count) given")
    let whole = quality(of: predictions(for: table, threads: threads), targets: targets).score
    return (0..<featureCount).map { feature in
      let drops = (0..<repeats).map { turn in
        let order = Self.shuffledOrder(table.rowCount, feature: feature, turn: turn, seed: seed)
        let shuffled = predictions(for: table.permuting(feature: feature, by: order), threads: threads)
        return whole - quality(of: shuffled, targets: targets).score
      }
      return PermutationImportance(drops: drops)
    }
  }

  static func shuffledOrder(_ count: Int, feature: Int, turn: Int, seed: UInt64) -> [Int] {
    var stream = RandomStream(
      seed: seed, purpose: .permutationImportance, entity: UInt64(feature), ordinal: UInt64(turn))
    var order = Array(0..<count)
    stream.shuffle(&order)
    return order
  }
}
