/// Everything that, with its data, decides an isolation forest to the last bit.
///
/// Source: Liu, Ting & Zhou, "Isolation Forest", ICDM 2008, whose defaults these are. With `extensionLevel`: Hariri,
/// Carrasco Kind & Brunner, "Extended Isolation Forest", IEEE TKDE 33(4), 2021.
public struct IsolationForestConfiguration: Hashable, Sendable, Codable {
  /// Number of trees, in 1…100,000.
  public var treeCount: Int
  /// ψ: rows that each tree is grown from, drawn without replacement, in 2…65,536; fewer where the table has fewer.
  /// A tree is at most ⌈log₂ ψ⌉ deep.
  public var sampleSize: Int
  /// Share of the training rows to be called anomalies, in 0…0.5: it sets the threshold. Nil for a threshold of 0.5.
  public var contamination: Double?
  /// Nil to cut along one feature at a time. Else cuts are along slopes of `extensionLevel` + 1 features, in
  /// 0…D − 1; D − 1 is the full extension.
  public var extensionLevel: Int?
  /// Decides samples and cuts, one stream for each tree.
  public var seed: UInt64

  /// A configuration with the defaults of the paper.
  public init(
    treeCount: Int = 100, sampleSize: Int = 256, contamination: Double? = nil, extensionLevel: Int? = nil,
    seed: UInt64 = 1
  ) {
    self.treeCount = treeCount
    self.sampleSize = sampleSize
    self.contamination = contamination
    self.extensionLevel = extensionLevel
    self.seed = seed
  }

  /// One sentence on the first hyperparameter that will not do; nil where all will.
  public var problem: String? {
    guard (1...100_000).contains(treeCount) else {
      return "treeCount must be in 1...100000, is \(treeCount)."
    }
    guard (2...65_536).contains(sampleSize) else {
      return "sampleSize must be in 2...65536, is \(sampleSize)."
    }
    if let contamination, !(0...0.5).contains(contamination) {
      return "contamination must be in 0...0.5, is \(contamination)."
    }
    if let extensionLevel, extensionLevel < 0 {
      return "extensionLevel must be at least 0, is \(extensionLevel)."
    }
    return nil
  }

  /// ⌈log₂ ψ⌉ for ψ = `count`, at least 1.
  static func depth(of count: Int) -> Int {
    var depth = 1
    while 1 << depth < count { depth += 1 }
    return depth
  }
}
