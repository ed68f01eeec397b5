/// The trees of an isolation forest, each a complete binary tree of one depth.
///
/// The children of node i are 2i + 1 and 2i + 2; a walk makes exactly `depth` steps and needs no test. Where a tree
/// ends earlier, nodes that send everything to the left lead on, and the leaf's path length is at their end.
struct IsolationTrees: Hashable, Sendable {
  /// Steps of a walk.
  let depth: Int
  /// Features in a cut: 1, or extension level + 1.
  let width: Int
  /// (B × inner) a row goes to the second child where its feature, or its weighted sum of features, is above this.
  var thresholds: [Float] = []
  /// (B × inner × width) features of each cut.
  var features: [UInt16] = []
  /// (B × inner × width) their weights; empty where cuts are along one feature.
  var weights: [Float] = []
  /// (B × ends) path length: splits above the leaf and c(its rows).
  var lengths: [Float] = []

  /// Nodes with children in a tree: 2^depth − 1.
  var inner: Int { (1 << depth) - 1 }
  /// Places where a walk may end in a tree: 2^depth.
  var ends: Int { 1 << depth }
  var treeCount: Int { lengths.count / ends }

  init(depth: Int, width: Int) {
    self.depth = depth
    self.width = width
  }

  /// A tree that sends all to the left.
  static func blank(depth: Int, width: Int, hasWeights: Bool) -> IsolationTrees {
    var tree = IsolationTrees(depth: depth, width: width)
    tree.thresholds = Array(repeating: .infinity, count: tree.inner)
    tree.features = Array(repeating: 0, count: tree.inner * width)
    tree.weights = hasWeights ? Array(repeating: 0, count: tree.inner * width) : []
    tree.lengths = Array(repeating: 0, count: tree.ends)
    return tree
  }

  mutating func append(_ tree: IsolationTrees) {
    thresholds += tree.thresholds
    features += tree.features
    weights += tree.weights
    lengths += tree.lengths
  }

  /// Sets the path length of the leaf at `node`, `depth` splits below the root.
  mutating func close(node: Int, depth nodeDepth: Int, rows: Int) {
    var end = node
    for _ in nodeDepth..<depth { end = 2 * end + 1 }
    lengths[end - inner] = Float(Double(nodeDepth) + averagePathLength(rows))
  }

  /// The sum of a row's path lengths over all trees.
  ///
  /// - Parameters:
  ///   - row: A feature every `stride` places.
  @inline(__always)
  func sum(row: UnsafePointer<Float>, stride: Int) -> Double {
    var sum = 0.0
    thresholds.withUnsafeBufferPointer { thresholds in
      features.withUnsafeBufferPointer { features in
        weights.withUnsafeBufferPointer { weights in
          for tree in 0..<treeCount {
            let first = tree &* inner
            var node = 0
            for _ in 0..<depth {
              let place = first &+ node
              var value: Float = 0
              if weights.isEmpty {
                value = row[Int(features[place]) &* stride]
              } else {
                for k in place &* width..<(place &+ 1) &* width {
                  value += row[Int(features[k]) &* stride] * weights[k]
                }
              }
              node = 2 &* node &+ 1 &+ (value > thresholds[place] ? 1 : 0)
            }
            sum += Double(lengths[tree &* ends &+ node &- inner])
          }
        }
      }
    }
    return sum
  }

  /// Adds the path lengths of a group of rows in one tree to `sums`; cuts along one feature only.
  ///
  /// All lanes begin at the same few nodes, so the first two steps compare them as vectors.
  ///
  /// - Parameter group: As `FeatureTable.withGroups` makes it.
  @inline(__always)
  func add(
    group: UnsafePointer<Float>, thresholds: UnsafePointer<Float>, features: UnsafePointer<UInt16>,
    lengths: UnsafePointer<Float>, tree: Int, to sums: UnsafeMutablePointer<Double>
  ) {
    let cuts = thresholds + tree &* inner
    let cutFeatures = features + tree &* inner
    let lanes = FeatureTable.lanes
    typealias Places = SIMD16<Int32>

    /// 0 or −1 in each lane: whether it goes right at `node`.
    @inline(__always)
    func right(_ node: Int) -> Places {
      let values = UnsafeRawPointer(group + Int(cutFeatures[node]) &* lanes)
        .loadUnaligned(as: SIMD16<Float>.self)
      return Places.zero.replacing(with: -1, where: values .> cuts[node])
    }

    withUnsafeTemporaryAllocation(of: Places.self, capacity: 1) { buffer in
      let places = UnsafeMutableRawPointer(buffer.baseAddress.unsafelyUnwrapped)
        .bindMemory(to: Int32.self, capacity: lanes)
      let first = right(0)
      var node = 1 &- first
      if depth > 1 {
        let second = right(1) & ~first | right(2) & first
        node = 2 &* node &+ 1 &- second
      }
      UnsafeMutableRawPointer(places).storeBytes(of: node, as: Places.self)
      for _ in 0..<max(0, depth &- 2) {
        for lane in 0..<lanes {
          let node = Int(places[lane])
          let value = group[Int(cutFeatures[node]) &* lanes &+ lane]
          places[lane] = Int32(truncatingIfNeeded: 2 &* node &+ 1 &+ (value > cuts[node] ? 1 : 0))
        }
      }
      let own = lengths + (tree &* ends &- inner)
      for lane in 0..<lanes { sums[lane] += Double(own[Int(places[lane])]) }
    }
  }
}
