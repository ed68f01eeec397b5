import Glibc

/// The trees of a forest for inference: eight bytes a node, the two children of a node side by side.
///
/// A node, from its lowest bit: 32 bits threshold (single precision; of a leaf: its payload), 9 bits feature, 23 bits
/// signed distance. A row goes from place i to i + distance where its feature is at most the threshold, else one
/// further. Roots and left children are at even places.
///
/// Walking needs no test for leaves. A row is followed by two features that never change: −∞, at most every payload,
/// and +∞, above every payload. A leaf compares the one that leads back to itself, and so a walk may go on as long as
/// the slowest of several that are made side by side.
final class ForestNodes: @unchecked Sendable {
  /// Most features, by the width of their field and with room for the two that lead leaves back.
  static let maximumFeatures = (1 << 9) - 2
  /// Most leaves in a tree, by the width of the distance's field with room for gaps.
  static let maximumLeaves = 3 << 19

  /// All nodes, tree after tree, each tree at the beginning of a cache line.
  let nodes: UnsafeMutablePointer<UInt64>
  let count: Int
  /// D: a node whose feature is D or D + 1 is a leaf.
  let featureCount: Int
  /// (B + 1) where each of B trees begins.
  let starts: [Int]

  var treeCount: Int { starts.count - 1 }

  /// Joins trees, each a whole number of lines.
  init(_ trees: [[UInt64]], featureCount: Int) {
    self.featureCount = featureCount
    var starts = [0]
    for tree in trees { starts.append(starts[starts.count - 1] + tree.count) }
    self.starts = starts
    count = starts[starts.count - 1]
    let bytes = max(64, count * 8)
    // Deep nodes are scattered over the whole forest: large pages save most of the address translation.
    let large = bytes >= 4 << 20
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: large ? 2 << 20 : 64)
    if large { madvise(raw, bytes, MADV_HUGEPAGE) }
    nodes = raw.bindMemory(to: UInt64.self, capacity: bytes / 8)
    for (index, tree) in trees.enumerated() {
      tree.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        (nodes + starts[index]).initialize(from: base, count: tree.count)
      }
    }
  }

  deinit { nodes.deallocate() }

  @inline(__always)
  static func node(feature: Int, bits: UInt32, distance: Int) -> UInt64 {
    UInt64(bits) | UInt64(feature) << 32 | UInt64(bitPattern: Int64(distance)) << 41
  }

  @inline(__always) static func bits(_ node: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: node) }
  @inline(__always) static func feature(_ node: UInt64) -> Int { Int(truncatingIfNeeded: node >> 32 & 0x1FF) }
  @inline(__always) static func distance(_ node: UInt64) -> Int { Int(Int64(bitPattern: node) >> 41) }

  /// The bits of the leaf that a row reaches in one tree; the row need not end in ∓∞.
  func leaf(tree: Int, row: UnsafePointer<Float>) -> UInt32 {
    var index = starts[tree]
    while true {
      let node = nodes[index]
      guard Self.feature(node) < featureCount else { return Self.bits(node) }
      let goesRight = row[Self.feature(node)] > Float(bitPattern: Self.bits(node))
      index += Self.distance(node) + (goesRight ? 1 : 0)
    }
  }
}
