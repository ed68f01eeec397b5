import Stochastics

extension RandomPurpose {
  static let forestTree = RandomPurpose("random forest tree")
}

/// Grows one tree after the other in one thread's memory.
///
/// A tree is a function of the data, the configuration and its own number. Splits maximise
/// S_L² / W_L + S_R² / W_R, where S is the weighted sum of targets, W the sum of weights: the largest decrease of the
/// weighted variance. For classes Σ_c W_c² takes the place of S²: the largest decrease of Gini's impurity. Among
/// equal splits the first wins: features in the order drawn, thresholds ascending.
struct TreeGrower {
  /// Up to this many rows a node's rows are listed by bin; above, classes are counted by bin.
  static let chainedRows = 1024
  /// Up to this many rows only the bins in use are looked at.
  static let sparseRows = 512

  let data: ForestData
  let workspace: TreeWorkspace
  let maximumDepth: Int
  let minimumLeafRows: Int
  let minimumSplitRows: Int
  let featuresPerNode: Int
  let configuration: RandomForestConfiguration

  var stream = RandomStream(seed: 0, purpose: .forestTree)
  var spareBits: UInt64 = 0
  var hasSpareBits = false
  var order: [Int]
  /// (D) sums of the decreases of impurity, in units of the root's weight.
  var importance: [Double]
  var nodeCount = 0
  var best = Split()
  var pending: [PendingNode] = []

  struct PendingNode {
    var node: Int
    var start: Int
    var count: Int
    var depth: Int
    /// Sum of the rows' statistics (regression).
    var sum: SIMD2<Double>
  }

  /// The best split of a node so far.
  struct Split {
    var gain = -Double.infinity
    var feature = -1
    /// Bins on either side (binned search).
    var below = 0
    var above = 0
    var threshold: Float = 0
  }

  init(data: ForestData, configuration: RandomForestConfiguration, workspace: TreeWorkspace) {
    self.data = data
    self.configuration = configuration
    self.workspace = workspace
    maximumDepth = configuration.maximumDepth ?? .max
    minimumLeafRows = configuration.minimumLeafRows
    minimumSplitRows = max(configuration.minimumSplitRows, 2 * configuration.minimumLeafRows)
    featuresPerNode = min(data.featureCount, configuration.features.count(of: data.featureCount))
    order = Array(0..<data.featureCount)
    importance = Array(repeating: 0, count: data.featureCount)
  }

  /// Grows tree `index` into `workspace.nodes`; returns the number of its nodes.
  mutating func grow(tree index: Int) -> Int {
    stream = RandomStream(seed: configuration.seed, purpose: .forestTree, entity: UInt64(index))
    hasSpareBits = false
    for feature in order.indices {
      order[feature] = feature
      importance[feature] = 0
    }
    let count = drawSample()
    var sum = SIMD2<Double>.zero
    for k in 0..<count { sum += workspace.statistics[k] }
    let rootWeight = sum.y
    nodeCount = 1
    pending.removeAll(keepingCapacity: true)
    open(node: 0, start: 0, count: count, depth: 0, sum: sum)
    while let next = pending.popLast() { divide(next) }
    for feature in importance.indices { importance[feature] /= rootWeight }
    return nodeCount
  }

  /// Fills rows and statistics with the tree's sample; returns how many distinct rows it has.
  private mutating func drawSample() -> Int {
    let n = data.rowCount
    let repetitions = workspace.repetitions
    guard configuration.bootstrap else {
      for row in 0..<n {
        repetitions[row] = 1
        workspace.rows[row] = UInt32(row)
        workspace.statistics[row] = data.statistic(row, weight: 1)
      }
      return n
    }
    Self.drawBootstrap(&stream, rowCount: n, into: repetitions)
    var count = 0
    for row in 0..<n where repetitions[row] > 0 {
      workspace.rows[count] = UInt32(row)
      workspace.statistics[count] = data.statistic(row, weight: Double(repetitions[row]))
      count += 1
    }
    return count
  }

  /// How often each row is drawn in N draws with replacement.
  static func drawBootstrap(
    _ stream: inout RandomStream, rowCount: Int, into repetitions: UnsafeMutablePointer<UInt32>
  ) {
    repetitions.update(repeating: 0, count: rowCount)
    for _ in 0..<rowCount {
      // The upper half of the product favours no row by more than N / 2⁶⁴.
      repetitions[Int(stream.next().multipliedFullWidth(by: UInt64(rowCount)).high)] += 1
    }
  }

  /// A number in 0..<`bound`, favouring none by more than `bound` / 2³².
  @inline(__always)
  private mutating func drawIndex(below bound: Int) -> Int {
    if hasSpareBits {
      hasSpareBits = false
      return Int(((spareBits >> 32) &* UInt64(bound)) >> 32)
    }
    spareBits = stream.next()
    hasSpareBits = true
    return Int(((spareBits & 0xFFFF_FFFF) &* UInt64(bound)) >> 32)
  }

  /// Puts a node in line to be divided, or closes it where it must be a leaf.
  @inline(__always)
  private mutating func open(node: Int, start: Int, count: Int, depth: Int, sum: SIMD2<Double>) {
    if count < minimumSplitRows || depth >= maximumDepth || isPure(start: start, count: count) {
      close(node: node, start: start, count: count)
    } else {
      pending.append(PendingNode(node: node, start: start, count: count, depth: depth, sum: sum))
    }
  }

  /// Whether all targets of a node are equal.
  @inline(__always)
  private func isPure(start: Int, count: Int) -> Bool {
    let statistics = workspace.statistics + start
    let first = statistics[0]
    if data.classCount > 0 {
      for k in 1..<count where statistics[k].x != first.x { return false }
    } else {
      // Targets have 24 bits and weights are small whole numbers, so the products are exact.
      for k in 1..<count where statistics[k].x * first.y != first.x * statistics[k].y { return false }
    }
    return true
  }

  @inline(__always)
  private func close(node: Int, start: Int, count: Int) {
    var value: Float = 0
    if data.classCount == 0 {
      var sum = workspace.statistics[start]
      for k in 1..<max(1, count) { sum += workspace.statistics[start + k] }
      value = Float(sum.x / sum.y + data.targetOffset)
    }
    workspace.nodes[node] = GrownNode(
      threshold: value, feature: -1, first: UInt32(start), rows: UInt32(count))
  }

  private mutating func divide(_ next: PendingNode) {
    let (start, count) = (next.start, next.count)
    best = Split()
    if data.classCount > 0 { countClasses(start: start, count: count) }
    // Draw features without replacement; the order left by earlier nodes is as good a beginning as any.
    var visited = 0
    while visited < data.featureCount {
      let drawn = visited + drawIndex(below: data.featureCount - visited)
      let feature = order[drawn]
      order[drawn] = order[visited]
      order[visited] = feature
      visited += 1
      search(feature: feature, start: start, count: count, sum: next.sum)
      // With two rows every split that parts them is as good as any other.
      if best.feature >= 0 && (visited >= featuresPerNode || count == 2) { break }
    }
    guard best.feature >= 0 else {
      close(node: next.node, start: start, count: count)
      return
    }
    let impurity =
      data.classCount > 0 ? nodeClassSquares() / nodeClassWeight() : next.sum.x * next.sum.x / next.sum.y
    importance[best.feature] += max(0, best.gain - impurity)

    let middle = partition(start: start, count: count)
    var left = SIMD2<Double>.zero
    if data.classCount == 0 {
      if middle - start <= start + count - middle {
        for k in start..<middle { left += workspace.statistics[k] }
      } else {
        left = next.sum
        for k in middle..<start + count { left -= workspace.statistics[k] }
      }
    }
    let children = nodeCount
    nodeCount += 2
    workspace.nodes[next.node] = GrownNode(
      threshold: best.threshold, feature: Int32(best.feature), first: UInt32(children), rows: UInt32(count))
    open(
      node: children + 1, start: middle, count: start + count - middle, depth: next.depth + 1,
      sum: next.sum - left)
    open(node: children, start: start, count: middle - start, depth: next.depth + 1, sum: left)
  }

  @inline(__always)
  private mutating func search(feature: Int, start: Int, count: Int, sum: SIMD2<Double>) {
    if let bins = data.bins {
      let before = best.feature
      let gain = best.gain
      if data.classCount == 0 {
        searchVariance(bins, feature: feature, start: start, count: count, sum: sum)
      } else if count <= Self.chainedRows {
        searchGiniByRow(bins, feature: feature, start: start, count: count)
      } else {
        searchGiniByBin(bins, feature: feature, start: start, count: count)
      }
      if best.gain > gain || best.feature != before {
        best.threshold = bins.threshold(feature: feature, below: best.below, above: best.above)
      }
    } else {
      searchExact(feature: feature, start: start, count: count, sum: sum)
    }
  }

  /// Divides a node's rows by the best split, each part in its old order; returns where the right part begins.
  private func partition(start: Int, count: Int) -> Int {
    let n = data.rowCount
    var left = start
    var right = 0
    let (rows, statistics) = (workspace.rows, workspace.statistics)
    let (otherRows, otherStatistics) = (workspace.otherRows, workspace.otherStatistics)
    if let bins = data.bins {
      let codes = bins.codes + best.feature * n
      let below = UInt8(best.below)
      for k in start..<start + count {
        let (row, statistic) = (rows[k], statistics[k])
        let goesRight = codes[Int(row)] > below ? 1 : 0
        rows[left] = row
        statistics[left] = statistic
        otherRows[right] = row
        otherStatistics[right] = statistic
        right &+= goesRight
        left &+= 1 &- goesRight
      }
    } else {
      let values = data.values + best.feature * n
      for k in start..<start + count {
        let (row, statistic) = (rows[k], statistics[k])
        let goesRight = values[Int(row)] > best.threshold ? 1 : 0
        rows[left] = row
        statistics[left] = statistic
        otherRows[right] = row
        otherStatistics[right] = statistic
        right &+= goesRight
        left &+= 1 &- goesRight
      }
    }
    (rows + left).update(from: otherRows, count: right)
    (statistics + left).update(from: otherStatistics, count: right)
    return left
  }
}
