import Glibc

/// Hill's estimate of the tail index α from the `k` largest values: P(X > x) falls like x^-α far out.
///
/// α is `k` over the sum of ln(x₍ᵢ₎ / x₍ₖ₊₁₎) over the `k` largest. For independent values its standard error is about
/// α / √k; of correlated ones it says less. Below 2 the variance is infinite, below 1 the mean. It depends on `k`:
/// look at several.
///
/// Source: B. M. Hill, "A simple general approach to inference about the tail of a distribution", Annals of Statistics
/// 3(5), 1975.
///
/// - Parameters:
///   - sorted: Values in ascending order.
///   - k: How many of the largest count as the tail.
/// - Returns: nil where the value below the tail is not positive or all of the tail are equal to it.
/// - Complexity: O(k).
/// - Precondition: `k` is at least 1 and less than the number of values.
public func hillTailIndex(ofSorted sorted: [Double], k: Int) -> Double? {
  precondition(k >= 1 && k < sorted.count, "k must be in 1..<\(sorted.count), is \(k)")
  let threshold = sorted[sorted.count - k - 1]
  guard threshold > 0 else { return nil }
  let sum = sorted.suffix(k).reduce(0) { $0 + log($1 / threshold) }
  return sum > 0 ? Double(k) / sum : nil
}
