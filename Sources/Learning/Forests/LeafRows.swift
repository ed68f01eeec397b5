/// The training rows in each leaf of a regression forest, for quantiles.
///
/// Leaves carry their own number as payload; leaf l of tree t is `offsets[t] + l` here.
struct LeafRows: Hashable, Sendable {
  /// (B + 1) leaves before each tree.
  var offsets: [Int]
  /// (leaves) mean of each.
  var means: [Float]
  /// (leaves + 1) where the rows of each begin.
  var starts: [Int]
  /// Training rows, leaf after leaf.
  var rows: [UInt32]
  /// How often each is in its tree's sample.
  var repetitions: [UInt32]
  /// (N) training targets, to single precision.
  var targets: [Float]
}
