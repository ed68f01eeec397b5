import Stochastics

extension RandomPurpose {
  static let lookAheadCanary = RandomPurpose("look-ahead canary")
}

/// Finds features that see the future: whatever comes after a step is replaced, and no feature of that step or an
/// earlier one may change by a bit.
public enum LookAheadCanary {
  /// The names of the columns that changed, in their order; empty where nothing looks ahead.
  ///
  /// - Parameters:
  ///   - names: (D) names of the columns that `rows` makes.
  ///   - series: N steps.
  ///   - cuts: Steps after which everything is replaced, each in 0..<N.
  ///   - seed: Decides what the future is replaced with.
  ///   - rows: (N × D) features of a series.
  public static func offenders(
    _ names: [String], series: MetricSeries, cuts: [Int], seed: UInt64 = 1,
    rows: (MetricSeries) -> Matrix<Double>
  ) -> [String] {
    let given = rows(series)
    precondition(
      given.rows == series.count && given.columns == names.count, "\(given.rows) × \(given.columns)")
    var changed = [Bool](repeating: false, count: names.count)
    for cut in cuts {
      var other = series
      for metric in FeatureMetric.allCases {
        guard var column = series[metric] else { continue }
        var stream = RandomStream(
          seed: seed, purpose: .lookAheadCanary, entity: UInt64(metric.index), ordinal: UInt64(cut))
        for index in min(cut + 1, column.count)..<column.count {
          let draw = stream.nextUnit()
          column[index] = draw < 0.1 ? .nan : column[index] * 1000 * draw + 1e3 * draw
        }
        other[metric] = column
      }
      let now = rows(other)
      for row in 0...cut {
        for column in names.indices {
          let (a, b) = (given[row, column], now[row, column])
          if a.bitPattern != b.bitPattern, !(a.isNaN && b.isNaN) { changed[column] = true }
        }
      }
    }
    return names.indices.filter { changed[$0] }.map { names[$0] }
  }
}
