/// The distribution whose inverse is a table of quantiles, linear between them.
///
/// A draw uses one number of the stream and a binary search.
public struct Empirical: Distribution {
  /// The expected value.
  public let mean: Double
  /// The variance.
  public let variance: Double
  @usableFromInline let levels: [Double]
  @usableFromInline let values: [Double]

  /// The distribution with the quantile `values[i]` at the level `levels[i]`.
  ///
  /// - Precondition: as many levels as values, at least two; levels strictly ascending from 0 to 1; values finite and
  ///   ascending.
  public init(levels: [Double], values: [Double]) {
    precondition(
      levels.count == values.count && levels.count > 1,
      "as many levels as values, and at least 2, are needed, are \(levels.count) and \(values.count)")
    precondition(
      levels[0] == 0 && levels[levels.count - 1] == 1,
      "levels must run from 0 to 1, run from \(levels[0]) to \(levels[levels.count - 1])")
    precondition(values[0].isFinite, "values must be finite, the first is \(values[0])")
    var mean = 0.0
    for above in 1..<levels.count {
      let width = levels[above] - levels[above - 1]
      precondition(width > 0, "levels must ascend, \(levels[above - 1]) is before \(levels[above])")
      precondition(
        values[above] >= values[above - 1] && values[above].isFinite,
        "values must be finite and ascend, \(values[above - 1]) is before \(values[above])")
      mean += width * (values[above - 1] + values[above]) / 2
    }
    var variance = 0.0
    for above in 1..<levels.count {
      let (left, right) = (values[above - 1] - mean, values[above] - mean)
      variance += (levels[above] - levels[above - 1]) * (left * left + left * right + right * right) / 3
    }
    self.levels = levels
    self.values = values
    self.mean = mean
    self.variance = variance
  }

  /// The distribution of measured values, with the quantiles of `quantile(ofSorted:_:)`.
  ///
  /// Its variance is a little below that of the values, as it puts the weight between them.
  ///
  /// - Precondition: `sortedValues` is not empty, finite and ascending.
  public init(sortedValues: [Double]) {
    precondition(!sortedValues.isEmpty, "no distribution of no values")
    let values = sortedValues.count == 1 ? [sortedValues[0], sortedValues[0]] : sortedValues
    let last = Double(values.count - 1)
    self.init(levels: values.indices.map { Double($0) / last }, values: values)
  }

  /// The quantile at the level `p`.
  ///
  /// - Precondition: `p` in 0...1.
  @inlinable public func quantile(_ p: Double) -> Double {
    precondition(p >= 0 && p <= 1, "p must be in 0...1, is \(p)")
    var below = 0
    var above = levels.count - 1
    while above - below > 1 {
      let middle = (below + above) / 2
      if levels[middle] <= p { below = middle } else { above = middle }
    }
    let part = (p - levels[below]) / (levels[above] - levels[below])
    return values[below] + part * (values[above] - values[below])
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Double { quantile(stream.nextUnit()) }
}
