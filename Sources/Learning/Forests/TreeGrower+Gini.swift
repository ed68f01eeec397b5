extension TreeGrower {
  /// Sums the class weights of the node that is about to be divided.
  func countClasses(start: Int, count: Int) {
    let classes = workspace.classes
    classes.update(repeating: 0, count: data.classCount)
    for k in start..<start + count {
      let statistic = workspace.statistics[k]
      classes[Int(statistic.x)] += statistic.y
    }
  }

  /// Σ_c W_c² of the node.
  func nodeClassSquares() -> Double {
    var sum = 0.0
    for label in 0..<data.classCount { sum += workspace.classes[label] * workspace.classes[label] }
    return sum
  }

  /// Σ_c W_c of the node.
  func nodeClassWeight() -> Double {
    var sum = 0.0
    for label in 0..<data.classCount { sum += workspace.classes[label] }
    return sum
  }

  /// A scan over the bins of a node, with all on the right at its beginning.
  private struct Scan {
    let left: UnsafeMutablePointer<Double>
    let right: UnsafeMutablePointer<Double>
    var leftWeight = 0.0
    var leftSquares = 0.0
    var rightWeight: Double
    var rightSquares: Double
    var leftRows = 0
    let count: Int
    let minimumLeafRows: Int
    var below = -1
    var bestGain: Double
    var bestBins = -1

    @inline(__always)
    init(_ grower: TreeGrower, count: Int) {
      let classes = grower.data.classCount
      left = grower.workspace.classes + classes
      right = grower.workspace.classes + 2 * classes
      left.update(repeating: 0, count: classes)
      right.update(from: grower.workspace.classes, count: classes)
      rightWeight = grower.nodeClassWeight()
      rightSquares = grower.nodeClassSquares()
      self.count = count
      minimumLeafRows = grower.minimumLeafRows
      bestGain = grower.best.gain
    }

    /// Weighs the boundary between the last bin and `bin`.
    @inline(__always)
    mutating func reach(_ bin: Int) {
      if below >= 0 && leftRows >= minimumLeafRows && count - leftRows >= minimumLeafRows {
        let gain = leftSquares / leftWeight + rightSquares / rightWeight
        if gain > bestGain {
          bestGain = gain
          bestBins = below << 8 | bin
        }
      }
      below = bin
    }

    /// Moves weight of one class from right to left.
    @inline(__always)
    mutating func move(_ label: Int, _ weight: Double) {
      leftSquares += weight * (2 * left[label] + weight)
      rightSquares += weight * (weight - 2 * right[label])
      left[label] += weight
      right[label] -= weight
      leftWeight += weight
      rightWeight -= weight
    }
  }

  private mutating func keep(_ scan: Scan, feature: Int) {
    guard scan.bestBins >= 0 else { return }
    best.gain = scan.bestGain
    best.feature = feature
    best.below = scan.bestBins >> 8
    best.above = scan.bestBins & 255
  }

  /// Looks for the best split of a small classification node by one feature's bins, row after row.
  mutating func searchGiniByRow(_ bins: FeatureBins, feature: Int, start: Int, count: Int) {
    let codes = bins.codes + feature * data.rowCount
    let rows = workspace.rows + start
    let statistics = workspace.statistics + start
    let (heads, links) = (workspace.heads, workspace.links)
    var scan = Scan(self, count: count)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4) { used in
      used.initialize(repeating: 0)
      let used = used.baseAddress.unsafelyUnwrapped
      for k in 0..<count {
        let bin = Int(codes[Int(rows[k])])
        used[bin >> 6] |= 1 << UInt64(bin & 63)
        links[k] = heads[bin]
        heads[bin] = Int32(k)
      }
      for word in 0..<4 {
        var bits = used[word]
        while bits != 0 {
          let bin = word << 6 | bits.trailingZeroBitCount
          bits &= bits &- 1
          scan.reach(bin)
          var k = heads[bin]
          heads[bin] = -1
          while k >= 0 {
            let statistic = statistics[Int(k)]
            scan.move(Int(statistic.x), statistic.y)
            scan.leftRows += 1
            k = links[Int(k)]
          }
        }
      }
    }
    keep(scan, feature: feature)
  }

  /// The same for a large node, through class weights in each bin.
  mutating func searchGiniByBin(_ bins: FeatureBins, feature: Int, start: Int, count: Int) {
    let codes = bins.codes + feature * data.rowCount
    let rows = workspace.rows + start
    let statistics = workspace.statistics + start
    let (binRows, binClasses) = (workspace.binRows, workspace.binClasses)
    let classCount = data.classCount
    for k in 0..<count {
      let bin = Int(codes[Int(rows[k])])
      let statistic = statistics[k]
      binRows[bin] &+= 1
      binClasses[bin &* classCount &+ Int(statistic.x)] += statistic.y
    }
    var scan = Scan(self, count: count)
    for bin in 0..<bins.counts[feature] where binRows[bin] > 0 {
      scan.reach(bin)
      let classes = binClasses + bin * classCount
      for label in 0..<classCount where classes[label] > 0 {
        scan.move(label, classes[label])
        classes[label] = 0
      }
      scan.leftRows += Int(binRows[bin])
      binRows[bin] = 0
    }
    keep(scan, feature: feature)
  }
}
