extension RandomForest {
  /// Writes what each tree says about one row; their mean is the forest's prediction. Allocates nothing for up to 200
  /// features.
  ///
  /// - Parameters:
  ///   - row: D features, finite, in the order of the training table.
  ///   - output: A number for each tree.
  /// - Precondition: It is a regression forest.
  public func votes(row: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Double>) {
    precondition(
      task == .regression && row.count == featureCount && output.count == treeCount,
      "\(task), \(row.count) features, room for \(output.count) trees")
    guard let row = row.baseAddress, let output = output.baseAddress else { return }
    output.update(repeating: 0, count: treeCount)
    guard featureCount <= 200 else {
      for tree in 0..<treeCount {
        add(tree: tree, payload: nodes.leaf(tree: tree, row: row), to: output + tree)
      }
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: featureCount + 2) { copy in
      let copy = copy.baseAddress.unsafelyUnwrapped
      copy.initialize(from: row, count: featureCount)
      (copy + featureCount).initialize(to: -.infinity)
      (copy + featureCount + 1).initialize(to: .infinity)
      eachLeaf(of: UnsafePointer(copy)) { add(tree: $0, payload: $1, to: output + $0) }
    }
  }
}
