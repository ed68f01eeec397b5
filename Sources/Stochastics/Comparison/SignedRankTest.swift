/// Wilcoxon's signed-rank test of paired differences.
///
/// With up to `exactLimit` differences that are not 0 the p-value is exact, with ties and zeros too: then it is
/// conditional on the ranks that occurred. Beyond, it is the normal approximation with the correction for ties and for
/// continuity.
///
/// It tests whether the differences are symmetric around 0; with skewed ones a significant result need not be one of
/// the mean.
///
/// Sources: Wilcoxon 1945; Pratt, "Remarks on Zeros and Ties in the Wilcoxon Signed Rank Procedures", JASA 54(287), 1959.
public struct SignedRankTest: Sendable, Equatable {
  /// What happens to differences of 0.
  public enum ZeroTreatment: String, Sendable, CaseIterable {
    /// They are left out before ranking (Wilcoxon).
    case wilcox
    /// They are ranked and left out afterwards, so that they lower no rank (Pratt).
    case pratt
  }

  /// The largest number of differences for which the p-value is exact.
  public static let exactLimit = 50

  /// How many differences are not 0.
  public let count: Int
  /// How many are 0.
  public let zeros: Int
  /// The sum of the ranks of positive differences.
  public let positiveRankSum: Double
  /// Whether p-values are exact.
  public let isExact: Bool
  private let doubledRanks: [Int]

  /// Ranks `differences` by size.
  ///
  /// - Precondition: all are finite.
  public init(_ differences: [Double], zeros treatment: ZeroTreatment = .wilcox) {
    precondition(differences.allSatisfy(\.isFinite), "a difference is not finite")
    let ranked = treatment == .pratt ? differences : differences.filter { $0 != 0 }
    let doubled = doubledMidRanks(ranked.map(abs))
    let kept = zip(ranked, doubled).filter { $0.0 != 0 }
    count = kept.count
    zeros = differences.count - kept.count
    positiveRankSum = Double(kept.reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }) / 2
    doubledRanks = kept.map(\.1)
    isExact = count <= Self.exactLimit
  }

  /// The p-value; 1 where all differences are 0.
  public func pValue(_ alternative: Alternative = .twoSided) -> Double {
    if count == 0 { return 1 }
    let (below, above) = isExact ? exactTails : normalTails(alternative)
    switch alternative {
    case .less: return below
    case .greater: return above
    case .twoSided: return min(1, 2 * min(below, above))
    }
  }

  private var exactTails: (below: Double, above: Double) {
    let distribution = SignedRankDistribution(doubledRanks: doubledRanks)
    let sum = Int(positiveRankSum * 2)
    return (distribution.atMost(sum), distribution.atLeast(sum))
  }

  /// Mean and variance are those of the ranks kept, which takes ties and zeros into account.
  private func normalTails(_ alternative: Alternative) -> (below: Double, above: Double) {
    let mean = doubledRanks.reduce(0.0) { $0 + Double($1) } / 4
    let deviation = doubledRanks.reduce(0.0) { $0 + Double($1) * Double($1) / 16 }.squareRoot()
    let distance = positiveRankSum - mean
    return (
      normalDistribution((distance + 0.5) / deviation), normalDistribution((0.5 - distance) / deviation)
    )
  }

  /// The smallest p-value that `count` pairs without ties can give; 2⁻ⁿ while exact, twice that for two sides.
  ///
  /// - Precondition: `count` is not negative.
  public static func smallestPValue(count: Int, _ alternative: Alternative = .twoSided) -> Double {
    precondition(count >= 0, "count must not be negative, is \(count)")
    // With all differences on the side of the alternative; by symmetry the positive one stands for both.
    return SignedRankTest((0..<count).map { Double($0 + 1) }).pValue(
      alternative == .less ? .greater : alternative)
  }

  /// The fewest pairs with which the first of `hypotheses` can be rejected after Holm's correction.
  ///
  /// - Precondition: `level` is between 0 and 1 and the number of hypotheses positive.
  public static func fewestPairs(
    level: Double = 0.05, hypotheses: Int, _ alternative: Alternative = .twoSided
  ) -> Int {
    precondition(level > 0 && level < 1, "level must be between 0 and 1, is \(level)")
    precondition(hypotheses > 0, "there must be a hypothesis")
    let threshold = level / Double(hypotheses)
    var count = 1
    while smallestPValue(count: count, alternative) > threshold {
      count += 1
      precondition(count <= exactLimit, "no number of pairs reaches \(threshold)")
    }
    return count
  }
}

/// Twice the rank of each value, equal values sharing the mean of theirs.
func doubledMidRanks(_ values: [Double]) -> [Int] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Int](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = start + end + 1 }
    start = end
  }
  return ranks
}
