import Stochastics

extension RandomForest {
  /// Whether each row was in the sample of one tree; rows are those of the training table.
  public func isInBag(tree: Int, rowCount: Int) -> [Bool] {
    precondition(tree >= 0 && tree < treeCount, "tree \(tree) of \(treeCount)")
    guard configuration.bootstrap else { return Array(repeating: true, count: rowCount) }
    var stream = RandomStream(seed: configuration.seed, purpose: .forestTree, entity: UInt64(tree))
    var repetitions = [UInt32](repeating: 0, count: rowCount)
    repetitions.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      TreeGrower.drawBootstrap(&stream, rowCount: rowCount, into: base)
    }
    return repetitions.map { $0 > 0 }
  }

  /// Each training row as the trees see it that did not learn from it.
  func outOfBag(_ table: FeatureTable, targets: [Double], threads: Int) -> OutOfBag {
    let (n, k) = (table.rowCount, outputCount)
    let bags = parallelMap(count: treeCount, threads: threads) { isInBag(tree: $0, rowCount: n) }
    let blocks = (n + Self.blockRows - 1) / Self.blockRows
    let predictions = parallelMap(count: blocks, threads: threads) { block in
      let range = block * Self.blockRows..<min((block + 1) * Self.blockRows, n)
      var sums = [Double](repeating: 0, count: range.count * k)
      var votes = [Double](repeating: 0, count: range.count)
      table.withRows(range) { rows in
        sums.withUnsafeMutableBufferPointer { sums in
          guard let sums = sums.baseAddress else { return }
          for tree in 0..<treeCount {
            bags[tree].withUnsafeBufferPointer { bag in
              eachLeaf(of: rows, count: range.count, tree: tree) { row, payload in
                if bag[range.lowerBound + row] { return }
                add(tree: tree, payload: payload, to: sums + row * k)
                votes[row] += 1
              }
            }
          }
        }
      }
      // 0 / 0, not a number, where every tree learned from the row.
      for index in sums.indices { sums[index] /= votes[index / k] }
      return sums
    }.flatMap { $0 }
    let (score, error) = quality(of: predictions, targets: targets)
    return OutOfBag(predictions: predictions, score: score, error: error)
  }

  /// R² and mean squared error, or shares of right and wrong rows, over the rows whose prediction is a number.
  func quality(of predictions: [Double], targets: [Double]) -> (score: Double, error: Double) {
    let k = outputCount
    let rows = targets.indices.filter { !predictions[$0 * k].isNaN }
    guard !rows.isEmpty else { return (.nan, .nan) }
    let count = Double(rows.count)
    switch task {
    case .regression:
      let mean = rows.reduce(0) { $0 + targets[$1] } / count
      let total = rows.reduce(0) { $0 + (targets[$1] - mean) * (targets[$1] - mean) }
      let left = rows.reduce(0) { $0 + (targets[$1] - predictions[$1]) * (targets[$1] - predictions[$1]) }
      return (1 - left / total, left / count)
    case .classification:
      let right = rows.reduce(0.0) { sum, row in
        sum + (Double(Self.likeliest(predictions[row * k..<(row + 1) * k])) == targets[row] ? 1 : 0)
      }
      return (right / count, 1 - right / count)
    }
  }

  /// R² of a regression forest on a table: 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
  ///
  /// - Precondition: It is a regression forest; `targets` has N elements.
  public func score(_ table: FeatureTable, targets: [Double], threads: Int = 1) -> Double {
    precondition(task == .regression && targets.count == table.rowCount, "\(task), \(targets.count) targets")
    return quality(of: predictions(for: table, threads: threads), targets: targets).score
  }

  /// Share of rows whose likeliest class is theirs, in 0…1.
  ///
  /// - Precondition: It is a classification forest; `classes` has N elements.
  public func score(_ table: FeatureTable, classes: [Int], threads: Int = 1) -> Double {
    precondition(task != .regression && classes.count == table.rowCount, "\(task), \(classes.count) classes")
    return quality(of: predictions(for: table, threads: threads), targets: classes.map { Double($0) }).score
  }
}
