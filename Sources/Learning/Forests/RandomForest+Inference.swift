extension RandomForest {
  /// Rows that pass through one tree before the next tree is taken.
  static let blockRows = 8192

  /// Writes the prediction for one row; allocates nothing.
  ///
  /// - Parameters:
  ///   - row: D features, finite, in the order of the training table.
  ///   - output: K numbers: the mean, or the classes' probabilities.
  public func predict(row: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Double>) {
    precondition(
      row.count == featureCount && output.count == outputCount,
      "\(featureCount) features and \(outputCount) outputs expected, \(row.count) and \(output.count) given")
    guard let row = row.baseAddress, let output = output.baseAddress else { return }
    output.update(repeating: 0, count: outputCount)
    // Longer rows would take their copy from the heap.
    if featureCount <= 200 {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: featureCount + 2) { copy in
        let copy = copy.baseAddress.unsafelyUnwrapped
        copy.initialize(from: row, count: featureCount)
        (copy + featureCount).initialize(to: -.infinity)
        (copy + featureCount + 1).initialize(to: .infinity)
        eachLeaf(of: UnsafePointer(copy)) { add(tree: $0, payload: $1, to: output) }
      }
    } else {
      for tree in 0..<treeCount { add(tree: tree, payload: nodes.leaf(tree: tree, row: row), to: output) }
    }
    for k in 0..<outputCount { output[k] /= Double(treeCount) }
  }

  /// The prediction for one row: K numbers.
  ///
  /// - Precondition: `features` has D finite elements.
  public func prediction(for features: [Float]) -> [Double] {
    var output = [Double](repeating: 0, count: outputCount)
    features.withUnsafeBufferPointer { row in
      output.withUnsafeMutableBufferPointer { predict(row: row, into: $0) }
    }
    return output
  }

  /// The predictions for all rows of a table, (N × K), row after row; the same bits as row by row.
  ///
  /// - Parameters:
  ///   - table: D features, in the order of the training table.
  ///   - threads: Any number gives the same result.
  public func predictions(for table: FeatureTable, threads: Int = 1) -> [Double] {
    precondition(
      table.featureCount == featureCount, "\(featureCount) features expected, \(table.featureCount) given")
    let blocks = (table.rowCount + Self.blockRows - 1) / Self.blockRows
    let parts = parallelMap(count: blocks, threads: threads) { block in
      let first = block * Self.blockRows
      let range = first..<min(first + Self.blockRows, table.rowCount)
      var output = [Double](repeating: 0, count: range.count * outputCount)
      table.withRows(range) { rows in
        output.withUnsafeMutableBufferPointer { output in
          guard let output = output.baseAddress else { return }
          for tree in 0..<treeCount {
            eachLeaf(of: rows, count: range.count, tree: tree) { row, payload in
              add(tree: tree, payload: payload, to: output + row * outputCount)
            }
          }
          for k in 0..<range.count * outputCount { output[k] /= Double(treeCount) }
        }
      }
      return output
    }
    return parts.flatMap { $0 }
  }

  /// The likeliest class of each row of a table, the first among equals.
  ///
  /// - Precondition: It is a classification forest.
  public func classes(for table: FeatureTable, threads: Int = 1) -> [Int] {
    guard case .classification(let classCount) = task else {
      preconditionFailure("a regression forest has no classes")
    }
    let probabilities = predictions(for: table, threads: threads)
    return (0..<table.rowCount).map { row in
      Self.likeliest(probabilities[row * classCount..<(row + 1) * classCount])
    }
  }

  static func likeliest(_ probabilities: ArraySlice<Double>) -> Int {
    var best = probabilities.startIndex
    for label in probabilities.indices where probabilities[label] > probabilities[best] { best = label }
    return best - probabilities.startIndex
  }

  /// Adds what a leaf says to K sums.
  @inline(__always)
  func add(tree: Int, payload: UInt32, to output: UnsafeMutablePointer<Double>) {
    switch task {
    case .regression:
      if let leafRows {
        output[0] += Double(leafRows.means[leafRows.offsets[tree] + Int(payload)])
      } else {
        output[0] += Double(Float(bitPattern: payload))
      }
    case .classification(let classes):
      if payload < classes {
        output[Int(payload)] += 1
      } else {
        let row = (Int(payload) - classes) * classes
        for label in 0..<classes { output[label] += Double(shares[row + label]) }
      }
    }
  }

}
