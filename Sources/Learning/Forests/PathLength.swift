/// The mean length of a search that fails in a random binary search tree of `count` keys:
/// c(n) = 2 H(n − 1) − 2 (n − 1) / n for n ≥ 2, and 0 for fewer.
///
/// H(k) = 1 + 1/2 + … + 1/k is summed exactly, to rounding, where Liu, Ting & Zhou ("Isolation Forest", ICDM 2008)
/// and scikit-learn take ln k + 0.5772156649 for it. That makes c(256) 10.2487 rather than 10.2448.
///
/// - Complexity: O(n).
public func averagePathLength(_ count: Int) -> Double {
  precondition(count >= 0, "a number of rows is needed, not \(count)")
  guard count >= 2 else { return 0 }
  // Small terms first, so that their digits are not lost.
  let harmonic = stride(from: count - 1, through: 1, by: -1).reduce(0.0) { $0 + 1 / Double($1) }
  return 2 * harmonic - 2 * Double(count - 1) / Double(count)
}
