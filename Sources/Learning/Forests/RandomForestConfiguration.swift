/// Everything that, with its data, decides a random forest to the last bit.
///
/// Source: Breiman, "Random Forests", Machine Learning 45(1), 2001. Defaults are those of scikit-learn for
/// classification; for regression it takes all features, Breiman a third.
public struct RandomForestConfiguration: Hashable, Sendable, Codable {
  /// How many features a node looks at before it chooses its split.
  ///
  /// Features that are constant among the node's rows count, but the search goes on until one is not.
  public enum FeatureChoice: Hashable, Sendable, Codable {
    /// ⌊√D⌋, at least 1.
    case squareRoot
    /// ⌊D / 3⌋, at least 1.
    case third
    /// D: bagged trees.
    case all
    /// The given number, in 1…D.
    case count(Int)

    /// The number for D = `featureCount` features.
    public func count(of featureCount: Int) -> Int {
      switch self {
      case .squareRoot: max(1, Int(Double(featureCount).squareRoot()))
      case .third: max(1, featureCount / 3)
      case .all: featureCount
      case .count(let count): count
      }
    }
  }

  /// How thresholds are looked for.
  public enum SplitSearch: String, Hashable, Sendable, Codable {
    /// Between at most 256 bins a feature; exact for features of at most 256 distinct values.
    case binned
    /// Between all values, sorted at each node. Slower; the twin that the binned search is tested against.
    case exact
  }

  /// Number of trees, in 1…100,000.
  public var treeCount: Int
  /// Most splits between the root and a leaf; nil for no limit.
  public var maximumDepth: Int?
  /// Fewest rows (not counting repetitions by the bootstrap) in a leaf; at least 1.
  public var minimumLeafRows: Int
  /// Fewest rows that a node must have to be split; at least 2.
  public var minimumSplitRows: Int
  /// How many features a node looks at.
  public var features: FeatureChoice
  /// Whether each tree learns from N rows drawn with replacement (else from all N).
  public var bootstrap: Bool
  /// How thresholds are looked for.
  public var splitSearch: SplitSearch
  /// Whether fitting also predicts each row by the trees that did not learn from it; needs `bootstrap`.
  public var computesOutOfBag: Bool
  /// Whether leaves remember their training rows, as quantiles need; regression only.
  public var keepsLeafRows: Bool
  /// Decides bootstrap samples and choices of features, one stream for each tree.
  public var seed: UInt64

  /// A configuration with scikit-learn's defaults for classification.
  public init(
    treeCount: Int = 100, maximumDepth: Int? = nil, minimumLeafRows: Int = 1, minimumSplitRows: Int = 2,
    features: FeatureChoice = .squareRoot, bootstrap: Bool = true, splitSearch: SplitSearch = .binned,
    computesOutOfBag: Bool = false, keepsLeafRows: Bool = false, seed: UInt64 = 1
  ) {
    self.treeCount = treeCount
    self.maximumDepth = maximumDepth
    self.minimumLeafRows = minimumLeafRows
    self.minimumSplitRows = minimumSplitRows
    self.features = features
    self.bootstrap = bootstrap
    self.splitSearch = splitSearch
    self.computesOutOfBag = computesOutOfBag
    self.keepsLeafRows = keepsLeafRows
    self.seed = seed
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    guard (1...100_000).contains(treeCount) else {
      return "treeCount must be in 1...100000, is \(treeCount)."
    }
    if let maximumDepth, maximumDepth < 1 { return "maximumDepth must be at least 1, is \(maximumDepth)." }
    guard minimumLeafRows >= 1 else { return "minimumLeafRows must be at least 1, is \(minimumLeafRows)." }
    guard minimumSplitRows >= 2 else { return "minimumSplitRows must be at least 2, is \(minimumSplitRows)." }
    if case .count(let count) = features, count < 1 { return "features must be at least 1, is \(count)." }
    guard bootstrap || !computesOutOfBag else {
      return "computesOutOfBag needs bootstrap: without it no row is out of any bag."
    }
    return nil
  }
}
