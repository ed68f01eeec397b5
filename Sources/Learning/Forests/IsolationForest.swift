import Glibc

/// A fitted isolation forest: the fewer random cuts part a row from the rest, the more it is an anomaly.
///
/// A score is 2^(−E[h] / c(ψ)), with h the path length in a tree and c as `averagePathLength` has it: near 1 for
/// anomalies, well below 0.5 for what is normal, about 0.5 for all where there is no anomaly. Scores order rows; they
/// are no probabilities. scikit-learn's `score_samples` is the same with a minus before it.
public struct IsolationForest: Hashable, Sendable {
  /// What it was fitted with.
  public let configuration: IsolationForestConfiguration
  /// D: features that a row has.
  public let featureCount: Int
  /// ψ: rows that each tree was grown from.
  public let sampleSize: Int
  /// A row with a score above this is an anomaly, in 0…1.
  public internal(set) var threshold: Double

  let trees: IsolationTrees

  static let blockRows = 256

  /// The mean path length of one row over the trees, at least 0; allocates nothing.
  ///
  /// - Precondition: `row` has D finite features.
  public func pathLength(row: UnsafeBufferPointer<Float>) -> Double {
    precondition(row.count == featureCount, "\(featureCount) features expected, \(row.count) given")
    guard let row = row.baseAddress else { return 0 }
    return trees.sum(row: row, stride: 1) / Double(trees.treeCount)
  }

  /// The score of one row, in 0…1; allocates nothing.
  ///
  /// - Precondition: `row` has D finite features.
  public func score(row: UnsafeBufferPointer<Float>) -> Double {
    exp2(-pathLength(row: row) / averagePathLength(sampleSize))
  }

  /// The score of one row, in 0…1.
  ///
  /// - Precondition: `features` has D finite elements.
  public func score(for features: [Float]) -> Double { features.withUnsafeBufferPointer { score(row: $0) } }

  /// Whether the score of a row is above the threshold.
  public func isAnomaly(_ features: [Float]) -> Bool { score(for: features) > threshold }

  /// The scores of all rows of a table, (N); the same bits as row by row.
  ///
  /// - Parameters:
  ///   - table: D features, in the order of the training table.
  ///   - threads: Any number gives the same result.
  public func scores(for table: FeatureTable, threads: Int = 1) -> [Double] {
    precondition(
      table.featureCount == featureCount, "\(featureCount) features expected, \(table.featureCount) given")
    let blocks = (table.rowCount + Self.blockRows - 1) / Self.blockRows
    let lanes = FeatureTable.lanes
    let norm = averagePathLength(sampleSize)
    let parts = parallelMap(count: blocks, threads: threads) { block in
      let first = block * Self.blockRows
      let range = first..<min(first + Self.blockRows, table.rowCount)
      let groups = (range.count + lanes - 1) / lanes
      var sums = [Double](repeating: 0, count: groups * lanes)
      table.withGroups(range) { rows in
        sums.withUnsafeMutableBufferPointer { sums in
          guard let sums = sums.baseAddress else { return }
          if trees.weights.isEmpty {
            addAll(rows, groups: groups, to: sums)
          } else {
            for row in 0..<range.count {
              let group = rows + row / lanes * lanes * featureCount
              sums[row] = trees.sum(row: group + row % lanes, stride: lanes)
            }
          }
        }
      }
      return sums.prefix(range.count).map { exp2(-($0 / Double(trees.treeCount)) / norm) }
    }
    return parts.flatMap { $0 }
  }

  /// Adds the path lengths of groups of rows in all trees to `sums`.
  private func addAll(_ rows: UnsafePointer<Float>, groups: Int, to sums: UnsafeMutablePointer<Double>) {
    let lanes = FeatureTable.lanes
    trees.thresholds.withUnsafeBufferPointer { thresholds in
      trees.features.withUnsafeBufferPointer { features in
        trees.lengths.withUnsafeBufferPointer { lengths in
          guard let thresholds = thresholds.baseAddress, let features = features.baseAddress,
            let lengths = lengths.baseAddress
          else { return }
          for tree in 0..<trees.treeCount {
            for group in 0..<groups {
              trees.add(
                group: rows + group * lanes * featureCount, thresholds: thresholds, features: features,
                lengths: lengths, tree: tree, to: sums + group * lanes)
            }
          }
        }
      }
    }
  }
}
