import Stochastics

extension RandomPurpose {
  static let isolationTree = RandomPurpose("isolation forest tree")
}

extension IsolationForestConfiguration {
  /// Fits an isolation forest.
  ///
  /// - Parameters:
  ///   - table: (N × D), N at least 2. What is normal should make up most of it; nothing is said of which rows are.
  ///   - threads: Threads to grow trees on; any number gives the same forest.
  /// - Throws: `LearningError` for a wrong hyperparameter or a table that will not do.
  public func fit(_ table: FeatureTable, threads: Int = 1) throws -> IsolationForest {
    try fit(table, turn: 0, threads: threads)
  }

  /// The same for the given turn of a sliding window; each turn has random numbers of its own.
  func fit(_ table: FeatureTable, turn: Int, threads: Int) throws -> IsolationForest {
    if let problem { throw LearningError("The isolation forest cannot be fitted: \(problem)") }
    guard table.rowCount >= 2, (1...510).contains(table.featureCount) else {
      throw LearningError(
        "An isolation forest needs at least 2 rows and 1...510 features; the table has \(table.rowCount) rows and "
          + "\(table.featureCount) features.")
    }
    if let extensionLevel, extensionLevel >= table.featureCount {
      throw LearningError(
        "The isolation forest cannot be fitted: extensionLevel must be below the table's \(table.featureCount) "
          + "features, is \(extensionLevel).")
    }
    let size = min(sampleSize, table.rowCount)
    let grown = parallelMap(count: treeCount, threads: threads) { index in
      let stream = RandomStream(
        seed: seed, purpose: .isolationTree, entity: UInt64(index), ordinal: UInt64(turn))
      var grower = IsolationTreeGrower(table, configuration: self, sampleSize: size, stream: stream)
      return grower.grow()
    }
    var trees = IsolationTrees(depth: Self.depth(of: size), width: (extensionLevel ?? 0) + 1)
    for tree in grown { trees.append(tree) }
    var forest = IsolationForest(
      configuration: self, featureCount: table.featureCount, sampleSize: size, threshold: 0.5, trees: trees)
    if let contamination {
      let scores = forest.scores(for: table, threads: threads).sorted()
      forest.threshold = quantile(ofSorted: scores, 1 - contamination)
    }
    return forest
  }
}

/// Grows one tree of an isolation forest.
struct IsolationTreeGrower {
  private let featureCount: Int
  private let hasSlopes: Bool
  private let rowCount: Int
  /// (ψ × D) the sample, row after row.
  private let values: [Float]
  private var rows: [Int]
  private var order: [Int]
  private var stream: RandomStream
  private var tree: IsolationTrees

  init(
    _ table: FeatureTable, configuration: IsolationForestConfiguration, sampleSize: Int, stream: RandomStream
  ) {
    self.stream = stream
    featureCount = table.featureCount
    hasSlopes = configuration.extensionLevel != nil
    rowCount = sampleSize
    tree = .blank(
      depth: IsolationForestConfiguration.depth(of: sampleSize),
      width: (configuration.extensionLevel ?? 0) + 1,
      hasWeights: hasSlopes)
    order = Array(0..<table.featureCount)
    rows = Array(0..<sampleSize)
    let sample = Self.sample(sampleSize, of: table.rowCount, from: &self.stream)
    var values = [Float](repeating: 0, count: sampleSize * table.featureCount)
    for feature in 0..<table.featureCount {
      for k in 0..<sampleSize {
        values[k * table.featureCount + feature] = table.values[feature * table.rowCount + sample[k]]
      }
    }
    self.values = values
  }

  /// `count` different numbers of 0..<`total` by Floyd's algorithm (Bentley & Floyd, CACM 30(9), 1987), in the order
  /// found: time and memory do not depend on `total`.
  static func sample(_ count: Int, of total: Int, from stream: inout RandomStream) -> [Int] {
    var chosen: Set<Int> = []
    var sample: [Int] = []
    for last in total - count..<total {
      let drawn = stream.nextIndex(below: last + 1)
      let taken = chosen.insert(drawn).inserted ? drawn : last
      if taken != drawn { chosen.insert(last) }
      sample.append(taken)
    }
    return sample
  }

  mutating func grow() -> IsolationTrees {
    divide(node: 0, depth: 0, range: 0..<rowCount)
    return tree
  }

  private mutating func divide(node: Int, depth: Int, range: Range<Int>) {
    guard range.count > 1, depth < tree.depth, hasSlopes ? cutSlope(node, range) : cutFeature(node, range)
    else {
      tree.close(node: node, depth: depth, rows: range.count)
      return
    }
    let width = tree.width
    var middle = range.lowerBound
    for k in range {
      var value: Float = 0
      for part in node * width..<(node + 1) * width {
        let feature = values[rows[k] * featureCount + Int(tree.features[part])]
        value += hasSlopes ? feature * tree.weights[part] : feature
      }
      if value <= tree.thresholds[node] {
        rows.swapAt(k, middle)
        middle += 1
      }
    }
    divide(node: 2 * node + 1, depth: depth + 1, range: range.lowerBound..<middle)
    divide(node: 2 * node + 2, depth: depth + 1, range: middle..<range.upperBound)
  }

  private func bounds(_ feature: Int, _ range: Range<Int>) -> (Float, Float) {
    var low = values[rows[range.lowerBound] * featureCount + feature]
    var high = low
    for k in range.dropFirst() {
      let value = values[rows[k] * featureCount + feature]
      low = min(low, value)
      high = max(high, value)
    }
    return (low, high)
  }

  /// Cuts anywhere between the least and greatest value of a random feature that is not constant; false where all
  /// are.
  private mutating func cutFeature(_ node: Int, _ range: Range<Int>) -> Bool {
    for visited in 0..<featureCount {
      order.swapAt(visited, visited + stream.nextIndex(below: featureCount - visited))
      let (low, high) = bounds(order[visited], range)
      guard low < high else { continue }
      let cut = Float(Double(low) + stream.nextUnit() * (Double(high) - Double(low)))
      tree.features[node] = UInt16(order[visited])
      // Rounding may reach the greatest value; then nothing would be above.
      tree.thresholds[node] = cut < high ? max(cut, low) : low
      return true
    }
    return false
  }

  /// Cuts along a slope with normal weights through a random point of the rows' bounding box; false where all rows
  /// are equal. A part may be empty.
  private mutating func cutSlope(_ node: Int, _ range: Range<Int>) -> Bool {
    guard (0..<featureCount).contains(where: { bounds($0, range).0 < bounds($0, range).1 }) else {
      return false
    }
    var sum = 0.0
    for part in 0..<tree.width {
      order.swapAt(part, part + stream.nextIndex(below: featureCount - part))
      let weight = Float(Normal().sample(from: &stream))
      let (low, high) = bounds(order[part], range)
      sum += Double(weight) * (Double(low) + stream.nextUnit() * (Double(high) - Double(low)))
      tree.features[node * tree.width + part] = UInt16(order[part])
      tree.weights[node * tree.width + part] = weight
    }
    tree.thresholds[node] = Float(sum)
    return true
  }
}
