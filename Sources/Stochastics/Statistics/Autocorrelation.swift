/// The correlation of a series with itself `lag` steps later: Pearson's, over the pairs of which both values are there.
///
/// Each side has the mean and variance of its own pairs, so the result is in -1...1 and is what `numpy.corrcoef` says
/// of the two shifted halves. The estimator of Box & Jenkins divides by the variance of the whole series instead; on a
/// long series the two agree, at lags near its length that one shrinks towards 0.
///
/// ```swift
/// autocorrelation([1, 2, 1, 2, 1, 2], lag: 1)  // -1
/// ```
///
/// - Parameters:
///   - values: One value a step; NaN where there is none.
///   - lag: Steps, from 1 up.
/// - Returns: nil for fewer than three pairs, or where one side of them is constant.
/// - Complexity: O(n), twice over the values.
/// - Precondition: `lag` is at least 1.
public func autocorrelation(_ values: [Double], lag: Int) -> Double? {
  precondition(lag >= 1, "a lag is at least 1 step, is \(lag)")
  guard values.count - lag >= 3 else { return nil }
  return values.withUnsafeBufferPointer { values in
    var pairs = 0
    var early = 0.0
    var late = 0.0
    var index = 0
    let end = values.count - lag
    while index < end {
      let x = values[index]
      let y = values[index + lag]
      // NaN is the only value that differs from itself
      if x == x && y == y {
        pairs += 1
        early += x
        late += y
      }
      index += 1
    }
    guard pairs >= 3 else { return nil }
    early /= Double(pairs)
    late /= Double(pairs)

    var products = 0.0
    var earlySquares = 0.0
    var lateSquares = 0.0
    index = 0
    while index < end {
      let x = values[index] - early
      let y = values[index + lag] - late
      if x == x && y == y {
        products += x * y
        earlySquares += x * x
        lateSquares += y * y
      }
      index += 1
    }
    // What is left of a constant side is the rounding of its mean.
    func isConstant(_ squares: Double, _ mean: Double) -> Bool {
      let rounding = 1e-13 * mean
      return squares <= Double(pairs) * rounding * rounding
    }
    guard !isConstant(earlySquares, early), !isConstant(lateSquares, late) else { return nil }
    return max(-1, min(1, products / (earlySquares.squareRoot() * lateSquares.squareRoot())))
  }
}
