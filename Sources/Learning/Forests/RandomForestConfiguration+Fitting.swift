import Stochastics

extension RandomForestConfiguration {
  /// Fits a regression forest.
  ///
  /// - Parameters:
  ///   - table: (N × D), N at least 1.
  ///   - targets: (N) finite numbers, kept to single precision about their mean.
  ///   - threads: Threads to grow trees on; any number gives the same forest.
  /// - Throws: `LearningError` for a wrong hyperparameter or data that will not do.
  public func fit(_ table: FeatureTable, targets: [Double], threads: Int = 1) throws -> RandomForest {
    try check(table, count: targets.count, of: "targets")
    if let index = targets.firstIndex(where: { !Float($0).isFinite }) {
      throw LearningError("Target \(index) is \(targets[index]); every target must be a finite number.")
    }
    let data = ForestData(
      table, binned: splitSearch == .binned, targets: targets, classCount: 0, classWeights: [],
      threads: threads)
    return fit(table, data: data, targets: targets, task: .regression, threads: threads)
  }

  /// Fits a classification forest.
  ///
  /// - Parameters:
  ///   - table: (N × D), N at least 1.
  ///   - classes: (N) numbers in 0..<C.
  ///   - classCount: C, in 1…1,024; not every class need occur.
  ///   - classWeights: (C) positive weight of a row of each class; all 1 where nil.
  ///   - threads: Threads to grow trees on; any number gives the same forest.
  /// - Throws: `LearningError` for a wrong hyperparameter or data that will not do.
  public func fit(
    _ table: FeatureTable, classes: [Int], classCount: Int, classWeights: [Double]? = nil, threads: Int = 1
  ) throws -> RandomForest {
    try check(table, count: classes.count, of: "classes")
    guard (1...1024).contains(classCount) else {
      throw LearningError("classCount must be in 1...1024, is \(classCount).")
    }
    if let index = classes.firstIndex(where: { $0 < 0 || $0 >= classCount }) {
      throw LearningError(
        "The class of row \(index) is \(classes[index]); with classCount \(classCount) it must be in "
          + "0..<\(classCount).")
    }
    let weights = classWeights ?? Array(repeating: 1, count: classCount)
    guard weights.count == classCount, weights.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw LearningError("classWeights must be \(classCount) positive finite numbers, are \(weights).")
    }
    guard !keepsLeafRows else {
      throw LearningError("keepsLeafRows is for quantiles of a regression forest; classes have none.")
    }
    let targets = classes.map { Double($0) }
    let data = ForestData(
      table, binned: splitSearch == .binned, targets: targets, classCount: classCount, classWeights: weights,
      threads: threads)
    return fit(
      table, data: data, targets: targets, task: .classification(classCount: classCount), threads: threads)
  }

  /// The weights that give every class of `classes` the same total: N / (C · N_c), and 1 for a class without rows.
  public static func balancedWeights(classes: [Int], classCount: Int) -> [Double] {
    var counts = [Int](repeating: 0, count: classCount)
    for label in classes { counts[label] += 1 }
    return counts.map { $0 == 0 ? 1 : Double(classes.count) / Double(classCount * $0) }
  }

  private func check(_ table: FeatureTable, count: Int, of what: String) throws {
    if let problem { throw LearningError("The random forest cannot be fitted: \(problem)") }
    guard table.rowCount > 0, table.featureCount > 0 else {
      throw LearningError(
        "A random forest needs at least one row and one feature; the table has \(table.rowCount) rows and "
          + "\(table.featureCount) features.")
    }
    guard table.rowCount <= ForestNodes.maximumLeaves, table.featureCount <= ForestNodes.maximumFeatures
    else {
      throw LearningError(
        "A random forest takes at most \(ForestNodes.maximumLeaves) rows and \(ForestNodes.maximumFeatures) "
          + "features; the table has \(table.rowCount) and \(table.featureCount).")
    }
    guard count == table.rowCount else {
      throw LearningError("The table has \(table.rowCount) rows, but there are \(count) \(what).")
    }
    if case .count(let count) = features, count > table.featureCount {
      throw LearningError(
        "The random forest cannot be fitted: features must be at most the table's \(table.featureCount), is "
          + "\(count).")
    }
  }

  private func fit(
    _ table: FeatureTable, data: ForestData, targets: [Double], task: RandomForest.Task, threads: Int
  ) -> RandomForest {
    let trees = parallelMap(
      count: treeCount, threads: threads,
      makeWorkspace: {
        (
          TreeGrower(
            data: data, configuration: self,
            workspace: TreeWorkspace(rowCount: data.rowCount, classCount: data.classCount)), TreeLayout()
        )
      },
      { index, pair in
        let count = pair.0.grow(tree: index)
        return pair.0.laidOut(count: count, layout: &pair.1)
      })
    return RandomForest(
      configuration: self, task: task, featureCount: table.featureCount, trees: trees, targets: targets,
      outOfBagTable: computesOutOfBag ? table : nil, threads: threads)
  }
}
