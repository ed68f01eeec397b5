import CForestKernels

extension RandomForest {
  /// Leaves that are noted before they are looked at: a kilobyte of them.
  private static let walks = 256
  /// Whether eight walks are made at once, by instructions that not every machine has.
  static let gathers = forest_can_gather()

  /// Calls `body` with each tree's number and the bits of the leaf that one row reaches in it.
  ///
  /// - Parameter row: D features, then −∞ and +∞.
  @inline(__always)
  func eachLeaf(
    of row: UnsafePointer<Float>, gathers: Bool = gathers, _ body: (Int, UInt32) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.walks) { leaves in
      nodes.starts.withUnsafeBufferPointer { starts in
        for first in stride(from: 0, to: treeCount, by: Self.walks) {
          let count = min(Self.walks, treeCount - first)
          forest_walk_trees(
            nodes.nodes, starts.baseAddress.unsafelyUnwrapped + first, count, row, leaves.baseAddress, gathers
          )
          for tree in 0..<count { body(first + tree, leaves[tree]) }
        }
      }
    }
  }

  /// Calls `body` with each row's number and the bits of its leaf in one tree.
  ///
  /// - Parameter rows: As `FeatureTable.withRows` makes them.
  @inline(__always)
  func eachLeaf(
    of rows: UnsafePointer<Float>, count: Int, tree: Int, gathers: Bool = gathers,
    _ body: (Int, UInt32) -> Void
  ) {
    let width = featureCount + 2
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.walks) { leaves in
      for first in stride(from: 0, to: count, by: Self.walks) {
        let count = min(Self.walks, count - first)
        forest_walk_rows(
          nodes.nodes, nodes.starts[tree], rows + first * width, count, width, leaves.baseAddress, gathers)
        for row in 0..<count { body(first + row, leaves[row]) }
      }
    }
  }
}

extension FeatureTable {
  /// Calls `body` with the rows of `range`, row after row, each of D features, −∞ and +∞.
  func withRows<Result>(_ range: Range<Int>, _ body: (UnsafePointer<Float>) -> Result) -> Result {
    let width = featureCount + 2
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, range.count * width)) { rows in
      values.withUnsafeBufferPointer { values in
        for row in 0..<range.count {
          for feature in 0..<featureCount {
            rows[row * width + feature] = values[feature * rowCount + range.lowerBound + row]
          }
          rows[row * width + featureCount] = -.infinity
          rows[row * width + featureCount + 1] = .infinity
        }
      }
      return body(UnsafePointer(rows.baseAddress.unsafelyUnwrapped))
    }
  }
}
