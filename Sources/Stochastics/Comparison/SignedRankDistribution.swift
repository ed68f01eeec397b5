/// The exact null distribution of a sum of ranks, each of which counts with probability one half.
///
/// By convolution of one rank after the other. Ranks are doubled, so that mid-ranks are whole numbers.
///
/// Source: Wilcoxon, "Individual Comparisons by Ranking Methods", Biometrics Bulletin 1(6), 1945.
struct SignedRankDistribution {
  /// The probability of each doubled sum, from 0 up.
  let probabilities: [Double]

  /// - Precondition: the ranks are positive.
  init(doubledRanks: [Int]) {
    var probabilities = [Double](repeating: 0, count: doubledRanks.reduce(0, +) + 1)
    probabilities[0] = 1
    var top = 0
    for rank in doubledRanks {
      top += rank
      for sum in stride(from: top, through: 0, by: -1) {
        let without = sum <= top - rank ? probabilities[sum] : 0
        let with = sum >= rank ? probabilities[sum - rank] : 0
        probabilities[sum] = (without + with) / 2
      }
    }
    self.probabilities = probabilities
  }

  /// The distribution for the ranks 1 to `count`.
  init(count: Int) { self.init(doubledRanks: (0..<count).map { 2 * ($0 + 1) }) }

  /// The probability of a doubled sum of at most `sum`.
  func atMost(_ sum: Int) -> Double {
    sum < 0 ? 0 : min(1, probabilities.prefix(sum + 1).reduce(0, +))
  }

  /// The probability of a doubled sum of at least `sum`; the distribution is symmetric.
  func atLeast(_ sum: Int) -> Double { atMost(probabilities.count - 1 - sum) }
}
