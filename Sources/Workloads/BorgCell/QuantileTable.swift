import Stochastics

import Glibc

/// A positive quantity known by some of its quantiles.
///
/// Between two levels the logarithm of the quantity is linear in the normal score of the level, so that each
/// piece is a part of a lognormal distribution; outside the outermost levels it keeps their values.
public struct QuantileTable: Codable, Hashable, Sendable {
  /// Levels between 0 and 1, strictly ascending, at least two.
  public var levels: [Double]
  /// The quantile at each level, positive, ascending.
  public var values: [Double]

  /// The table of the given quantiles; `BorgCellParameters.validate()` checks it.
  public init(levels: [Double], values: [Double]) {
    self.levels = levels
    self.values = values
  }

  /// The sentence that says what is wrong with the table, if something is; `name` is what it is called there.
  func problem(_ name: String) -> String? {
    guard levels.count == values.count && levels.count > 1 else {
      return
        "\(name) has \(levels.count) levels and \(values.count) values; allowed are as many of both, 2 or more."
    }
    for (index, level) in levels.enumerated()
    where !(level > (index == 0 ? 0 : levels[index - 1]) && level < 1) {
      return
        "\(name) has the level \(level) at place \(index); allowed are levels that ascend between 0 and 1."
    }
    for (index, value) in values.enumerated()
    where !(value.isFinite && value > 0 && (index == 0 || value >= values[index - 1])) {
      return "\(name) has the value \(value) at place \(index); allowed are positive values that ascend."
    }
    return nil
  }
}

/// A table of quantiles made ready for fast draws: its levels as normal scores, its values as logarithms.
struct QuantileCurve: Sendable {
  let scores: [Double]
  let logs: [Double]

  /// - Precondition: the table has no problem.
  init(_ table: QuantileTable) {
    scores = table.levels.map(normalQuantile)
    logs = table.values.map { log($0) }
  }

  /// The logarithm of the quantity whose level has the normal score `score`.
  func logValue(score: Double) -> Double {
    if score <= scores[0] { return logs[0] }
    var above = 1
    while above < scores.count {
      if score < scores[above] {
        let part = (score - scores[above - 1]) / (scores[above] - scores[above - 1])
        return logs[above - 1] + part * (logs[above] - logs[above - 1])
      }
      above += 1
    }
    return logs[scores.count - 1]
  }

  /// The quantity whose level has the normal score `score`.
  func value(score: Double) -> Double { exp(logValue(score: score)) }
}
