/// A binary tree that maps a row of features to a number.
public struct RegressionTree: Hashable, Sendable, Codable {
  /// Feature that each node asks for; −1 at a leaf.
  public let features: [Int32]
  /// Threshold of each inner node (smaller goes left), value of each leaf.
  public internal(set) var values: [Float]
  /// Left child of each inner node.
  public let left: [Int32]
  /// Right child of each inner node.
  public let right: [Int32]

  /// The leaf that a row of features falls into.
  @inline(__always) func leaf(of row: UnsafePointer<Float>) -> Int {
    features.withUnsafeBufferPointer { features in
      values.withUnsafeBufferPointer { values in
        left.withUnsafeBufferPointer { left in
          right.withUnsafeBufferPointer { right in
            var node = 0
            while features[node] >= 0 {
              node = Int(row[Int(features[node])] < values[node] ? left[node] : right[node])
            }
            return node
          }
        }
      }
    }
  }

  /// One sentence on what makes the tree unusable with `count` features; nil for a proper tree.
  func problem(features count: Int) -> String? {
    let n = features.count
    guard n > 0, values.count == n, left.count == n, right.count == n else {
      return "a tree must have as many children and values as nodes."
    }
    for node in 0..<n {
      if !values[node].isFinite { return "a tree has a value that is not finite." }
      guard features[node] >= 0 else { continue }
      // Children come after their parent, so that every walk ends.
      guard features[node] < count, Int(left[node]) > node, Int(left[node]) < n, Int(right[node]) > node,
        Int(right[node]) < n
      else { return "a tree has a feature or a child that is not there." }
    }
    return nil
  }
}

/// A sum of trees.
public struct TreeEnsemble: Hashable, Sendable, Codable {
  /// What the sum begins with.
  public var base: Float
  /// The trees, in the order in which they were grown.
  public var trees: [RegressionTree]

  /// The sum for one row of features, in single precision and in the order of the trees.
  @inline(__always) func value(of row: UnsafePointer<Float>) -> Float {
    var sum = base
    for tree in trees { sum += tree.values[tree.leaf(of: row)] }
    return sum
  }
}
