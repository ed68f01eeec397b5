extension RandomForest {
  /// Rows or trees that are walked side by side, so that one's waiting for memory is another's work.
  static let lanes = 16

  /// Calls `body` with each tree's number and the bits of the leaf that one row reaches in it.
  ///
  /// - Parameter row: D features, then −∞ and +∞.
  @inline(__always)
  func eachLeaf(of row: UnsafePointer<Float>, _ body: (Int, UInt32) -> Void) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: Self.lanes) { places in
      let places = places.baseAddress.unsafelyUnwrapped
      let base = UnsafePointer(nodes.nodes)
      var first = 0
      while first + Self.lanes <= treeCount {
        for lane in 0..<Self.lanes { (places + lane).initialize(to: nodes.starts[first + lane]) }
        while true {
          var moved = 0
          for lane in 0..<Self.lanes {
            let next = ForestNodes.step(base, places[lane], row, stride: 1)
            moved |= next ^ places[lane]
            places[lane] = next
          }
          if moved == 0 { break }
        }
        for lane in 0..<Self.lanes { body(first + lane, ForestNodes.bits(base[places[lane]])) }
        first += Self.lanes
      }
      for tree in first..<treeCount { body(tree, nodes.leaf(tree: tree, row: row)) }
    }
  }

  /// Calls `body` with each row's number in its block and the bits of its leaf in one tree.
  ///
  /// - Parameter rows: Groups of rows, as `FeatureTable.withGroups` makes them.
  @inline(__always)
  func eachLeaf(
    of rows: UnsafePointer<Float>, count: Int, tree: Int, _ body: (Int, UInt32) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: Self.lanes) { places in
      let places = places.baseAddress.unsafelyUnwrapped
      let base = UnsafePointer(nodes.nodes)
      for first in stride(from: 0, to: count, by: Self.lanes) {
        let group = rows + first * (featureCount + 2)
        places.initialize(repeating: nodes.starts[tree], count: Self.lanes)
        while true {
          var moved = 0
          for lane in 0..<Self.lanes {
            let next = ForestNodes.step(base, places[lane], group + lane, stride: Self.lanes)
            moved |= next ^ places[lane]
            places[lane] = next
          }
          if moved == 0 { break }
        }
        for lane in 0..<min(Self.lanes, count - first) {
          body(first + lane, ForestNodes.bits(base[places[lane]]))
        }
      }
    }
  }
}

extension FeatureTable {
  /// Calls `body` with the rows of `range` in groups of `RandomForest.lanes` = L: feature f of row r of a group is at L f + r, features D
  /// and D + 1 are −∞ and +∞. The last group is filled up with zeros.
  func withGroups<Result>(_ range: Range<Int>, _ body: (UnsafePointer<Float>) -> Result) -> Result {
    let lanes = RandomForest.lanes
    let groups = (range.count + lanes - 1) / lanes
    let stride = (featureCount + 2) * lanes
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, groups * stride)) { rows in
      rows.initialize(repeating: 0)
      values.withUnsafeBufferPointer { values in
        for group in 0..<groups {
          let width = min(lanes, range.count - group * lanes)
          for feature in 0..<featureCount {
            let source = feature * rowCount + range.lowerBound + group * lanes
            let target = group * stride + feature * lanes
            for lane in 0..<width { rows[target + lane] = values[source + lane] }
          }
          for lane in 0..<lanes {
            rows[group * stride + featureCount * lanes + lane] = -.infinity
            rows[group * stride + (featureCount + 1) * lanes + lane] = .infinity
          }
        }
      }
      return body(UnsafePointer(rows.baseAddress.unsafelyUnwrapped))
    }
  }
}
