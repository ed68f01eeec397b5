extension TreeGrower {
  /// Looks for the best split of a regression node by one feature's bins.
  mutating func searchVariance(
    _ bins: FeatureBins, feature: Int, start: Int, count: Int, sum: SIMD2<Double>
  ) {
    let codes = bins.codes + feature * data.rowCount
    let rows = workspace.rows + start
    let statistics = workspace.statistics + start
    let sums = workspace.bins
    let binRows = workspace.binRows
    let countsRows = minimumLeafRows > 1
    if countsRows {
      for k in 0..<count { binRows[Int(codes[Int(rows[k])])] &+= 1 }
    }
    var left = SIMD2<Double>.zero
    var leftRows = 0
    var below = 0
    var bestGain = best.gain
    var bestBins = -1

    /// Weighs the boundary under `bin`, then moves the bin to the left part. With nothing on the left the gain is
    /// 0 / 0, which is above nothing.
    @inline(__always)
    func pass(_ bin: Int, _ here: SIMD2<Double>) {
      let right = sum - left
      let gain = left.x * left.x / left.y + right.x * right.x / right.y
      if gain > bestGain
        && (!countsRows || (leftRows >= minimumLeafRows && count - leftRows >= minimumLeafRows))
      {
        bestGain = gain
        bestBins = below << 8 | bin
      }
      left += here
      below = bin
      sums[bin] = .zero
      if countsRows {
        leftRows += Int(binRows[bin])
        binRows[bin] = 0
      }
    }

    if count <= Self.sparseRows {
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4) { used in
        used.initialize(repeating: 0)
        let used = used.baseAddress.unsafelyUnwrapped
        for k in 0..<count {
          let bin = Int(codes[Int(rows[k])])
          used[bin >> 6] |= 1 << UInt64(bin & 63)
          sums[bin] += statistics[k]
        }
        for word in 0..<4 {
          var bits = used[word]
          while bits != 0 {
            let bin = word << 6 | bits.trailingZeroBitCount
            bits &= bits &- 1
            pass(bin, sums[bin])
          }
        }
      }
    } else {
      for k in 0..<count { sums[Int(codes[Int(rows[k])])] += statistics[k] }
      for bin in 0..<bins.counts[feature] {
        let here = sums[bin]
        if here.y > 0 { pass(bin, here) }
      }
    }
    guard bestBins >= 0 else { return }
    best.gain = bestGain
    best.feature = feature
    best.below = bestBins >> 8
    best.above = bestBins & 255
  }
}
