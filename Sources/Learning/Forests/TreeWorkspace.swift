/// A node of a tree that is being grown. Children lie side by side.
struct GrownNode {
  /// A split: a row goes right where its feature is above this. A leaf of a regression tree: its mean.
  var threshold: Float = 0
  /// The feature that is compared; −1 for a leaf.
  var feature: Int32 = -1
  /// A split: the number of its left child; the right one follows. A leaf: where its rows begin.
  var first: UInt32 = 0
  /// Distinct training rows in the node.
  var rows: UInt32 = 0
}

/// The working memory of one thread that grows trees, so that growing allocates nothing.
///
/// Capacities are for N rows, C classes. What `bins` says of itself is zero whenever no split is being sought.
final class TreeWorkspace {
  /// (N) rows of the tree's sample; the rows of a node are contiguous.
  let rows: UnsafeMutablePointer<UInt32>
  /// (N) beside each row: (weight · target, weight) for regression, (class, weight) for classification.
  let statistics: UnsafeMutablePointer<SIMD2<Double>>
  /// (N) room for the right part while a node is divided.
  let otherRows: UnsafeMutablePointer<UInt32>
  let otherStatistics: UnsafeMutablePointer<SIMD2<Double>>
  /// (N) how often each row of the table is in the sample.
  let repetitions: UnsafeMutablePointer<UInt32>
  /// (2N + 1) the tree.
  let nodes: UnsafeMutablePointer<GrownNode>
  /// (256) sums of `statistics` in each bin; zero between searches.
  let bins: UnsafeMutablePointer<SIMD2<Double>>
  /// (256) distinct rows in each bin; zero between searches.
  let binRows: UnsafeMutablePointer<UInt32>
  /// (256 × C) weight of each class in each bin; zero between searches.
  let binClasses: UnsafeMutablePointer<Double>
  /// (3 × C) class weights of the whole node, of its left and of its right part.
  let classes: UnsafeMutablePointer<Double>
  /// (256) and (`TreeGrower.chainedRows`) lists of a node's rows by bin.
  let heads: UnsafeMutablePointer<Int32>
  let links: UnsafeMutablePointer<Int32>
  /// (N) for the exact search: a value's ordered bits above its row's place in the node; and room to sort them.
  let keys: UnsafeMutablePointer<UInt64>
  let otherKeys: UnsafeMutablePointer<UInt64>

  init(rowCount: Int, classCount: Int) {
    rows = .allocate(capacity: rowCount)
    statistics = .allocate(capacity: rowCount)
    otherRows = .allocate(capacity: rowCount)
    otherStatistics = .allocate(capacity: rowCount)
    repetitions = .allocate(capacity: rowCount)
    nodes = .allocate(capacity: 2 * rowCount + 1)
    bins = .allocate(capacity: 256)
    bins.initialize(repeating: .zero, count: 256)
    binRows = .allocate(capacity: 256)
    binRows.initialize(repeating: 0, count: 256)
    binClasses = .allocate(capacity: 256 * max(1, classCount))
    binClasses.initialize(repeating: 0, count: 256 * max(1, classCount))
    classes = .allocate(capacity: 3 * max(1, classCount))
    classes.initialize(repeating: 0, count: 3 * max(1, classCount))
    heads = .allocate(capacity: 256)
    heads.initialize(repeating: -1, count: 256)
    links = .allocate(capacity: TreeGrower.chainedRows)
    keys = .allocate(capacity: rowCount)
    otherKeys = .allocate(capacity: rowCount)
  }

  deinit {
    rows.deallocate()
    statistics.deallocate()
    otherRows.deallocate()
    otherStatistics.deallocate()
    repetitions.deallocate()
    nodes.deallocate()
    bins.deallocate()
    binRows.deallocate()
    binClasses.deallocate()
    classes.deallocate()
    heads.deallocate()
    links.deallocate()
    keys.deallocate()
    otherKeys.deallocate()
  }
}
