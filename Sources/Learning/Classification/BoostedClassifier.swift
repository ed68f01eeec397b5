import Glibc

/// Gradient-boosted trees that give a probability for each of C classes: the softmax of C sums of trees.
///
/// A model never changes, and one may be asked from several threads. See `BoostedClassifierConfiguration`.
public struct BoostedClassifier: Hashable, Sendable, Codable {
  /// What it was fitted with.
  public let configuration: BoostedClassifierConfiguration
  /// D: features that a row has.
  public let featureCount: Int
  /// C.
  public let classCount: Int
  /// Round after round, the C trees of its classes.
  public internal(set) var trees: [RegressionTree]

  /// Rounds of boosting that were kept.
  public var roundCount: Int { trees.count / classCount }

  /// One sentence on what makes a decoded model unusable; nil for a proper one.
  public var problem: String? {
    if let problem = configuration.problem { return problem }
    guard (2...1024).contains(classCount), featureCount >= 1, trees.count % classCount == 0 else {
      return "\(trees.count) trees, \(classCount) classes and \(featureCount) features do not fit together."
    }
    return trees.lazy.compactMap { $0.problem(features: featureCount) }.first
  }

  /// The probabilities of the C classes for one row, with sum 1.
  ///
  /// - Precondition: `features` has D finite elements.
  public func probabilities(for features: [Float]) -> [Double] {
    precondition(features.count == featureCount, "\(featureCount) features expected, \(features.count) given")
    var margins = [Float](repeating: 0, count: classCount)
    features.withUnsafeBufferPointer { row in
      guard let row = row.baseAddress else { return }
      for (index, tree) in trees.enumerated() {
        margins[index % classCount] += tree.values[tree.leaf(of: row)]
      }
    }
    return softmax(margins.map(Double.init))
  }
}

/// e^x_k / Σ e^x_j, without overflow.
func softmax(_ margins: [Double]) -> [Double] {
  let highest = margins.max() ?? 0
  let powers = margins.map { exp($0 - highest) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}
