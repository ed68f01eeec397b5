/// One fitted tree on its way into a forest.
struct LaidTree: Sendable {
  var nodes: [UInt64]
  /// (D) decreases of impurity, per unit of the root's weight.
  var importance: [Double]
  /// Classification: C shares for each leaf of more than one class.
  var shares: [Float] = []
  /// With remembered rows: mean, beginning and rows of each leaf.
  var leafMeans: [Float] = []
  var leafStarts: [Int] = []
  var leafRows: [UInt32] = []
  var leafRepetitions: [UInt32] = []
}

extension TreeGrower {
  /// The tree in `workspace.nodes`, laid out for inference.
  func laidOut(count: Int, layout: inout TreeLayout) -> LaidTree {
    var tree = LaidTree(nodes: [], importance: importance)
    if data.classCount > 0 {
      tree.nodes = layout.lay(workspace.nodes, count: count, featureCount: data.featureCount) { leaf in
        payload(ofClasses: leaf, &tree.shares)
      }
    } else if configuration.keepsLeafRows {
      tree.nodes = layout.lay(workspace.nodes, count: count, featureCount: data.featureCount) { leaf in
        tree.leafMeans.append(leaf.threshold)
        tree.leafStarts.append(tree.leafRows.count)
        for k in Int(leaf.first)..<Int(leaf.first + leaf.rows) {
          tree.leafRows.append(workspace.rows[k])
          tree.leafRepetitions.append(UInt32(workspace.statistics[k].y))
        }
        return UInt32(tree.leafMeans.count - 1)
      }
    } else {
      tree.nodes = layout.lay(workspace.nodes, count: count, featureCount: data.featureCount) {
        $0.threshold.bitPattern
      }
    }
    return tree
  }

  /// The only class of a leaf, or C and the number of the row of shares that is appended here.
  private func payload(ofClasses leaf: GrownNode, _ shares: inout [Float]) -> UInt32 {
    let (first, count) = (Int(leaf.first), Int(leaf.rows))
    let label = workspace.statistics[first].x
    let isPure = (first..<first + count).allSatisfy { workspace.statistics[$0].x == label }
    if isPure { return UInt32(label) }
    countClasses(start: first, count: count)
    let total = nodeClassWeight()
    let row = shares.count / data.classCount
    for label in 0..<data.classCount { shares.append(Float(workspace.classes[label] / total)) }
    return UInt32(data.classCount + row)
  }
}

extension RandomForest {
  init(
    configuration: RandomForestConfiguration, task: Task, featureCount: Int, trees: [LaidTree],
    targets: [Double], outOfBagTable: FeatureTable?, threads: Int,
    importance known: [Double]? = nil
  ) {
    var shares: [Float] = []
    var laid = trees.map(\.nodes)
    if case .classification(let classes) = task {
      for index in laid.indices where !trees[index].shares.isEmpty {
        let before = UInt64(shares.count / classes)
        for k in laid[index].indices
        where ForestNodes.feature(laid[index][k]) >= featureCount
          && ForestNodes.bits(laid[index][k]) >= classes
        {
          laid[index][k] += before
        }
        shares += trees[index].shares
      }
    }
    var leafRows: LeafRows?
    if configuration.keepsLeafRows {
      var kept = LeafRows(
        offsets: [0], means: [], starts: [], rows: [], repetitions: [], targets: targets.map { Float($0) })
      for tree in trees {
        kept.starts += tree.leafStarts.map { $0 + kept.rows.count }
        kept.means += tree.leafMeans
        kept.rows += tree.leafRows
        kept.repetitions += tree.leafRepetitions
        kept.offsets.append(kept.means.count)
      }
      kept.starts.append(kept.rows.count)
      leafRows = kept
    }
    let importance = known ?? Self.meanImportance(trees, featureCount: featureCount)
    let fitted = RandomForest(
      configuration: configuration, task: task, featureCount: featureCount,
      impurityImportance: importance, outOfBag: nil,
      nodes: ForestNodes(laid, featureCount: featureCount), shares: shares, leafRows: leafRows)
    guard let table = outOfBagTable else {
      self = fitted
      return
    }
    self = RandomForest(
      configuration: configuration, task: task, featureCount: featureCount,
      impurityImportance: fitted.impurityImportance,
      outOfBag: fitted.outOfBag(table, targets: targets, threads: threads), nodes: fitted.nodes,
      shares: shares, leafRows: leafRows)
  }

  /// Each tree counts alike, as in scikit-learn: first shares of its own sum, then their mean, then shares again.
  private static func meanImportance(_ trees: [LaidTree], featureCount: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: featureCount)
    for tree in trees {
      let total = tree.importance.reduce(0, +)
      guard total > 0 else { continue }
      for feature in 0..<featureCount { sums[feature] += tree.importance[feature] / total }
    }
    let total = sums.reduce(0, +)
    return sums.map { total > 0 ? $0 / total : 0 }
  }
}
