extension RandomForest {
  /// Quantiles of the target for one row, from all training rows that share a leaf with it.
  ///
  /// A training row's weight is the mean over the trees of its share of the leaf that the row reaches, counting
  /// repetitions in the tree's sample; a quantile is the least target at which the weights up to it reach the
  /// probability. The mean under the same weights is the forest's prediction. Source: Meinshausen, "Quantile
  /// Regression Forests", JMLR 7, 2006, who takes shares of all training rows instead of the tree's sample.
  ///
  /// - Parameters:
  ///   - probabilities: In 0...1, in any order.
  ///   - features: D finite numbers.
  /// - Returns: A quantile for each probability.
  /// - Precondition: The configuration had `keepsLeafRows`.
  public func quantiles(_ probabilities: [Double], for features: [Float]) -> [Double] {
    guard let leafRows else { preconditionFailure("quantiles need a forest fitted with keepsLeafRows") }
    precondition(
      features.count == featureCount, "\(featureCount) features expected, \(features.count) given")
    precondition(
      probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }, "probabilities must be in 0...1, are \(probabilities)")
    var weighted: [(target: Float, weight: Double)] = []
    var total = 0.0
    features.withUnsafeBufferPointer { row in
      guard let row = row.baseAddress else { return }
      for tree in 0..<treeCount {
        let leaf = leafRows.offsets[tree] + Int(nodes.leaf(tree: tree, row: row))
        let range = leafRows.starts[leaf]..<leafRows.starts[leaf + 1]
        let size = range.reduce(0.0) { $0 + Double(leafRows.repetitions[$1]) }
        for k in range {
          let weight = Double(leafRows.repetitions[k]) / size
          weighted.append((leafRows.targets[Int(leafRows.rows[k])], weight))
          total += weight
        }
      }
    }
    weighted.sort { $0.target < $1.target }
    var sums: [Double] = []
    sums.reserveCapacity(weighted.count)
    var sum = 0.0
    for entry in weighted {
      sum += entry.weight
      sums.append(sum)
    }
    return probabilities.map { probability in
      // A sum that misses the probability by rounding alone has reached it.
      let needed = probability * total - 1e-9 * total
      var (low, high) = (0, sums.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if sums[middle] >= needed { high = middle } else { low = middle + 1 }
      }
      return Double(weighted[low].target)
    }
  }

  /// Quantiles for all rows of a table, (N × probabilities), row after row; see `quantiles(_:for:)`.
  public func quantiles(_ probabilities: [Double], for table: FeatureTable, threads: Int = 1) -> [Double] {
    parallelMap(count: table.rowCount, threads: threads) { quantiles(probabilities, for: table.row($0)) }
      .flatMap { $0 }
  }
}
