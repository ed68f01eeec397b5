/// A fitted random forest; see `RandomForestConfiguration`.
///
/// Shapes: `N` rows, `D` features, `K` outputs: one for regression, a probability for each of C classes for
/// classification. A forest never changes, and one may be asked from several threads.
public struct RandomForest: Sendable {
  /// What a forest predicts.
  public enum Task: Hashable, Sendable, Codable {
    /// A number: the mean of the trees' leaf means.
    case regression
    /// A probability for each of the given number of classes: the mean of the trees' shares of class weight in the
    /// leaf.
    case classification(classCount: Int)
  }

  /// What the trees that did not learn from a row say about it.
  public struct OutOfBag: Sendable, Hashable {
    /// (N × K) predictions, row after row; not a number where every tree learned from the row.
    public let predictions: [Double]
    /// R² for regression, share of rows whose likeliest class is right for classification, over the rows with a
    /// prediction; not a number where there is none.
    public let score: Double
    /// Mean squared error for regression, share of wrong rows for classification, over the same rows.
    public let error: Double
  }

  /// What it was fitted with.
  public let configuration: RandomForestConfiguration
  /// What it predicts.
  public let task: Task
  /// D: features that a row has.
  public let featureCount: Int
  /// (D): each feature's share of the trees' total decrease of impurity, at least 0, with sum 1; all 0 where no tree
  /// has a split. Biased towards features of many values; see `permutationImportance`.
  public let impurityImportance: [Double]
  /// Out-of-bag figures where the configuration asked for them; a forest from a file has none.
  public let outOfBag: OutOfBag?

  let nodes: ForestNodes
  /// Classification: rows of C shares for leaves of more than one class, which have payload C + row.
  let shares: [Float]
  /// Where leaves remember their rows.
  let leafRows: LeafRows?

  /// K: numbers in a prediction.
  public var outputCount: Int {
    switch task {
    case .regression: 1
    case .classification(let count): count
    }
  }

  /// How many trees it has.
  public var treeCount: Int { nodes.treeCount }

  /// Splits and leaves of all trees together.
  public var nodeCount: Int {
    var count = 0
    for tree in 0..<treeCount { count += TreeWalk(nodes, tree: tree).nodeCount }
    return count
  }
}
