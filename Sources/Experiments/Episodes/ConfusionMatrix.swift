/// How often each class was taken for each.
public struct ConfusionMatrix: Sendable, Hashable, Codable {
  /// (C × C) counts: row the truth, column what was said.
  public private(set) var counts: [[Int]]

  /// An empty matrix of `classCount` classes.
  public init(classCount: Int) {
    counts = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
  }

  /// Adds `count` cases of `truth` that were taken for `said`.
  public mutating func add(truth: Int, said: Int, count: Int = 1) { counts[truth][said] += count }

  /// Adds all cases of another matrix.
  public mutating func add(_ other: ConfusionMatrix, times: Int = 1) {
    for row in counts.indices {
      for column in counts.indices { counts[row][column] += times * other.counts[row][column] }
    }
  }

  /// Cases.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Share of the cases that were told right; not a number where there are none.
  public var accuracy: Double {
    Double(counts.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(total)
  }

  /// The accuracy of naming the most frequent class always.
  public var majorityAccuracy: Double {
    Double(counts.map { $0.reduce(0, +) }.max() ?? 0) / Double(total)
  }

  /// Share of the cases of a class that were told right; nil where it has none.
  public func recall(_ label: Int) -> Double? {
    let cases = counts[label].reduce(0, +)
    return cases > 0 ? Double(counts[label][label]) / Double(cases) : nil
  }

  /// Share right of what was taken for a class; nil where nothing was.
  public func precision(_ label: Int) -> Double? {
    let said = counts.reduce(0) { $0 + $1[label] }
    return said > 0 ? Double(counts[label][label]) / Double(said) : nil
  }

  /// Mean over the classes that occur of 2 TP / (2 TP + FP + FN).
  public var macroF1: Double {
    let scores = counts.indices.compactMap { label -> Double? in
      let (cases, said) = (counts[label].reduce(0, +), counts.reduce(0) { $0 + $1[label] })
      return cases > 0 ? 2 * Double(counts[label][label]) / Double(cases + said) : nil
    }
    return scores.reduce(0, +) / Double(scores.count)
  }
}
